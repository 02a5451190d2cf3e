/** A launch template that the group names, with what the survey knows of it. */
import type { Image } from './image.ts'
import type { Alias, Template, TemplateReference, Version } from './launch-template.ts'
import type { ParameterImage } from './parameter.ts'
import type { Problem } from './problem.ts'

/**
 * Why a version is the rollback target. `chain`: our markers lead to it. `history`: the newest lower version that a
 * successful refresh named. `noted`: an earlier attempt of this run went there. `stays`: the rollout being rolled back did
 * not change this template.
 */
export type RollbackReason = 'chain' | 'history' | 'asked' | 'noted' | 'newest-with-image' | 'stays'

/** An existing version, and why a rollback returns to it. */
export interface RestoredVersion {
  readonly type: 'version'
  readonly version: Version
  readonly why: RollbackReason
}

/**
 * An existing version; an image for which a version must be made; or nothing, with versions to suggest instead.
 * `parameter`: the version exists but names its image by this parameter.
 */
export type RollbackTarget =
  | RestoredVersion
  | { readonly type: 'image'; readonly image: string }
  | { readonly type: 'none'; readonly candidates: readonly Version[]; readonly parameter?: string }

/** The image that the group launches now by one of its templates. */
export type CurrentImage =
  | { readonly type: 'image'; readonly image: Image }
  /**
   * It was not read, or EC2 does not list it any more. `architectures`: those of the template's instance types, read only
   * where the new images are to be matched to several templates; empty where they are not known.
   */
  | { readonly type: 'unknown'; readonly architectures: readonly string[] }

/** An image to roll out. `launch`: EC2's error in a trial launch (dry run) of it with this template. */
export interface TargetImage {
  readonly image: Image
  readonly launch?: Problem
}

/** What one template is to launch after the rollout. */
export type TemplateTarget =
  /** Nothing: no image was given, or not exactly one of them fits this template. */
  | { readonly type: 'none' }
  /** A deploy of this image. `source`: the version to make the new one from, if it is not the one in use. */
  | ({ readonly type: 'deploy'; readonly source?: Version } & TargetImage)
  /** A version that exists is rolled as it is. `found` is missing where EC2 does not list its image. */
  | { readonly type: 'version'; readonly version: Version; readonly found?: TargetImage }
  /** The input asks for a version that the template does not have, or of which of several templates is not known. */
  | { readonly type: 'no-version'; readonly asked: number | Alias }
  /** A rollback. `found` is missing where it leads nowhere, or to an image that EC2 does not list. */
  | { readonly type: 'rollback'; readonly to: RollbackTarget; readonly found?: TargetImage }

/** What is known of a template whether or not it exists. */
interface Named {
  readonly named: TemplateReference
  readonly current: CurrentImage
  readonly target: TemplateTarget
}

/** The template does not exist, or could not be read. */
export interface MissingTemplate extends Named {
  readonly type: 'no-template'
}

/** The template has no such version as the group names, or that version could not be read. */
export interface MissingVersion extends Named {
  readonly type: 'no-version'
  readonly template: Template
}

/** A template with the version that the group's saved number or alias means now. */
export interface FoundTemplate extends Named {
  readonly type: 'found'
  readonly template: Template
  readonly saved: Version
  /** Versions that instances or the active refresh name, and those newer than the saved one; for a rollback, all. */
  readonly versions: readonly Version[]
  /** Only where the group's version names its image by a parameter and is to be pinned to an image. */
  readonly parameter?: ParameterImage
  /** Only where the group's own saved version is none that a rollback could return to. */
  readonly rollbackOrigin?: RollbackOrigin
}

/** Where a rollback returns to if not to what the group has saved. */
export type RollbackOrigin =
  /** `saved` is not what the group has saved, which is `former`: the group is set to it before the refresh. */
  | { readonly type: 'moved'; readonly former: Version }
  /** No version is proven and none runs: there is nothing to roll back to. */
  | { readonly type: 'none' }
  /** `image: current`: the version stays, so that there is no older state. */
  | { readonly type: 'same' }

/** A launch template that the group names, and what is known of it. */
export type GroupTemplate = MissingTemplate | MissingVersion | FoundTemplate

/** What was read of a template, before anything else is known of it. */
export interface TemplateRead {
  readonly template: Template | undefined
  readonly saved: Version | undefined
}

/** The only place where a template gets its state. Without the template itself its version is not used. */
export function groupTemplate(named: TemplateReference, { template, saved }: TemplateRead): GroupTemplate {
  const bare: Named = { named, current: { type: 'unknown', architectures: [] }, target: { type: 'none' } }
  if (!template) return { type: 'no-template', ...bare }
  return saved ? { type: 'found', ...bare, template, saved, versions: [] } : { type: 'no-version', ...bare, template }
}

/** The templates of a list that were found. */
export const foundTemplates = (templates: readonly GroupTemplate[]): readonly FoundTemplate[] =>
  templates.filter((each) => each.type === 'found')

/** The current image, if EC2 lists it. */
export const currentImage = ({ current }: Pick<Named, 'current'>): Image | undefined =>
  current.type === 'image' ? current.image : undefined

/** The image that is to be rolled out, and what a trial launch of it has shown. */
export const targetOf = ({ target }: Pick<Named, 'target'>): TargetImage | undefined => {
  if (target.type === 'none' || target.type === 'no-version') return undefined
  return target.type === 'deploy' ? target : target.found
}

/** The image that is to be rolled out. */
export const targetImage = (of: Pick<Named, 'target'>): Image | undefined => targetOf(of)?.image

/** EC2's error in the trial launch. */
export const launchProblem = (of: Pick<Named, 'target'>): Problem | undefined => targetOf(of)?.launch

/** The existing version that is the target: one that is rolled as it is, or one that a rollback returns to. */
export const existingTarget = ({ target }: Pick<Named, 'target'>): Version | undefined =>
  target.type === 'version' ? target.version : versionToRestore({ target })?.version

/** The version that a new one is made from, if one has to be made. */
export const sourceOf = ({ target, saved }: Pick<FoundTemplate, 'target' | 'saved'>): Version =>
  (target.type === 'deploy' ? target.source : undefined) ?? saved

/** The version whose contents the target launches, whatever image they name. */
export const launchedVersion = (of: FoundTemplate): Version => existingTarget(of) ?? sourceOf(of)

/** Whether a new version has to be made. */
export function isVersionMade(of: FoundTemplate): boolean {
  const image = targetImage(of)
  return image !== undefined && !existingTarget(of) && sourceOf(of).image !== image.id
}

/** The existing version that a rollback returns to, and why to that one. */
export function versionToRestore({ target }: Pick<Named, 'target'>): RestoredVersion | undefined {
  return target.type === 'rollback' && target.to.type === 'version' ? target.to : undefined
}
