/** One moment of the group and of everything that a plan depends on. */
import type { CommitComparison } from '../github.ts'
import type { Group, Hook } from './group.ts'
import type { GroupTemplate } from './group-template.ts'
import type { InstanceType } from './image.ts'
import type { ImageCandidate } from './image-source.ts'
import type { TemplateUse } from './launch-template.ts'
import type { Problem } from './problem.ts'
import type { Refresh } from './refresh.ts'
import type { Target, TargetGroup } from './target.ts'

/** What preflight alone reads. A look that failed is told and stops nothing. */
export interface LaunchEnvironment {
  /** The instance types that the group launches, as far as the region has them. */
  readonly types: readonly InstanceType[]
  readonly hooks: readonly Hook[]
  readonly unchecked: readonly Problem[]
}

/** One moment of the group and of all that a plan depends on. */
export interface Survey {
  readonly group?: Group
  /** The images that were asked for; none for a rollback or a check. */
  readonly images: readonly ImageCandidate[]
  /** One for each launch template of the group, in the order in which it names them. */
  readonly templates: readonly GroupTemplate[]
  /** Who else names a template that a new version of it would reach: read only where one may be made. */
  readonly uses: readonly TemplateUse[]
  readonly refreshes: readonly Refresh[]
  readonly targets: readonly Target[]
  readonly targetGroups: readonly TargetGroup[]
  /** The state of each alarm that was asked for and exists. */
  readonly alarms: ReadonlyMap<string, string>
  /** What GitHub was asked of the images' commits. */
  readonly comparisons: readonly CommitComparison[]
  /** Missing where nothing is to be launched. */
  readonly launchEnvironment?: LaunchEnvironment
  readonly problems: readonly Problem[]
}
