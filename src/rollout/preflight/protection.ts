/** A group that protects its instances from scale-in once they are in service: AWS's own rollback may leave them as they are. */

import type { RolloutSettings } from '../model/settings.ts'
import { type Rule, warning } from './rule.ts'

/** Whether a failure or a cancel may send AWS's rollback. */
const mayRollBack = ({ to, onFailure, onCancel }: RolloutSettings): boolean =>
  to === undefined && (onFailure === 'rollback' || onCancel === 'rollback')

/**
 * AWS documents what a refresh does with protected instances and is silent on its rollback. With `Refresh` both replace
 * them, so nothing is said.
 */
const bornProtected: Rule = ({ group }, settings) => {
  const { scaleInProtectedInstances } = settings
  if (!group?.protectsNewInstances || !mayRollBack(settings) || scaleInProtectedInstances === 'Refresh') return []
  const end =
    scaleInProtectedInstances === 'Wait'
      ? 'AWS waits up to an hour for the protection to go, then gives up.'
      : 'AWS does not document whether its own rollback replaces protected instances. Where it leaves some of the new version, this action replaces them by a second instance refresh with `ScaleInProtectedInstances: Refresh`, as long as no instance of another version is protected.'
  return [
    warning(
      'born-protected',
      `The group protects new instances from scale-in as soon as they are in service. If this rollout is rolled back: ${end}`,
      'With `scale-in-protected-instances: refresh` the rollout and its rollback both replace protected instances.',
    ),
  ]
}

export const protection: readonly Rule[] = [bornProtected]
