/** The writes to Auto Scaling. */

import {
  AutoScalingClient,
  CancelInstanceRefreshCommand,
  CreateOrUpdateTagsCommand,
  DeleteTagsCommand,
  type RefreshPreferences,
  RollbackInstanceRefreshCommand,
  StartInstanceRefreshCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling'
import { HAND_OVER_TAG } from '../../rollout/hand-over.ts'
import { ALIAS_TAG } from '../../rollout/launch-template/alias.ts'
import { LAST_TAG } from '../../rollout/launch-template/last-rollout.ts'
import { ROLLBACK_TAG } from '../../rollout/launch-template/rollback-note.ts'
import type { Preferences } from '../../rollout/model/refresh.ts'
import { AwsProblem, type Writes } from '../../rollout/ports.ts'
import type { Calls } from '../connection.ts'
import { groupWith, sourceWith } from '../launch-source.ts'
import { MS_PER_SECOND } from './from.ts'

type AutoScalingWrites = Pick<
  Writes,
  | 'tagAlias'
  | 'untagAlias'
  | 'noteRollback'
  | 'noteRollout'
  | 'forgetRollout'
  | 'noteHandOver'
  | 'forgetHandOver'
  | 'saveVersions'
  | 'startRefresh'
  | 'rollbackRefresh'
  | 'cancelRefresh'
>

/**
 * Writes groups and refreshes. The start of a refresh is not idempotent: it is sent once, and a lost answer is an
 * error.
 */
export function autoScalingWrites({ client, onceOnly, write, writeOnce }: Calls): AutoScalingWrites {
  const autoScaling = client(AutoScalingClient)
  const autoScalingOnce = onceOnly(AutoScalingClient)
  const named = (group: string, Key: string) => ({ ResourceType: 'auto-scaling-group', ResourceId: group, Key })
  const tag = async (group: string, key: string, Value: string) => {
    const Tags = [{ ...named(group, key), Value, PropagateAtLaunch: false }]
    await write('CreateOrUpdateTags', (options) => autoScaling.send(new CreateOrUpdateTagsCommand({ Tags }), options))
  }
  const untag = async (group: string, key: string) => {
    const Tags = [named(group, key)]
    await write('DeleteTags', (options) => autoScaling.send(new DeleteTagsCommand({ Tags }), options))
  }
  return {
    tagAlias: (group, aliases) => tag(group, ALIAS_TAG, aliases),
    untagAlias: (group) => untag(group, ALIAS_TAG),
    noteRollback: (group, note) => tag(group, ROLLBACK_TAG, note),
    noteRollout: (group, note) => tag(group, LAST_TAG, note),
    forgetRollout: (group) => untag(group, LAST_TAG),
    noteHandOver: (group, note) => tag(group, HAND_OVER_TAG, note),
    forgetHandOver: (group) => untag(group, HAND_OVER_TAG),
    async saveVersions(group, choices) {
      const source = sourceWith(group, choices)
      const update = new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: group.name, ...source })
      await write('UpdateAutoScalingGroup', (options) => autoScaling.send(update, options))
      return groupWith(group, choices)
    },
    async startRefresh(group, { templates }, preferences) {
      const start = new StartInstanceRefreshCommand({
        AutoScalingGroupName: group.name,
        Strategy: 'Rolling',
        // Version numbers, because AWS would resolve an alias at each launch and could not roll back.
        DesiredConfiguration: sourceWith(group, templates),
        Preferences: preferencesTo(preferences),
      })
      const { InstanceRefreshId } = await writeOnce('StartInstanceRefresh', (options) =>
        autoScalingOnce.send(start, options),
      )
      if (InstanceRefreshId !== undefined) return InstanceRefreshId
      throw new AwsProblem({
        kind: 'lost',
        operation: 'StartInstanceRefresh',
        code: 'NoId',
        message: 'the answer has no id',
      })
    },
    async rollbackRefresh(group) {
      const rollback = new RollbackInstanceRefreshCommand({ AutoScalingGroupName: group })
      await writeOnce('RollbackInstanceRefresh', (options) => autoScalingOnce.send(rollback, options))
    },
    async cancelRefresh(group, { waits }) {
      const cancel = new CancelInstanceRefreshCommand({
        AutoScalingGroupName: group,
        // AWS's default is to wait (CancelInstanceRefresh).
        ...(!waits && { WaitForTransitioningInstances: false }),
      })
      await writeOnce('CancelInstanceRefresh', (options) => autoScalingOnce.send(cancel, options))
    },
  }
}

const preferencesTo = (preferences: Preferences): RefreshPreferences => ({
  MinHealthyPercentage: preferences.minHealthyPercentage,
  MaxHealthyPercentage: preferences.maxHealthyPercentage,
  InstanceWarmup: preferences.instanceWarmup / MS_PER_SECOND,
  BakeTime: preferences.bakeTime / MS_PER_SECOND,
  SkipMatching: preferences.skipMatching,
  AutoRollback: preferences.autoRollback,
  ScaleInProtectedInstances: preferences.scaleInProtectedInstances,
  StandbyInstances: preferences.standbyInstances,
  // AWS refuses a checkpoint delay without percentages.
  ...(preferences.checkpoints.length > 0 && {
    CheckpointPercentages: [...preferences.checkpoints],
    CheckpointDelay: preferences.checkpointDelay / MS_PER_SECOND,
  }),
  ...(preferences.alarms.length > 0 && { AlarmSpecification: { Alarms: [...preferences.alarms] } }),
})
