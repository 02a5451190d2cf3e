/**
 * Instances of a failed rollout that are protected from scale-in. AWS does not document whether its own rollback replaces
 * them where the refresh ignores protected instances, so they are searched when that rollback has ended. Pure.
 */

import { runs } from './model/coverage.ts'
import { type Instance, isMember } from './model/instance.ts'
import type { Rollout } from './model/operation.ts'
import type { Preferences } from './model/refresh.ts'

type Versions = Pick<Rollout, 'from' | 'to'>

/** The instances that run what was rolled out and that somebody, or the group itself, protects. */
export const keptByProtection = (instances: readonly Instance[], { from, to }: Versions): readonly Instance[] =>
  instances.filter((each) => isMember(each) && each.protectedFromScaleIn && runs(each, to) && !runs(each, from))

/**
 * The preference of a refresh that rolls back: `Refresh` where the rollout's own instances are protected. It applies to all
 * protected instances that do not run the old version, so it is not used where somebody has protected one of another
 * version.
 */
export function protectionFor(
  instances: readonly Instance[],
  rollout: Versions,
  usual: Preferences['scaleInProtectedInstances'],
): Preferences['scaleInProtectedInstances'] {
  const isOther = (each: Instance) => !runs(each, rollout.to) && !runs(each, rollout.from)
  const hasOthers = instances.some((each) => isMember(each) && each.protectedFromScaleIn && isOther(each))
  return keptByProtection(instances, rollout).length > 0 && !hasOthers ? 'Refresh' : usual
}
