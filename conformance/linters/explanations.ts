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
  { linter: 'parliament', rule: 'RESOURCE_MISMATCH', where: /iam-policy-on-instance\.json/, failure: PARTS },
  { linter: 'parliament', rule: 'RESOURCE_MISMATCH', where: /iam-policy-strict\.json/, failure: PARTS },
]
