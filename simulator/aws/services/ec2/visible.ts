/** Which instances EC2 still shows, and how it writes their states. */
import type { InstanceStateName } from '@aws-sdk/client-ec2'
import { AwsError } from '../../error.ts'
import type { Account } from '../../world/account.ts'
import type { Ec2State, Instance } from '../../world/instance.ts'

/** EC2 shows a terminated instance for about an hour, in ms. */
const VISIBLE = 3_600_000

/** An instance by its id. Throws InvalidInstanceID.NotFound for one that EC2 does not show. */
export function visibleInstance(account: Account, id: string): Instance {
  const instance = account.ec2Instances.get(id)
  if (!instance || !isVisible(account, instance)) {
    throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`)
  }
  return instance
}

/** All that EC2 shows. */
export const visibleInstances = (account: Account): readonly Instance[] =>
  [...account.ec2Instances.values()].filter((instance) => isVisible(account, instance))

function isVisible({ agenda, rules }: Account, { endedAt, launchInfo }: Instance): boolean {
  const isKnown =
    launchInfo.group !== undefined || agenda.now >= launchInfo.launchedAt + rules.instanceKnownAfter * 1000
  return isKnown && (endedAt === undefined || agenda.now - endedAt < VISIBLE)
}

const codes: Readonly<Record<Ec2State, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopped: 80,
}

/** A state with EC2's number for it. */
export const ec2State = (name: Ec2State): { Code: number; Name: InstanceStateName } => ({
  Code: codes[name],
  Name: name,
})
