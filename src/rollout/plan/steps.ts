/**
 * The steps of a plan, in their order. They are printed, they are what permissions are needed for, and they are what is
 * executed. A step that looks afresh before it acts carries the calls that are expected of it.
 */

import type { Alias, TemplateVersion, Version } from '../model/launch-template.ts'
import type { Ms } from '../model/time.ts'
import { type CleanUp, deletions } from './clean-up.ts'
import type { PlannedVersion } from './planned-version.ts'

/** One step. `group`: a group's name. `template`: a launch template's id. */
export type Step =
  /** The group's tag says where this rollback goes, so that the same run does not go further when it is run again. */
  | { readonly type: 'note-rollback-target'; readonly group: string; readonly versions: readonly TemplateVersion[] }
  /** A version that exists is rolled out. */
  | { readonly type: 'use-version'; readonly version: Version }
  /** A version is made, read back and compared: what is rolled out, or what takes the place of a parameter. */
  | { readonly type: 'create-version'; readonly version: PlannedVersion; readonly replaces?: ParameterPin }
  /** The group is moved to numbers. `aliasTag`: what it followed is written to its tag first. */
  | {
      readonly type: 'pin-group'
      readonly group: string
      readonly pins: readonly Pin[]
      readonly aliasTag?: string
    }
  | { readonly type: 'start-refresh'; readonly group: string; readonly to: readonly (Version | PlannedVersion)[] }
  | { readonly type: 'roll-back-refresh'; readonly group: string; readonly refreshId: string }
  | { readonly type: 'cancel-refresh'; readonly group: string; readonly refreshId: string }
  /** Polls until the operation that the step before began, or that was found, has come to its end. */
  | { readonly type: 'watch'; readonly limit: Ms }
  /** Polls until every instance has been found right. */
  | { readonly type: 'verify-fleet'; readonly limit: Ms }
  | { readonly type: 'wait-for-refresh'; readonly refreshId: string }
  /** `isDue`: whether the default is expected to be another by then. */
  | { readonly type: 'set-default-version'; readonly version: TemplateVersion; readonly isDue: boolean }
  /** Aliases are given back where they lead to what is proven; what is expected of that, decided again when it is time. */
  | { readonly type: 'restore-aliases'; readonly group: string; readonly expected: AliasRestoration }
  /** Old versions are deleted, at least `keep` of ours stay; `expected`: those that a plan has found. */
  | {
      readonly type: 'delete-old-versions'
      readonly template: string
      readonly keep: number
      readonly expected: readonly number[]
    }

/** The number that a group is pinned to in place of an alias that it follows. */
export interface AliasPin {
  readonly alias: Alias
  readonly version: Omit<TemplateVersion, 'image'>
}

/** A version with an image of its own in place of one that names its image by a parameter. */
export interface ParameterPin {
  readonly parameter: string
  readonly version: Version | PlannedVersion
  /** Where the image comes from: the instances run it, or the parameter means it now. */
  readonly imageFrom: 'instances' | 'parameter'
}

export type Pin = AliasPin | ParameterPin

/** `restored`: the aliases that the group follows again. `isSaved`: it follows them already. `keepsTag`: others are still to be restored. */
export interface AliasRestoration {
  readonly restored: readonly Alias[]
  readonly isSaved: boolean
  readonly keepsTag: boolean
}

/** The operations by which a plan changes something in AWS. */
export type WriteOperation =
  | 'CreateOrUpdateTags'
  | 'UpdateAutoScalingGroup'
  | 'DeleteTags'
  | 'StartInstanceRefresh'
  | 'RollbackInstanceRefresh'
  | 'CancelInstanceRefresh'
  | 'CreateLaunchTemplateVersion'
  | 'ModifyLaunchTemplate'
  | 'DeleteLaunchTemplateVersions'

/** One call that changes something: the group or the launch template, and what the call is for. */
export interface Call {
  readonly operation: WriteOperation
  readonly on: string
  readonly purpose: Purpose
}

