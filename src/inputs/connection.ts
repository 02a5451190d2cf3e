/** The inputs that the post step needs too: access to AWS, and whether to write the summary. */
import type { RunnerContext } from '../github/context.ts'
import { partitionOf } from '../rollout/partition.ts'
import { regionName, roleArn, yesOrNo } from './parse.ts'
import type { Reading } from './reading.ts'

/** Region and identity for AWS. */
export interface Access {
  readonly region: string
  /** The role to assume with GitHub's identity tokens; without it the default AWS credentials are used. */
  readonly role: RoleInput | undefined
  readonly summary: boolean
}

/** A role, its session name, and the audience of the identity tokens. */
export interface RoleInput {
  readonly arn: string
  readonly sessionName: string
  readonly audience: string
}

/** Reads these inputs and collects their problems. */
export function readAccess({ text, read, wrong }: Reading, { region: ambient, run }: RunnerContext): Access {
  const region = read('aws-region', regionName, ambient)
  if (region === '' && text('aws-region') === '')
    wrong('aws-region', '', 'is not set, and neither is AWS_REGION in the environment; set it, such as eu-west-1')
  for (const input of ['role-session-name', 'audience'] as const)
    if (text(input) !== '' && text('role-to-assume') === '')
      wrong(input, text(input), 'means nothing without role-to-assume')
  const arn = read('role-to-assume', roleArn, '')
  const sessionName = text('role-session-name') || `ami-rollout-${run.id}`
  const audience = text('audience') || (partitionOf(region)?.stsAudience ?? 'sts.amazonaws.com')
  const role = arn === '' ? undefined : { arn, sessionName, audience }
  return { region, role, summary: read('summary', yesOrNo, true) }
}
