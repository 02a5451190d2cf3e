/** The write calls that a plan foresees: what is printed, and what the permissions follow from. */

import type { ImageArchive } from '../model/image-archive.ts'
import type { Alias } from '../model/launch-template.ts'
import type { Ms } from '../model/time.ts'
import type { Replaced } from './pins.ts'

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
  | 'CreateTags'
  | 'EnableImageDeprecation'
  | 'DisableImage'
  | 'RunInstances'
  | 'TerminateInstances'
  | 'PutParameter'

/** One write call: the group, launch template, instance or parameter that it changes, and its purpose. */
export interface Call {
  readonly operation: WriteOperation
  readonly on: string
  readonly purpose: Purpose
}

/** `versions`: the versions that the call saves, deletes or rolls out. */
export type Purpose =
  | { readonly type: 'note-rollback-target' | 'note-rollout'; readonly versions: readonly number[] }
  | { readonly type: 'remember-aliases' | 'forget-aliases' | 'remember-other-aliases' }
  | { readonly type: 'pin'; readonly versions: readonly number[]; readonly replaces: Replaced }
  | {
      readonly type: 'replace-parameter'
      readonly version: number
      readonly from: number
      readonly image: string
      readonly imageFrom: 'instances' | 'parameter'
    }
  | { readonly type: 'create-version'; readonly version: number; readonly from: number; readonly image: string }
  | { readonly type: 'try'; readonly version: number; readonly limit: Ms }
  | { readonly type: 'end-trial' }
  | { readonly type: 'end-left-trials'; readonly instances: readonly string[] }
  | { readonly type: 'roll'; readonly versions: readonly number[] }
  | { readonly type: 'roll-back' | 'cancel-other-refresh' }
  | { readonly type: 'set-default'; readonly version: number }
  | { readonly type: 'set-parameter'; readonly image: string }
  | { readonly type: 'restore-aliases'; readonly aliases: readonly Alias[] }
  | { readonly type: 'delete-versions' | 'delete-failed'; readonly versions: readonly number[] }
  | { readonly type: 'retire-image' | ImageArchive['how'] }
