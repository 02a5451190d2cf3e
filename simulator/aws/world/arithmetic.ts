/** How many instances a refresh may replace now: percentages become numbers of instances. Pure functions. */

/** What a refresh was given. `max` is missing when it was omitted, which is not the same as 100. */
export interface Percentages {
  readonly min: number
  readonly max?: number
}

/** What AWS leaves open, and how far a launch-first surge may go. */
export interface SurgeLimits {
  readonly rounding: 'floor' | 'ceil'
  /** AWS rounds the minimum up. */
  readonly minimumRounding: 'floor' | 'ceil'
  /** Which maximum gives way where it leaves no room for one replacement: an explicit one in AWS. */
  readonly givesWay: { readonly explicit: boolean; readonly omitted: boolean }
  /** Instances that the group may targetLive at most; missing: the surge may exceed the group's MaxSize. */
  readonly ceiling?: number
}

/** Instances that must serve, and instances that may be in service or pending, at any moment. */
export interface Bounds {
  readonly minimum: number
  readonly maximum: number
}

/**
 * The minimum is rounded up. Where both bounds cannot be honoured (room for less than one replacement), an explicit maximum
 * gives way: one is launched first, beyond it. An omitted maximum does not: one is taken out and launched at the same time.
 */
export function bounds(desired: number, { min, max }: Percentages, limits: SurgeLimits): Bounds {
  const { rounding, minimumRounding, givesWay, ceiling } = limits
  if (desired === 0) return { minimum: 0, maximum: 0 }
  const minimum = Math[minimumRounding]((desired * min) / 100)
  const rounded = Math[rounding]((desired * (max ?? 100)) / 100)
  const isFirm = max === undefined ? !givesWay.omitted : !givesWay.explicit
  const wanted = isFirm ? rounded : Math.max(rounded, minimum + 1)
  const maximum = Math.max(desired, Math.min(wanted, ceiling ?? wanted))
  return { minimum: Math.min(minimum, maximum - 1), maximum }
}

/** A group in the middle of a replacement, in numbers. */
export interface ReplacementState {
  readonly desired: number
  /** In service and healthy; new ones past their warm-up. */
  readonly serving: number
  /** Still to be replaced, and free to be. */
  readonly old: number
  /** Of those, the ones that serve nobody: taking them out costs nothing. */
  readonly idle: number
  /** So many of the old have to stay for now: a checkpoint is not passed. */
  readonly minimumOld: number
}

/** How many of the old to take out now, and how many instances the group then has. */
export interface ReplacementStep {
  readonly terminate: number
  readonly targetLive: number
}

/** The next move within the bounds. */
export function nextStep(
  { minimum, maximum }: Bounds,
  { desired, serving, old, idle, minimumOld }: ReplacementState,
): ReplacementStep {
  const replaceable = Math.max(0, old - minimumOld)
  const terminate = Math.min(replaceable, idle + Math.max(0, serving - minimum))
  return { terminate, targetLive: Math.min(maximum, desired + replaceable - terminate) }
}

/** So many of `total` replacements reach a percentage: a batch is trimmed so as not to pass a checkpoint. */
export const reaching = (percentage: number, total: number): number => Math.ceil((total * percentage) / 100)

/** Whole percent, and only whole when all is done. */
export const percentOf = (done: number, total: number): number =>
  total === 0 ? 100 : Math.min(100, Math.floor((done * 100) / total))
