/** `image: current`: the instances are replaced by others of the version that the group means already. Pure. */

import { markerIn } from '../launch-template/marker.ts'
import type { Coverage } from '../model/coverage.ts'
import type { Group } from '../model/group.ts'
import type { Instance } from '../model/instance.ts'
import type { LaunchedSince, Revision, Version } from '../model/launch-template.ts'
import { names, type Refresh } from '../model/refresh.ts'
import { isSuccessful } from '../model/refresh-status.ts'
import type { RolloutSettings } from '../model/settings.ts'
import { revisionOf } from './plan.ts'
import type { Situation } from './plan-base.ts'

/** What distinguishes new instances from old ones of the same version; `undefined` where the version itself does. */
export const newSince = (
  { currentImage }: Pick<RolloutSettings, 'currentImage'>,
  { at, instances }: Pick<Group, 'at' | 'instances'>,
  warmPool: readonly Instance[],
): LaunchedSince | undefined =>
  currentImage ? { began: at, knownBefore: [...instances, ...warmPool].map(({ id }) => id) } : undefined

/** The versions as what a refresh of this run leads to. Which instances there were before it is not known any more. */
export const targetOfRefresh = (
  versions: readonly Version[],
  { began }: Pick<Refresh, 'began'>,
  { settings, group }: Pick<Situation, 'settings' | 'group'>,
): Revision => ({
  ...revisionOf(versions),
  ...(settings.currentImage && { since: { began: began ?? group.at, knownBefore: [] } }),
})

/** Whether nothing is left to replace: the group is empty, or a refresh of this run has replaced everything. */
export const isReplaced = ({ covered, leftOut }: Coverage, own: Refresh | undefined): boolean =>
  own !== undefined || covered.length + leftOut.length === 0

/** A refresh of this run that led to these versions with success: it is confirmed, not repeated. */
export const ownSuccess = (
  refreshes: readonly Refresh[],
  to: readonly Version[],
  { settings: { run }, last }: Pick<Situation, 'settings' | 'last'>,
): Refresh | undefined =>
  refreshes.find(
    (each) =>
      isSuccessful(each.status) &&
      names(each, revisionOf(to)) &&
      ((last?.run === run.id && last.refresh === each.id) ||
        to.every(({ description }) => markerIn(description)?.run === run.id)),
  )
