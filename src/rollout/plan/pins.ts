/** The version numbers that are saved on a group in place of what it has saved, before its refresh. */

import type { Alias, TemplateVersion, Version } from '../model/launch-template.ts'
import type { PlannedVersion } from './planned-version.ts'

/** A version number that replaces an alias on the group. */
export interface AliasPin {
  readonly alias: Alias
  readonly version: Omit<TemplateVersion, 'image'>
}

/** A version that names its image by id and replaces one that names it by a parameter. */
export interface ParameterPin {
  readonly parameter: string
  readonly version: Version | PlannedVersion
  /** Whether the image is the one that the instances run, or the one that the parameter means now. */
  readonly imageFrom: 'instances' | 'parameter'
}

/** A version that a rollback can return to, which replaces `former`: what the group has saved, a number or an alias. */
export interface FormerPin {
  readonly former: string
  readonly version: Version
}

/** A version that the group has to have saved before its rollout can be rolled back. */
export type SavedPin = ParameterPin | FormerPin

export type Pin = AliasPin | SavedPin

/** What the saved numbers of a pin replace. */
export type Replaced = 'alias' | 'parameter' | 'former'

/** What these pins replace. */
export function replacedBy(pins: readonly Pin[]): Replaced {
  if (pins.some((pin) => 'former' in pin)) return 'former'
  return pins.some((pin) => 'parameter' in pin) ? 'parameter' : 'alias'
}
