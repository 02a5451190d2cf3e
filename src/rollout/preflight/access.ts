/** What we were not allowed, or not able, to see. */
import type { Finding, Problem } from '../model.ts'
import type { Rule } from './rule.ts'

const remedies: Readonly<Record<Problem['kind'], string>> = {
  denied: 'Give the role the rights in docs/iam-policy.json; the operation named here is the one that was refused.',
  expired:
    'Fetch new credentials in this job before this step (aws-actions/configure-aws-credentials), or allow a longer session.',
  passing: 'AWS did not answer after several tries. Run the job again.',
  lost: 'Run the job again.',
  missing: 'Check the name and `aws-region`.',
  conflict: 'Wait and run again.',
  idle: 'Run the job again.',
  irreversible: 'Run the job again.',
  rejected: 'Check the credentials, the region and the names in this step.',
}

const unreadable: Rule = ({ problems }) =>
  unique(problems).map(
    ({ kind, operation, code, message }): Finding => ({
      level: 'error',
      rule: `cannot-see-${operation}`,
      says: `${operation} failed: ${code}: ${message}`,
      remedy: identity.has(operation)
        ? 'See docs/oidc.md; the job needs `permissions: id-token: write`.'
        : remedies[kind],
    }),
  )

/** Getting credentials comes before every read: one that cannot be had is told once. */
const unique = (problems: readonly Problem[]): readonly Problem[] =>
  problems.filter(
    (each, i) => problems.findIndex((other) => other.operation === each.operation && other.code === each.code) === i,
  )

const identity: ReadonlySet<string> = new Set(['GetIdentityToken', 'AssumeRoleWithWebIdentity'])

/** EC2 refuses a trial launch for want of rights: Auto Scaling would refuse the refresh for the same. */
const launchDenied: Rule = ({ templates }) =>
  templates.flatMap(({ launch }): readonly Finding[] =>
    launch?.kind === 'denied'
      ? [
          {
            level: 'error',
            rule: 'launch-denied',
            says: `A trial launch (DryRun) of the new image with this launch template was refused: ${launch.code}: ${launch.message}`,
            remedy:
              'AWS checks these rights when a refresh starts, although the group launches the instances: ec2:RunInstances on all that the template names, ec2:CreateTags if it has tag specifications, iam:PassRole if it has an instance profile. See docs/iam-policy.json.',
          },
        ]
      : [],
  )

/** EC2 would not launch it at all. */
const launchRejected: Rule = ({ templates }) =>
  templates.flatMap(({ launch }): readonly Finding[] =>
    launch && launch.kind !== 'denied'
      ? [
          {
            level: launch.kind === 'passing' ? 'warning' : 'error',
            rule: 'launch-rejected',
            says: `A trial launch (DryRun) of the new image with this launch template failed: ${launch.code}: ${launch.message}`,
            remedy: 'Mend the launch template or choose an image that it can launch.',
          },
        ]
      : [],
  )

export const access: readonly Rule[] = [unreadable, launchDenied, launchRejected]
