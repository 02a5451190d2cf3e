/** What a refresh is waiting for: the sentence in its StatusReason, and whether the hour without progress runs meanwhile. */
import type { Census } from './census.ts'
import { capacityOf, type Instance } from './instance.ts'

/** Why a refresh does not go on at this moment. */
export interface Waiting {
  readonly reason: string | undefined
  /** Unable to continue: after an hour without progress the refresh fails. A warm-up is no such thing. */
  readonly isStuck: boolean
}

const remaining = (id: string, rest: string) =>
  `Waiting for remaining instances to be available. For example: ${id} ${rest}`

/** The first thing in AWS's order that keeps the refresh from its next step. */
export function waitingFor(census: Census, isHealthy: (instance: Instance) => boolean, desired: number): Waiting {
  const { live, updated, ready, leaving, blocked, coming } = census
  const warming = updated.find((instance) => isHealthy(instance) && !ready.includes(instance))
  if (warming) {
    const reason = `Waiting for instances to warm up before continuing. For example: ${warming.id} is warming up.`
    return { reason, isStuck: false }
  }
  const unhealthy = [...updated, ...coming].find((instance) => !isHealthy(instance))
  if (unhealthy) {
    return {
      reason: remaining(unhealthy.id, 'has insufficient data to evaluate its health with Amazon EC2.'),
      isStuck: true,
    }
  }
  // The simulator's wording, but for the protected.
  if (capacityOf(live) < desired) return { reason: 'Waiting for remaining instances to be launched.', isStuck: true }
  const [leaver] = leaving
  if (leaver) return { reason: remaining(leaver.id, 'is being terminated.'), isStuck: false }
  const [keeper] = blocked
  if (keeper) return { reason: remaining(keeper.id, whyKept(keeper)), isStuck: true }
  return { reason: undefined, isStuck: true }
}

const whyKept = ({ lifecycle }: Instance): string =>
  lifecycle === 'Standby'
    ? 'is in standby. Return the instance to service to continue.'
    : 'is protected. Remove instance scale-in protection to continue.'

/** Sentences that no source gives are the simulator's own: `ownWording`. */
export const statusReason = {
  cancelled: 'Cancelled due to user request.',
  cancelledAtOnce: 'Cancelled without waiting for ongoing instance launches and terminations due to user request.',
  rolledBackByUser: 'Rollback triggered due to user request.',
  baking: (seconds: number) => `Waiting for bake time to finish before continuing. There are ${seconds} seconds left.`,
  ownWording: {
    checkpoint: (percentage: number) => `Waiting at the checkpoint of ${percentage} percent.`,
    alarmed: (name: string) => `The alarm ${name} is in the ALARM state.`,
    alarmWithoutData: (name: string) => `Waiting: the alarm ${name} is in the INSUFFICIENT_DATA state.`,
    warmPool: 'Waiting for the instances of the warm pool to be replaced.',
    suspended: (process: string) => `Waiting: the ${process} process is suspended.`,
    outOfTime: 'The instance refresh could not continue for an hour.',
    rolledBackByItself: (why: string) => `Rollback triggered automatically. ${why}`,
    rollbackFailed: 'The rollback could not continue for an hour.',
  },
} as const
