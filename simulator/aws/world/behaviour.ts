/** What an image does once it is launched: data that composes by spreading, `{ ...boots(90), ...goesBad(600) }`. */

import type { Agent } from './agent.ts'
import type { HookAnswer, HookResult } from './hook-answer.ts'

/** All times in seconds. What is not said goes well. */
export interface Behaviour {
  /** From launch to InService; 30 unless said. */
  readonly bootSeconds?: number
  /** The launch never gives an instance: EC2's complaint as it is in the activity's StatusMessage. */
  readonly launchRefused?: string
  /** The launch gives an instance that ends before it is in service; EC2's reason is in the cancelled activity. */
  readonly launchCancelled?: { readonly reason: string; readonly afterSeconds: number }
  /** How the instance completes its group's launching hooks; missing: as the hooks' own `answer` says. */
  readonly launchHooks?: HookAnswer | 'unanswered'
  /** What its console shows. */
  readonly console?: string
  /** The machine ends by itself, so long after it came into service. */
  readonly diesAfterSeconds?: number
  /** Never passes a load balancer's check: anywhere, or in the target groups of these names. */
  readonly neverHealthyIn?: 'everywhere' | readonly string[]
  /** Answers, then does not, and so on from the moment it is in service. */
  readonly flaps?: { readonly upSeconds: number; readonly downSeconds: number }
  /** Answers so long after it came into service, then never again. */
  readonly goesBadAfterSeconds?: number
  /** What EC2's status checks find, in place of `ok`; of several periods the first that holds. */
  readonly statusChecks?: readonly StatusPeriod[]
  /** What Systems Manager's agent on it does. */
  readonly agent?: Agent
}

/** What EC2's status checks read. */
export type CheckedPart = 'system' | 'instance' | 'attachedEbs'

/** A check that is not `ok` for a while, counted from when the instance runs; from the start and for good unless said. */
export interface StatusPeriod {
  readonly check: CheckedPart
  readonly status: 'impaired' | 'initializing' | 'insufficient-data'
  readonly fromSeconds?: number
  readonly forSeconds?: number
}

/** Whether the application answers a health check, and until when (ms since it came into service) that stays so. */
export interface Answer {
  readonly ok: boolean
  readonly until: number
}

/** In service after so many seconds, and healthy for good. */
export const boots = (bootSeconds: number): Behaviour => ({ bootSeconds })
/** Every launch fails at once with EC2's complaint. */
export const cannotLaunch = (launchRefused: string): Behaviour => ({ launchRefused })
/** Every launch gives an instance that ends before it is in service, as with a KMS key that the group may not use. */
export const launchIsCancelled = (reason: string, afterSeconds = 20): Behaviour => ({
  launchCancelled: { reason, afterSeconds },
})
/** Boots, comes into service and ends by itself. */
export const dies = (diesAfterSeconds: number): Behaviour => ({ diesAfterSeconds })
/** Boots, but no load balancer's check ever passes; or none of the named target groups'. */
export const neverHealthy = (...targetGroups: readonly string[]): Behaviour => ({
  neverHealthyIn: targetGroups.length === 0 ? 'everywhere' : targetGroups,
})
/** Healthy and unhealthy in turn. */
export const flaps = (upSeconds: number, downSeconds: number): Behaviour => ({ flaps: { upSeconds, downSeconds } })
/** Healthy at first, then never again. */
export const goesBad = (goesBadAfterSeconds: number): Behaviour => ({ goesBadAfterSeconds })

const statusOver = (status: StatusPeriod['status'], period: Omit<StatusPeriod, 'check' | 'status'>): Behaviour => ({
  statusChecks: (['system', 'instance'] as const).map((check) => ({ check, status, ...period })),
})

/** Runs, but its instance status check is impaired: as after a kernel panic. */
export const impaired = (fromSeconds = 0, forSeconds = Infinity): Behaviour => ({
  statusChecks: [{ check: 'instance', status: 'impaired', fromSeconds, forSeconds }],
})
/** Runs, and its status checks stay `initializing` so long; for good unless said. */
export const initializing = (forSeconds = Infinity): Behaviour => statusOver('initializing', { forSeconds })
/** Runs, and EC2 has no data about it for so long; for good unless said. */
export const withoutData = (forSeconds = Infinity): Behaviour => statusOver('insufficient-data', { forSeconds })
/** Runs, but a volume of it cannot be reached. */
export const losesVolume = (fromSeconds = 0): Behaviour => ({
  statusChecks: [{ check: 'attachedEbs', status: 'impaired', fromSeconds }],
})

/** Boots, then completes its group's launching hooks with the result. */
export const answersHooks = (afterSeconds: number, result: HookResult = 'CONTINUE'): Behaviour => ({
  launchHooks: { afterSeconds, result },
})
/** Boots, but never completes its group's launching hooks. */
export const stallsHooks: Behaviour = { launchHooks: 'unanswered' }
/** Writes this on its console. */
export const writes = (console: string): Behaviour => ({ console })

/** A key that the service-linked role of Auto Scaling may not use, in EC2's words. */
export const brokenKey = 'Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state'

/** A key that the service-linked role of Auto Scaling has no grant for, in EC2's words. */
export const clientError = 'Client.InternalError: Client error on launch'

/** How the application answers a check of this target group, `elapsed` ms after its instance came into service. */
export function answer(behaviour: Behaviour, targetGroup: string, elapsed: number): Answer {
  const never = behaviour.neverHealthyIn
  if (never === 'everywhere' || never?.includes(targetGroup)) return { ok: false, until: Infinity }
  const bad = (behaviour.goesBadAfterSeconds ?? Infinity) * 1000
  if (elapsed >= bad) return { ok: false, until: Infinity }
  if (!behaviour.flaps) return { ok: true, until: bad }
  const up = behaviour.flaps.upSeconds * 1000
  const period = up + behaviour.flaps.downSeconds * 1000
  const phase = elapsed % period
  const ok = phase < up
  return { ok, until: Math.min(bad, elapsed - phase + (ok ? up : period)) }
}
