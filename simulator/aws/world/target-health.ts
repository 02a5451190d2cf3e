/** When a load balancer's checks change the state of a target. Pure: it computes the next change, so that no check needs an event of its own. */
import type { Answer } from './behaviour.ts'

/** How a target group checks. Seconds and counts. */
export interface HealthCheck {
  readonly enabled: boolean
  readonly interval: number
  readonly healthyThreshold: number
  readonly unhealthyThreshold: number
}

/** The same as a load balancer applies it: how many good checks make a new target healthy, and one that was unhealthy. */
export interface AppliedHealthCheck extends HealthCheck {
  /** `healthyThreshold` unless given. */
  readonly firstThreshold?: number
  /** `healthyThreshold` unless given. */
  readonly recoveryThreshold?: number
}

/** The states that checks lead to. */
export type Checked = 'initial' | 'healthy' | 'unhealthy'

/** The next change of a target. `state` as before means: nothing yet, check again then. */
export interface StateChange {
  readonly at: number
  readonly state: Checked
}

/** So many checks are foreseen at once; a target that flaps for ever without changing state is checked again. */
const LOOKAHEAD = 500

/**
 * The first check after `from` at which the state changes; nothing when it never will. Checks fall on
 * `registeredAt` + whole intervals; a streak of equal answers as long as the threshold changes the state.
 */
export function nextChange(
  check: AppliedHealthCheck,
  target: { readonly state: Checked; readonly registeredAt: number; readonly from: number },
  answerAt: (at: number) => Answer,
): StateChange | undefined {
  const interval = check.interval * 1000
  let streak = 0
  let last: boolean | undefined
  let at = target.registeredAt + (Math.floor((target.from - target.registeredAt) / interval) + 1) * interval
  for (let seen = 0; seen < LOOKAHEAD; seen++, at += interval) {
    const { ok, until } = answerAt(at)
    if (settled(target.state, ok) && until === Infinity) return undefined
    streak = ok === last ? streak + 1 : 1
    last = ok
    if (!settled(target.state, ok) && streak >= (ok ? goodChecks(check, target.state) : check.unhealthyThreshold)) {
      return { at, state: ok ? 'healthy' : 'unhealthy' }
    }
  }
  return { at, state: target.state }
}

/** How many good checks in a row make a target healthy. */
const goodChecks = (
  { healthyThreshold, firstThreshold, recoveryThreshold }: AppliedHealthCheck,
  state: Checked,
): number => (state === 'initial' ? firstThreshold : recoveryThreshold) ?? healthyThreshold

/** Whether such an answer is what the state says already. */
const settled = (state: Checked, ok: boolean): boolean => state === (ok ? 'healthy' : 'unhealthy')
