/** Operations on lifecycle hooks: put, describe, complete an action. */
import type { LifecycleHook as HookShape } from '@aws-sdk/client-auto-scaling'
import type { Account } from '../../world/account.ts'
import type { HookResult } from '../../world/hook-answer.ts'
import { type LifecycleHook, longestWait, type Transition } from '../../world/lifecycle-hook.ts'
import { refuse } from '../../world/refusal.ts'
import { type AutoScalingHandlers, groupOf, writableGroupOf } from './common.ts'

/** Handlers for lifecycle hooks. */
export const hookCalls = (account: Account) =>
  ({
    PutLifecycleHook: (input) => {
      const { hooks } = writableGroupOf(account, input.AutoScalingGroupName)
      const { LifecycleHookName: name = '', LifecycleTransition, HeartbeatTimeout, DefaultResult } = input
      const former = hooks.all.find((hook) => hook.name === name)
      if (!former && LifecycleTransition === undefined) throw refuse.validation('LifecycleTransition is required') // the simulator's wording
      hooks.put({
        ...(former ?? { transition: 'launching', heartbeatTimeout: 3600, defaultResult: 'ABANDON' }),
        name,
        ...(LifecycleTransition !== undefined && { transition: transition(LifecycleTransition) }),
        ...(HeartbeatTimeout !== undefined && { heartbeatTimeout: HeartbeatTimeout }),
        ...(DefaultResult !== undefined && { defaultResult: result(DefaultResult) }),
      })
      return {}
    },
    DescribeLifecycleHooks: ({ AutoScalingGroupName, LifecycleHookNames: names }) => {
      const { name, hooks } = groupOf(account, AutoScalingGroupName)
      const wanted = hooks.all.filter((hook) => !names?.length || names.includes(hook.name))
      return { LifecycleHooks: wanted.map((hook) => describe(name, hook)) }
    },
    DeleteLifecycleHook: ({ AutoScalingGroupName, LifecycleHookName: name = '' }) => {
      writableGroupOf(account, AutoScalingGroupName).hooks.delete(name)
      return {}
    },
    CompleteLifecycleAction: (input) => {
      writableGroupOf(account, input.AutoScalingGroupName).hooks.complete({
        hook: input.LifecycleHookName ?? '',
        instanceId: input.InstanceId,
        token: input.LifecycleActionToken,
        result: result(input.LifecycleActionResult ?? ''),
      })
      return {}
    },
    RecordLifecycleActionHeartbeat: (input) => {
      writableGroupOf(account, input.AutoScalingGroupName).hooks.recordHeartbeat({
        hook: input.LifecycleHookName ?? '',
        instanceId: input.InstanceId,
        token: input.LifecycleActionToken,
      })
      return {}
    },
  }) satisfies AutoScalingHandlers

const transitions = {
  launching: 'autoscaling:EC2_INSTANCE_LAUNCHING',
  terminating: 'autoscaling:EC2_INSTANCE_TERMINATING',
} as const satisfies Readonly<Record<Transition, string>>

function transition(text: string): Transition {
  if (text === transitions.launching) return 'launching'
  if (text === transitions.terminating) return 'terminating'
  throw refuse.validation(`Invalid lifecycle transition: ${text}`) // the simulator's wording
}

function result(text: string): HookResult {
  if (text === 'CONTINUE' || text === 'ABANDON') return text
  throw refuse.validation(`Invalid lifecycle action result: ${text}`) // the simulator's wording
}

const describe = (
  group: string,
  { name, transition: way, heartbeatTimeout, defaultResult }: LifecycleHook,
): HookShape => ({
  LifecycleHookName: name,
  AutoScalingGroupName: group,
  LifecycleTransition: transitions[way],
  HeartbeatTimeout: heartbeatTimeout,
  GlobalTimeout: longestWait({ heartbeatTimeout }),
  DefaultResult: defaultResult,
})
