/**
 * Hosts of EC2 that fail under new instances. A system status check that is impaired is a problem "that require[s] AWS
 * involvement to repair": until EC2 finds the host in order, or Auto Scaling has replaced the instance, nothing that is wrong
 * with it is held against the image.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-system-instance-status-check.html
 */
import { isHostImpaired, isImpairedByItself, type KnownChecks } from '../model/status-checks.ts'
import type { Instant, Ms } from '../model/time.ts'
import type { GroupWaits } from '../model/waits.ts'
import type { NewInstances, WatchState } from '../model/watch-state.ts'
import { CHECK_INTERVAL } from './status-checks.ts'

/** An EC2 that does not answer delays no verdict by more. */
const LONGEST_DELAY: Ms = 2 * CHECK_INTERVAL

/** Whether EC2, when it was last asked, said that the host of an instance has failed. */
export const hasFailedHost = (id: string, checks: Pick<KnownChecks, 'get'>): boolean => {
  const known = checks.get(id)
  return known !== undefined && isHostImpaired(known.status)
}

/**
 * Whether EC2 has been asked late enough to know the host of an instance that has been unhealthy since then: a load balancer
 * may find a failure within seconds, EC2 checks once a minute.
 */
export function isHostKnown(
  id: string,
  unhealthySince: Instant,
  { checks, at }: { readonly checks: Pick<KnownChecks, 'get'>; readonly at: Instant },
): boolean {
  const known = checks.get(id)
  const knownFrom = unhealthySince + CHECK_INTERVAL
  return (
    at >= knownFrom + LONGEST_DELAY ||
    (known !== undefined && (known.asked >= knownFrom || isImpairedByItself(known.status)))
  )
}

/** What polls have shown of the instances, as far as this file asks. */
type Polls = Pick<WatchState, 'checks' | 'wrongSince'> & {
  readonly newInstances: Pick<NewInstances, 'present'>
  readonly last: { readonly at: Instant }
}

/**
 * Since when load balancers call an instance in service unhealthy; `undefined`: they do not. Of older instances only the end
 * is judged: since something has been wrong there.
 */
export function unhealthySince(
  id: string,
  { newInstances, wrongSince }: Omit<Polls, 'last' | 'checks'>,
): Instant | undefined {
  const its = newInstances.present.get(id)?.unhealthySince
  if (its === undefined) return wrongSince
  return its.size === 0 ? undefined : Math.min(...its.values())
}

/** Whether its host has failed, or may have: then it says nothing of the image now. */
export function mayHaveFailedHost(id: string, polls: Polls): boolean {
  const since = unhealthySince(id, polls)
  return (
    hasFailedHost(id, polls.checks) ||
    (since !== undefined && !isHostKnown(id, since, { checks: polls.checks, at: polls.last.at }))
  )
}

/** By when a target group can have found an instance healthy again whose host has failed and works again; 0: it never failed. */
export function recoveredBy(
  id: string,
  targetGroup: string,
  { checks, waits }: { readonly checks: KnownChecks; readonly waits: Pick<GroupWaits, 'timeToRecover'> },
): Instant {
  const failedAt = checks.get(id)?.hostFailedAt
  return failedAt === undefined ? 0 : failedAt + CHECK_INTERVAL + (waits.timeToRecover[targetGroup] ?? 0)
}
