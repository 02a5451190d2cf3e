/** How a refresh will go over this group: batches and time. An estimate with its assumptions, not AWS's word. */

import type { Group } from './facts.ts'
import type { Ms, Preferences } from './model.ts'

/** `size`: instances replaced at a time; `extra`: launched above the desired capacity; `fewer`: below it. */
export interface Estimate {
  readonly replaced: number
  readonly batches: number
  readonly size: number
  readonly extra: number
  readonly fewer: number
  readonly length: Ms
}

/** Assumed: from the request to in service, and for connections to drain, when AWS has not told otherwise. */
const LAUNCH: Ms = 90_000

/**
 * Minimum in service is rounded up (AWS, RefreshPreferences); the maximum is taken as rounded down, which AWS does not
 * document. With equal bounds one instance at a time is launched first, then one terminated (User Guide, overview).
 */
export function estimate(replaced: number, { desired }: Pick<Group, 'desired'>, preferences: Preferences): Estimate {
  const least = Math.ceil((desired * preferences.minHealthyPercentage) / 100)
  const most = Math.max(Math.floor((desired * preferences.maxHealthyPercentage) / 100), desired)
  const size = Math.max(1, most - least)
  const extra = Math.min(replaced, Math.max(most - desired, least === desired ? 1 : 0))
  const batches = Math.ceil(replaced / size)
  const length = batches * (LAUNCH + preferences.instanceWarmup * 1000) + preferences.bakeTime * 1000
  return {
    replaced,
    batches,
    size: Math.min(size, replaced),
    extra,
    fewer: Math.min(replaced, desired - least),
    length,
  }
}