/** `versions`: what is saved, deleted, rolled to. */
export type Purpose =
  | { readonly type: 'note-rollback-target'; readonly versions: readonly number[] }
  | { readonly type: 'remember-aliases' | 'forget-aliases' | 'remember-other-aliases' }
  | { readonly type: 'pin'; readonly versions: readonly number[]; readonly replaces: 'alias' | 'parameter' }
  | {
      readonly type: 'replace-parameter'
      readonly version: number
      readonly from: number
      readonly image: string
      readonly imageFrom: 'instances' | 'parameter'
    }
  | { readonly type: 'create-version'; readonly version: number; readonly from: number; readonly image: string }
  | { readonly type: 'roll'; readonly versions: readonly number[] }
  | { readonly type: 'roll-back' | 'cancel-other-refresh' }
  | { readonly type: 'set-default'; readonly version: number }
  | { readonly type: 'restore-aliases'; readonly aliases: readonly Alias[] }
  | { readonly type: 'delete-versions'; readonly versions: readonly number[] }

/** The steps with the old versions that a plan has found for them. */
export const withDeletions = (steps: readonly Step[], found: readonly CleanUp[]): readonly Step[] =>
  steps.map((step) => {
    if (step.type !== 'delete-old-versions') return step
    const versions = found.find(({ template }) => template === step.template)?.versions ?? []
    return { ...step, expected: numbers(versions) }
  })

/** The calls of these steps, in their order, if all goes well. */
export const callsOf = (steps: readonly Step[]): readonly Call[] => steps.flatMap(callsOfStep)

function callsOfStep(step: Step): readonly Call[] {
  switch (step.type) {
    case 'note-rollback-target':
      return [call('CreateOrUpdateTags', step.group, { type: step.type, versions: numbers(step.versions) })]
    case 'create-version':
      return [call('CreateLaunchTemplateVersion', step.version.id, creation(step))]
    case 'pin-group':
      return [
        ...(step.aliasTag === undefined ? [] : [call('CreateOrUpdateTags', step.group, { type: 'remember-aliases' })]),
        call('UpdateAutoScalingGroup', step.group, {
          type: 'pin',
          versions: numbers(step.pins.map(({ version }) => version)),
          replaces: step.pins.some((pin) => 'parameter' in pin) ? 'parameter' : 'alias',
        }),
      ]
    case 'start-refresh':
      return [call('StartInstanceRefresh', step.group, { type: 'roll', versions: numbers(step.to) })]
    case 'roll-back-refresh':
      return [call('RollbackInstanceRefresh', step.group, { type: 'roll-back' })]
    case 'cancel-refresh':
      return [call('CancelInstanceRefresh', step.group, { type: 'cancel-other-refresh' })]
    case 'set-default-version': {
      const { id, version } = step.version
      return step.isDue ? [call('ModifyLaunchTemplate', id, { type: 'set-default', version })] : []
    }
    case 'restore-aliases':
      return restoring(step.group, step.expected)
    case 'delete-old-versions':
      return deletions(step.expected).map((versions) =>
        call('DeleteLaunchTemplateVersions', step.template, { type: 'delete-versions', versions }),
      )
    case 'use-version':
    case 'watch':
    case 'verify-fleet':
    case 'wait-for-refresh':
      return []
  }
}

const call = (operation: WriteOperation, on: string, purpose: Purpose): Call => ({ operation, on, purpose })

const numbers = (versions: readonly { readonly version: number }[]): readonly number[] =>
  versions.map(({ version }) => version)

function creation({ version: made, replaces }: Extract<Step, { type: 'create-version' }>): Purpose {
  const { version, image, source } = made
  const facts = { version, from: source.version, image }
  return replaces
    ? { type: 'replace-parameter', ...facts, imageFrom: replaces.imageFrom }
    : { type: 'create-version', ...facts }
}

function restoring(group: string, { restored, isSaved, keepsTag }: AliasRestoration): readonly Call[] {
  if (restored.length === 0) return []
  return [
    ...(isSaved ? [] : [call('UpdateAutoScalingGroup', group, { type: 'restore-aliases', aliases: restored })]),
    keepsTag
      ? call('CreateOrUpdateTags', group, { type: 'remember-other-aliases' })
      : call('DeleteTags', group, { type: 'forget-aliases' }),
  ]
}
