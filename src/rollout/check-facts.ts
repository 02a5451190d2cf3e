/** What the user's check is told, as environment variables, and how long it may take. */
import { runs } from './coverage.ts'
import { BAKE } from './guards/verify.ts'
import type { Memory } from './memory.ts'
import type { Leg } from './model.ts'
import type { Terms } from './policy.ts'
import type { Check } from './world.ts'

/** The check of a step, with the facts of the newest look. Lists are separated by blanks. */
export function checkFor(step: string, { last, machines }: Memory, leg: Leg, { verify }: Terms): Check {
  const fresh = last?.instances.filter((each) => each.lifecycle === 'InService' && runs(each, leg.to)) ?? []
  const [to, from] = [leg.to.templates[0], leg.from.templates[0]]
  const facts = {
    AMI_ROLLOUT_STEP: step,
    AMI_ROLLOUT_GROUP: leg.group,
    AMI_ROLLOUT_INSTANCE_REFRESH_ID: leg.refresh,
    AMI_ROLLOUT_PERCENTAGE: String(last?.refresh?.percent ?? 0),
    AMI_ROLLOUT_NEW_INSTANCE_IDS: fresh.map(({ id }) => id).join(' '),
    AMI_ROLLOUT_NEW_INSTANCE_ADDRESSES: fresh.flatMap(({ id }) => machines.get(id)?.address ?? []).join(' '),
    AMI_ROLLOUT_IMAGE_ID: to?.image ?? '',
    AMI_ROLLOUT_PREVIOUS_IMAGE_ID: from?.image ?? '',
    AMI_ROLLOUT_LAUNCH_TEMPLATE_ID: to?.id ?? '',
    AMI_ROLLOUT_LAUNCH_TEMPLATE_VERSION: String(to?.version ?? ''),
    AMI_ROLLOUT_PREVIOUS_LAUNCH_TEMPLATE_VERSION: String(from?.version ?? ''),
  }
  return { step, limit: (step === BAKE ? verify?.bake : verify?.checkpoint) ?? 0, facts }
}
