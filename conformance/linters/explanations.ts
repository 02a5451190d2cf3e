/** Findings that stay, each with the reason and its source. A rule that finds nothing any more leaves this list. */

export interface Explanation {
  readonly linter: 'actionlint' | 'zizmor' | 'cfn-lint' | 'checkov' | 'parliament'
  /** The linter's own name of the rule. */
  readonly rule: string
  /** The place, as the case names it. */
  readonly where: RegExp
  readonly failure: string
}

const PARTS =
  'AWS asks for the action on each resource that the call touches (Service Authorization Reference): a statement for each kind, since only one of them has the condition.'

const NOBODY_CALLS =
  'The load balancer of npm run live is internal, carries nothing but health checks, and is gone after two hours: it needs no certificate, which would need a domain, and no bucket for logs.'

export const explanations: readonly Explanation[] = [
  {
    linter: 'parliament',
    rule: 'UNKNOWN_ACTION',
    where: /iam-policy-images\.json/,
    failure:
      'ec2:DescribeImageReferences is newer than parliament’s list (EC2 API Reference, DescribeImageReferences).',
  },
  {
    linter: 'parliament',
    rule: 'RESOURCE_STAR',
    where: /iam-policy-images\.json/,
    failure:
      'The reads behind DescribeImageReferences, granted through it alone (aws:CalledVia); AWS’s managed policy AmazonEC2ImageReferencesAccessPolicy grants them on * too.',
  },
  ...['CKV_AWS_2', 'CKV_AWS_91', 'CKV_AWS_103'].map((rule) => ({
    linter: 'checkov' as const,
    rule,
    where: /conformance\/live\//,
    failure: NOBODY_CALLS,
  })),
  { linter: 'parliament', rule: 'RESOURCE_MISMATCH', where: /iam-policy-on-instance\.json/, failure: PARTS },
  { linter: 'parliament', rule: 'RESOURCE_MISMATCH', where: /iam-policy-strict\.json/, failure: PARTS },
]
