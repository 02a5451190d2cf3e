/** A refresh's preferences: AWS's names, limits and defaults. */
import { refuse } from './refusal.ts'

/** As requested. Times in seconds. */
export interface PreferencesRequest {
  readonly MinHealthyPercentage?: number | undefined
  readonly MaxHealthyPercentage?: number | undefined
  readonly InstanceWarmup?: number | undefined
  readonly CheckpointPercentages?: readonly number[] | undefined
  readonly CheckpointDelay?: number | undefined
  readonly SkipMatching?: boolean | undefined
  readonly AutoRollback?: boolean | undefined
  readonly ScaleInProtectedInstances?: 'Refresh' | 'Ignore' | 'Wait' | undefined
  readonly StandbyInstances?: 'Terminate' | 'Ignore' | 'Wait' | undefined
  readonly BakeTime?: number | undefined
  readonly AlarmSpecification?: { readonly Alarms?: readonly string[] | undefined } | undefined
}

/** As AWS echoes them: defaults filled in; what has no default stays out. */
export interface Preferences {
  readonly MinHealthyPercentage: number
  /** Missing: omitted, and that is not the same as 100. */
  readonly MaxHealthyPercentage?: number
  readonly InstanceWarmup: number
  readonly CheckpointPercentages?: readonly number[]
  readonly CheckpointDelay?: number
  readonly SkipMatching: boolean
  readonly AutoRollback: boolean
  readonly ScaleInProtectedInstances: 'Refresh' | 'Ignore' | 'Wait'
  readonly StandbyInstances: 'Terminate' | 'Ignore' | 'Wait'
  readonly BakeTime: number
  readonly AlarmSpecification?: { readonly Alarms: readonly string[] }
}

/** What the group says where the request is silent. Percentages are missing where it has no maintenance policy. */
export interface GroupDefaults {
  readonly minHealthyPercentage?: number
  readonly maxHealthyPercentage?: number
  readonly defaultInstanceWarmup?: number
  readonly healthCheckGracePeriod: number
}

/** Request + group → preferences. Throws AWS's ValidationError. */
export function preferences(request: PreferencesRequest, group: GroupDefaults): Preferences {
  if (request.MaxHealthyPercentage !== undefined && request.MinHealthyPercentage === undefined) {
    throw refuse.maximumWithoutMinimum()
  }
  const max = request.MaxHealthyPercentage ?? group.maxHealthyPercentage
  const min = request.MinHealthyPercentage ?? group.minHealthyPercentage ?? 90
  if (max !== undefined && max - min > 100) throw refuse.percentagesTooFarApart()
  return {
    MinHealthyPercentage: min,
    ...(max === undefined ? {} : { MaxHealthyPercentage: max }),
    InstanceWarmup: request.InstanceWarmup ?? group.defaultInstanceWarmup ?? group.healthCheckGracePeriod,
    ...checkpoints(request),
    SkipMatching: request.SkipMatching ?? false,
    AutoRollback: request.AutoRollback ?? false,
    ScaleInProtectedInstances: request.ScaleInProtectedInstances ?? 'Wait',
    StandbyInstances: request.StandbyInstances ?? 'Wait',
    BakeTime: request.BakeTime ?? 0,
    ...(request.AlarmSpecification?.Alarms?.length && {
      AlarmSpecification: { Alarms: [...request.AlarmSpecification.Alarms] },
    }),
  }
}

/** AWS waits an hour at each checkpoint unless a delay is given. */
const CHECKPOINT_DELAY = 3600

function checkpoints({ CheckpointPercentages, CheckpointDelay }: PreferencesRequest) {
  if (!CheckpointPercentages?.length) {
    if (CheckpointDelay !== undefined) throw refuse.delayWithoutCheckpoints()
    return {}
  }
  const ascending = CheckpointPercentages.every(
    (value, index) => index === 0 || value > (CheckpointPercentages[index - 1] ?? 0),
  )
  if (!ascending) throw refuse.checkpointsUnsorted()
  return { CheckpointPercentages: [...CheckpointPercentages], CheckpointDelay: CheckpointDelay ?? CHECKPOINT_DELAY }
}
