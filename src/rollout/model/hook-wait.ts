/** Instances that wait for lifecycle hooks. */
import type { Hook } from './group.ts'
import { isWaitingForHook, type Living } from './lifecycle.ts'

/** The names of a group's lifecycle hooks by transition; empty where it has none, and where they could not be read. */
export type HookNames = Readonly<Record<Hook['at'], readonly string[]>>

/**
 * An instance that waits, and the hooks of its transition. It waits for all of them side by side, and AWS does not say
 * which are still open (API Reference, DescribeAutoScalingInstances and DescribeLifecycleHooks).
 */
export interface HookWait {
  readonly instance: string
  readonly at: Hook['at']
  readonly hooks: readonly string[]
}

/** The names by transition. */
export const hookNamesOf = (hooks: readonly Hook[] = []): HookNames => {
  const names = (at: Hook['at']) => hooks.filter((hook) => hook.at === at).map(({ name }) => name)
  return { launch: names('launch'), termination: names('termination') }
}

/** The instances that wait for a hook. */
export const hookWaitsIn = (
  instances: readonly (Living & { readonly id: string })[],
  names: HookNames,
): readonly HookWait[] =>
  instances.filter(isWaitingForHook).map(({ id, lifecycle }) => {
    const at = lifecycle === 'Pending:Wait' ? 'launch' : 'termination'
    return { instance: id, at, hooks: names[at] }
  })
