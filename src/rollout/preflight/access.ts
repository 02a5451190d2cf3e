/** Preflight rules for reads that AWS denied or that failed, and for the trial launch. */

import { diagnosisOf } from '../environment.ts'
import { parameterIn } from '../launch-template/parameter.ts'
import type { Finding } from '../model/finding.ts'
import { foundTemplates, launchProblem, targetImage } from '../model/group-template.ts'
import { isNoRoom } from '../model/no-room.ts'
import type { Problem } from '../model/problem.ts'
import { isTransient } from '../tries.ts'
import { misfits } from './fit.ts'
import { error, type Rule, warning } from './rule.ts'

const remedies: Readonly<Record<Problem['kind'], string>> = {
  denied:
    'Give the role the permissions in docs/iam-policy.json; the operation named here is the one that was refused.',
  expired:
    'Fetch new credentials in this job before this step (aws-actions/configure-aws-credentials), or allow a longer session.',
  throttled:
    'Too many requests of this account and region: AWS refuses them for a while. Run the job again, or fewer jobs at once.',
  passing: 'AWS did not answer after several tries. Run the job again.',
  lost: 'Run the job again.',
  missing: 'Check the name and `aws-region`.',
  conflict: 'Wait and run again.',
  idle: 'Run the job again.',
  irreversible: 'Run the job again.',
  environment: 'Check the credentials, the clock, the proxy and the network of the runner.',
  rejected: 'Check the credentials, the region and the names in this step.',
}

const unreadable: Rule = ({ problems }) =>
  unique(problems).map((problem) =>
    problem.fault
      ? environmentFinding(problem, problem.fault)
      : error(`cannot-see-${problem.operation}`, said(problem), remedies[problem.kind]),
  )

const said = ({ operation, code, message }: Problem): string => `${operation} failed: ${code}: ${message}`

/** A finding for a fault of the run's environment, however many reads failed because of it. */
function environmentFinding(problem: Problem, fault: NonNullable<Problem['fault']>): Finding {
  const { says, remedy } = diagnosisOf(fault)
  return error(`environment-${fault.type}`, `${says} (${said(problem)}).`, remedy)
}

/** The problems without duplicates. A fault of the environment, such as missing credentials, fails every read. */
const unique = (problems: readonly Problem[]): readonly Problem[] =>
  problems.filter((each, i) => problems.findIndex((other) => sameness(other) === sameness(each)) === i)
const sameness = ({ operation, code, fault }: Problem): string => fault?.type ?? `${operation} ${code}`

/**
 * EC2 denies the trial launch for missing permissions, and Auto Scaling would refuse the refresh for the same reason. For
 * `mode: plan` it is a warning, because such a role needs no launch permissions.
 */
const launchDenied: Rule = ({ templates }, { mode }) =>
  foundTemplates(templates).flatMap((each) => {
    const launch = launchProblem(each)
    if (launch?.kind !== 'denied') return []
    const permissions = hiddenPermissions(parameterIn(each.saved) !== undefined)
    const answer = `${launch.code}: ${launch.message}`
    const cause = causes[launch.code]
    return mode === 'plan' && cause === undefined
      ? [
          warning(
            'launch-denied',
            `This role may not try a launch (DryRun), so nobody knows whether the new image launches. A deploy with this role will be refused for the same: ${answer}`,
            `A role that only plans may do without. The role that deploys needs: ${permissions}`,
          ),
        ]
      : [
          error(
            'launch-denied',
            `A trial launch (DryRun) of the new image with this launch template was refused: ${answer}`,
            cause ?? permissions,
          ),
        ]
  })

const hiddenPermissions = (readsParameter: boolean): string =>
  `AWS checks these when a refresh starts: ec2:RunInstances on all that the template names, ec2:CreateTags for tag specifications, iam:PassRole for an instance profile${readsParameter ? ', ssm:GetParameters for its parameter' : ''}. sts:DecodeAuthorizationMessage reads an encoded message. See docs/iam.md, «The hidden permissions».`

/** Auto Scaling may find room where the dry run did not, or once an old instance has gone. */
const NO_ROOM =
  'This says nothing against the image. If there is no room for one more instance than now, let old instances go first: `max-healthy-percentage: 100` with a lower `min-healthy-percentage`.'

/** EC2 rejects the trial launch. A mismatch with the instance types has its own rule with a better sentence. */
const launchRejected: Rule = (survey) =>
  misfits(survey).length > 0
    ? []
    : survey.templates.flatMap((each): readonly Finding[] => {
        const launch = launchProblem(each)
        if (!launch || launch.kind === 'denied' || targetImage(each)?.state !== 'available') return []
        const says = `A trial launch (DryRun) of the new image with this launch template failed: ${launch.code}: ${launch.message}`
        if (isNoRoom(launch)) return [warning('launch-no-room', says, NO_ROOM)]
        if (isTransient(launch)) return [warning('launch-rejected', says, 'It may be a passing fault of EC2.')]
        return [
          error(
            'launch-rejected',
            says,
            causes[launch.code] ?? 'Fix the launch template or choose an image that it can launch.',
          ),
        ]
      })

const newVersionWith = (what: string): string =>
  `Make a launch template version with ${what} that exists in this region, and save it on the group.`

/** The meaning of EC2's error codes. */
const causes: Readonly<Record<string, string>> = {
  OptInRequired: 'The image is from AWS Marketplace: the account that launches it must accept its terms and subscribe.',
  'InvalidKeyPair.NotFound': newVersionWith('a key pair'),
  'InvalidGroup.NotFound': newVersionWith('security groups'),
  'InvalidSubnetID.NotFound': 'Remove the subnet that is gone from the group.',
  'InvalidSnapshot.NotFound': newVersionWith('snapshots'),
}

/** Reads that only the preflight needs failed; the rollout continues without them. */
const unchecked: Rule = ({ launchEnvironment: environmentFinding, problems }) =>
  unique([...problems, ...(environmentFinding?.unchecked ?? [])])
    .slice(unique(problems).length)
    .map(({ kind, operation, code, message }) =>
      warning(
        `not-checked-${operation}`,
        `${operation} failed, so what it would show is not checked: ${code}: ${message}`,
        remedies[kind],
      ),
    )

export const access: readonly Rule[] = [unreadable, launchDenied, launchRejected, unchecked]
