/**
 * The steps of a plan, in order. They are printed, they give the required permissions, and they are executed. A step that
 * reads AWS again before it acts stores the calls that it is expected to make.
 */

import type { LastRollout } from '../launch-template/last-rollout.ts'
import type { ImageArchive } from '../model/image-archive.ts'
import type { Alias, TemplateVersion, Version } from '../model/launch-template.ts'
import type { Ms } from '../model/time.ts'
import type { Call, Purpose, WriteOperation } from './call.ts'
import { type ParameterPin, type Pin, replacedBy } from './pins.ts'
import type { PlannedVersion } from './planned-version.ts'
import { deletions } from './version-batches.ts'

/** One step. `group`: a group's name. `template`: a launch template's id. */
export type Step =
  /**
   * Writes the rollback target to the group's tag, so that a re-run of the same run does not roll back further. `note`: the
   * tag's value.
   */
  | {
      readonly type: 'note-rollback-target'
      readonly group: string
      readonly versions: readonly TemplateVersion[]
      readonly note: string
    }
  /**
   * Writes to the group's tag what is rolled out, because no marker shows it or because the group's saved version is moved.
   * `versions`: the target.
   */
  | {
      readonly type: 'note-rollout'
      readonly group: string
      readonly versions: readonly TemplateVersion[]
      readonly note: LastRollout
    }
  /**
   * Reads the group once more: it has saved what a rollback returns to. `otherwise`: fail, also where another run claims the
   * group; or plan again for what is saved by now.
   */
  | {
      readonly type: 'confirm-start'
      readonly group: string
      readonly saved: readonly (Version | PlannedVersion)[]
      readonly otherwise: 'fail' | 'plan-again'
    }
  /** Rolls out an existing version. */
  | { readonly type: 'use-version'; readonly version: Version }
  /** Makes a version, reads it back and compares it: the target, or one that replaces a parameter. */
  | { readonly type: 'create-version'; readonly version: PlannedVersion; readonly replaces?: ParameterPin }
  /** Saves numbers on the group in place of aliases. `aliasTag`: the tag's value that is written first. */
  | {
      readonly type: 'pin-group'
      readonly group: string
      readonly pins: readonly Pin[]
      readonly aliasTag?: string
    }
  /** Launches an instance of each version outside the group, judges them, and ends them. */
  | {
      readonly type: 'trial'
      readonly versions: readonly VersionToTry[]
      /** From the launch to its verdict. */
      readonly limit: Ms
      /** Of one run of the `verify` script; missing without one. */
      readonly verifyLimit?: Ms
    }
  /** Ends instances of trials that earlier runs have left. */
  | { readonly type: 'end-trials'; readonly instances: readonly string[] }
  | { readonly type: 'start-refresh'; readonly group: string; readonly to: readonly (Version | PlannedVersion)[] }
  | { readonly type: 'roll-back-refresh'; readonly group: string; readonly refreshId: string }
  | { readonly type: 'cancel-refresh'; readonly group: string; readonly refreshId: string }
  /** Polls until the operation has ended, whether the step before started it or the plan adopted it. */
  | { readonly type: 'watch'; readonly limit: Ms }
  /** Polls until every instance runs the target and is healthy. */
  | { readonly type: 'verify-fleet'; readonly limit: Ms }
  | { readonly type: 'wait-for-refresh'; readonly refreshId: string }
  /** `isDue`: whether the template's default is expected to differ by then. */
  | { readonly type: 'set-default-version'; readonly version: TemplateVersion; readonly isDue: boolean }
  /** Deletes versions whose rollout failed and that an earlier run has left. `expected`: those that the plan found. */
  | { readonly type: 'delete-failed-versions'; readonly template: string; readonly expected: readonly number[] }
  /** Restores aliases that mean the proven version. `expected`: the plan's prediction; the step decides again. */
  | { readonly type: 'restore-aliases'; readonly group: string; readonly expected: AliasRestoration }
  /**
   * Writes the image's id to a parameter, unless it is not the version that the survey found, or was overtaken: somebody has
   * written it since the rollout began. `isDue`: whether it is to be written at all.
   */
  | {
      readonly type: 'set-parameter'
      readonly parameter: { readonly name: string; readonly dataType: string; readonly version: number }
      readonly image: string
      readonly isDue: boolean
      readonly isOvertaken: boolean
    }
  /**
   * Deletes old versions; at least `keep` of this action stay. `expected`: the versions that the plan found. `retires`: the
   * images that only they name are tagged before; `retired`: those that the plan found.
   */
  | {
      readonly type: 'delete-old-versions'
      readonly template: string
      readonly keep: number
      readonly expected: readonly number[]
      readonly retires: boolean
      readonly retired: readonly string[]
    }
  /** Archives images that nothing uses any more. `expected`: those that the plan found. */
  | {
      readonly type: 'archive-images'
      readonly template: string
      readonly archive: ImageArchive
      readonly expected: readonly string[]
    }

/** A version to try. `types`: the instance types that it is launched with, in the order in which they are tried. */
export interface VersionToTry {
  readonly version: Version | PlannedVersion
  readonly types: readonly string[]
  /** The image's devices. */
  readonly devices: readonly string[]
}

/**
 * `restored`: the aliases to restore. `isSaved`: the group follows them already. `keepsTag`: others are still to be
 * restored.
 */
export interface AliasRestoration {
  readonly restored: readonly Alias[]
  readonly isSaved: boolean
  readonly keepsTag: boolean
}

/** The write calls of these steps, in order, if all succeed. */
export const callsOf = (steps: readonly Step[]): readonly Call[] => steps.flatMap(callsOfStep)

function callsOfStep(step: Step): readonly Call[] {
  switch (step.type) {
    case 'note-rollout':
      return [call('CreateOrUpdateTags', step.group, { type: step.type, versions: numbers(step.versions) })]
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
          replaces: replacedBy(step.pins),
        }),
      ]
    case 'trial':
      return [
        ...step.versions.map(({ version: { id, version } }) =>
          call('RunInstances', id, { type: 'try', version, limit: step.limit }),
        ),
        ...step.versions.map(({ version: { id } }) => call('TerminateInstances', id, { type: 'end-trial' })),
      ]
    case 'end-trials':
      return step.instances.map((instance) =>
        call('TerminateInstances', instance, { type: 'end-left-trials', instances: [instance] }),
      )
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
    case 'set-parameter':
      return step.isDue ? [call('PutParameter', step.parameter.name, { type: step.type, image: step.image })] : []
    case 'delete-failed-versions':
      return [call('DeleteLaunchTemplateVersions', step.template, { type: 'delete-failed', versions: step.expected })]
    case 'delete-old-versions':
      return [
        ...step.retired.map((image) => call('CreateTags', image, { type: 'retire-image' })),
        ...deletions(step.expected).map((versions) =>
          call('DeleteLaunchTemplateVersions', step.template, { type: 'delete-versions', versions }),
        ),
      ]
    case 'archive-images': {
      const { how } = step.archive
      const operation = how === 'disable' ? 'DisableImage' : 'EnableImageDeprecation'
      return step.expected.map((image) => call(operation, image, { type: how }))
    }
    case 'confirm-start':
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
