/** An instance as Systems Manager knows it: managed or not, in touch or not. */
import type { Agent, Platform, ScriptRun } from './agent.ts'
import type { Instance } from './instance.ts'
import type { Rules } from './rules.ts'

/** What Systems Manager knows of a managed node. Times in ms since epoch. */
export interface ManagedNode {
  readonly instance: Instance
  readonly platform: Platform
  readonly isOnline: boolean
  readonly registeredAt: number
}

/** The node that an instance is at a moment; nothing if it is not managed (yet). */
export function managedNode(instance: Instance, rules: Rules, now: number): ManagedNode | undefined {
  const agent = agentOf(instance)
  const { runningAt } = instance
  if (agent.isMissing || runningAt === undefined || instance.ec2State === 'terminated') return undefined
  const registeredAt = runningAt + (agent.registersAfterSeconds ?? rules.registrationTakes) * 1000
  if (registeredAt > now) return undefined
  const unnoticed = (agent.isLost?.unnoticedSeconds ?? 0) * 1000
  const isNoticed = backInTouchAt(instance, now) > now && backInTouchAt(instance, now - unnoticed) > now - unnoticed
  const isOnline = instance.ec2State === 'running' && !isNoticed
  return { instance, platform: agent.platform ?? 'Linux', isOnline, registeredAt }
}

/** When the agent hears of a command that is sent now: at once, later, or never (`Infinity`). */
export function backInTouchAt(instance: Instance, now: number): number {
  const { isLost } = agentOf(instance)
  if (!isLost || instance.runningAt === undefined) return now
  const from = instance.runningAt + isLost.fromSeconds * 1000
  const until = isLost.forSeconds === undefined ? Infinity : from + isLost.forSeconds * 1000
  return now >= from && now < until ? until : now
}

/** What a script comes to on an instance. */
export function runOf(instance: Instance, script: string): ScriptRun {
  const { script: run = {} } = agentOf(instance)
  return typeof run === 'function' ? run(script, instance.id) : run
}

const agentOf = ({ launchInfo: { behaviour } }: Instance): Agent => behaviour.agent ?? {}
