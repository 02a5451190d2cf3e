/** The environment variables and the time limit of a verification. */

import { runs } from '../model/coverage.ts'
import { isInService } from '../model/lifecycle.ts'
import { type Operation, refreshIdOf } from '../model/operation.ts'
import type { OperationSettings } from '../model/settings.ts'
import type { WatchState } from '../model/watch-state.ts'
import type { Verification } from '../ports.ts'
import { BAKE } from './guards/verify.ts'

/** Instance ids passed at most, because the size of an environment variable is limited. */
const MOST_NAMED = 500

/**
 * The verification of a step, with facts from the newest poll. `new-instance-ids` becomes `AMI_ROLLOUT_NEW_INSTANCE_IDS`.
 * Lists are separated by spaces.
 */
export function verificationFor(
  step: string,
  { last, ec2Instances }: WatchState,
  operation: Operation,
  { verify }: OperationSettings,
): Verification {
  const all = last?.instances.filter((each) => isInService(each) && runs(each, operation.to)) ?? []
  const fresh = all.slice(0, MOST_NAMED)
  const [to, from] = [operation.to.templates, operation.from.templates]
  const each = (values: readonly (string | number)[]): string => [...new Set(values)].join(' ')
  const facts = {
    group: operation.group,
    'instance-refresh-id': refreshIdOf(operation) ?? '',
    percentage: String(last?.refresh?.percent ?? 0),
    'new-instance-ids': fresh.map(({ id }) => id).join(' '),
    'new-instance-addresses': fresh.flatMap(({ id }) => ec2Instances.get(id)?.address ?? []).join(' '),
    'image-id': each(to.map(({ image }) => image)),
    'previous-image-id': each(from.map(({ image }) => image)),
    'launch-template-id': to.map(({ id }) => id).join(' '),
    'launch-template-version': to.map(({ version }) => version).join(' '),
    'previous-launch-template-version': from.map(({ version }) => version).join(' '),
  }
  const limit = (step === BAKE ? verify?.bake : verify?.checkpoint) ?? 0
  return { step, limit, instances: all.map(({ id }) => id), facts }
}
