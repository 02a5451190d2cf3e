/** The state of the group, and of everything else that a plan depends on, at one moment. */
import type { CommitComparison } from '../github.ts'
import type { Alarm } from './alarm.ts'
import type { Group, GroupTag, Hook } from './group.ts'
import type { GroupTemplate } from './group-template.ts'
import type { Ancestry, InstanceType } from './image.ts'
import type { ImageCandidate } from './image-source.ts'
import type { Instance } from './instance.ts'
import type { TemplateUse } from './launch-template.ts'
import type { ParameterToSet } from './parameter.ts'
import type { Problem } from './problem.ts'
import type { Refresh } from './refresh.ts'
import type { Schedule } from './scheduled-action.ts'
import type { StatusChecks } from './status-checks.ts'
import type { Target, TargetGroup } from './target.ts'
import type { Ms } from './time.ts'
import type { TrialInstance } from './trial.ts'

/** What only the preflight reads. A read that fails is reported and does not refuse the rollout. */
export interface LaunchEnvironment {
  /** The instance types that the group launches, as far as the region has them. */
  readonly types: readonly InstanceType[]
  /** Missing where they could not be read. */
  readonly hooks?: readonly Hook[]
  /** How long each target group, or classic load balancer, lets a target drain, as far as it could be read. */
  readonly deregistrationDelays: ReadonlyMap<string, Ms>
  readonly unchecked: readonly Problem[]
  /** Missing where it was not read: for a rollback, a check or a watch. */
  readonly schedule?: Schedule
}

/** Everything that a plan depends on, read at one moment. */
export interface Survey {
  readonly group?: Group
  /** The images that the inputs name; none for a rollback or a check. */
  readonly images: readonly ImageCandidate[]
  /** One for each launch template of the group, in the order in which it names them. */
  readonly templates: readonly GroupTemplate[]
  /** Of the new images, by id; only of those that EC2 names a source of. */
  readonly ancestries: ReadonlyMap<string, Ancestry>
  /** Other groups that use one of the templates. Read only where a new version may be made, which could affect them. */
  readonly uses: readonly TemplateUse[]
  readonly refreshes: readonly Refresh[]
  readonly targets: readonly Target[]
  readonly targetGroups: readonly TargetGroup[]
  /** EC2's status checks of the instances in service. */
  readonly statusChecks: ReadonlyMap<string, StatusChecks>
  /** The instances of its warm pool; none where it has no pool. */
  readonly warmPool: readonly Instance[]
  /** Instances of trials of this group that have not ended, of whatever run. */
  readonly trials: readonly TrialInstance[]
  /** Instances in service that Systems Manager does not reach; only where a script is to run on instances. */
  readonly unmanaged: readonly string[]
  /** The alarms that were asked for and exist, by name. */
  readonly alarms: ReadonlyMap<string, Alarm>
  /** Only with `set-parameter`. */
  readonly parameterToSet?: ParameterToSet
  /** GitHub's comparisons of the images' commits. */
  readonly comparisons: readonly CommitComparison[]
  /** Tags of ours on the group that AWS's history does not confirm. They are not among the group's tags here. */
  readonly unconfirmedTags: readonly GroupTag[]
  /** Those of another run that may be in progress. Likewise. */
  readonly tagsInProgress: readonly GroupTag[]
  /** Missing where nothing will be launched. */
  readonly launchEnvironment?: LaunchEnvironment
  readonly problems: readonly Problem[]
}
