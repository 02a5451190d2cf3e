/**
 * EC2's status checks of the instances of an operation: when they are asked for, and what they mean. EC2 checks once a
 * minute, so that they are not asked for at every poll.
 */
import { runs } from '../model/coverage.ts'
import type { Instance } from '../model/instance.ts'
import { isInService } from '../model/lifecycle.ts'
import type { Observation } from '../model/observation.ts'
import type { Operation } from '../model/operation.ts'
import {
  isHostImpaired,
  isImpaired,
  isImpairedByItself,
  type KnownCheck,
  type KnownChecks,
  passesAll,
  type StatusChecks,
} from '../model/status-checks.ts'
import type { Instant, Ms } from '../model/time.ts'

/** EC2 checks every minute. */
export const CHECK_INTERVAL: Ms = 60_000
/** Where no target group watches over an instance that has passed already, its checks are read again so often. */
const RECHECK_INTERVAL: Ms = 2 * CHECK_INTERVAL
/** When AWS is done only the checks that do not pass yet are waited for. */
const FINAL_CHECK_INTERVAL: Ms = 30_000
/** Instances that one DescribeInstanceStatus can name: while AWS is in progress one call has to do. */
const MOST_AT_ONCE = 100

/** What decides who is asked about. `serviceSince`: when an instance was first seen in service. */
export interface ChecksDue {
  readonly checks: KnownChecks
  readonly serviceSince: (id: string) => Instant | undefined
  /** Since when its load balancers call it unhealthy: then its host may have failed. */
  readonly unhealthySince: (id: string) => Instant | undefined
  /** Unhealthy instances that are leaving: as long as they run, EC2 can say that their hosts have failed. */
  readonly leaving: readonly string[]
  /** When AWS was first seen to be done; missing while it is not. */
  readonly doneSince: Instant | undefined
}

/**
 * Of these instances those that EC2 is asked about now: new ones a minute after they came into service, those that do
 * not pass once a minute, those that a load balancer calls unhealthy from a minute later on, unhealthy ones that leave at once,
 * and all of them once when AWS is done, for a success rests on them.
 */
export function checksDue(
  { at, instances, targets }: Pick<Observation, 'at' | 'instances' | 'targets'>,
  operation: Operation,
  due: ChecksDue,
): readonly string[] {
  if (operation.type !== 'refresh' && operation.type !== 'verify-only') return []
  const isWatched = targets.length > 0 && operation.targetGroups.length > operation.unjudged.length
  const ids = instances.filter((each) => isInService(each) && runs(each, operation.to)).map(({ id }) => id)
  const asked = { ...due, isWatched }
  const wanted = [...ids.filter((id) => isDue(id, at, asked)), ...due.leaving]
  const oldestFirst = wanted.toSorted((a, b) => askedAt(a, due) - askedAt(b, due))
  return due.doneSince === undefined ? oldestFirst.slice(0, MOST_AT_ONCE) : oldestFirst
}

const askedAt = (id: string, { checks }: ChecksDue): Instant => checks.get(id)?.asked ?? 0

function isDue(
  id: string,
  at: Instant,
  { checks, serviceSince, unhealthySince, doneSince, isWatched }: ChecksDue & { readonly isWatched: boolean },
): boolean {
  const known = checks.get(id)
  const knowsHostFrom = (unhealthySince(id) ?? at) + CHECK_INTERVAL
  if (known && at >= knowsHostFrom && (known.asked < knowsHostFrom || at - known.asked >= CHECK_INTERVAL)) return true
  if (doneSince !== undefined) {
    if (!known || known.asked < doneSince) return true
    return !passesAll(known.status) && at - known.asked >= FINAL_CHECK_INTERVAL
  }
  if (!known) return at - (serviceSince(id) ?? at) >= CHECK_INTERVAL
  if (!passesAll(known.status)) return at - known.asked >= CHECK_INTERVAL
  return !isWatched && at - known.asked >= RECHECK_INTERVAL
}

/** Adds what a poll has read. An instance that is gone is forgotten. */
export function withChecks(
  before: KnownChecks,
  { at, instances, statusChecks }: Pick<Observation, 'at' | 'instances' | 'statusChecks'>,
): KnownChecks {
  const all = new Map<string, KnownCheck>()
  for (const { id } of instances) {
    const was = before.get(id)
    const status = statusChecks?.get(id)
    const known = status ? checkOf(status, at, was) : was
    if (known) all.set(id, known)
  }
  return all
}

const checkOf = (status: StatusChecks, asked: Instant, was: KnownCheck | undefined): KnownCheck => ({
  status,
  asked,
  ...(isImpairedByItself(status) && { impairedSince: was?.impairedSince ?? asked }),
  ...(isHostImpaired(status) ? { hostFailedAt: asked } : was?.hostFailedAt && { hostFailedAt: was.hostFailedAt }),
})

/** Whether EC2 has found, since AWS was done, that all checks of an instance pass. */
export function hasPassed(id: string, checks: KnownChecks, doneSince: Instant = 0): boolean {
  const known = checks.get(id)
  return known !== undefined && known.asked >= doneSince && passesAll(known.status)
}

/** Whether an instance in service is none that serves: a check of it has failed. */
export function lacksCapacity({ id }: Pick<Instance, 'id'>, checks: KnownChecks): boolean {
  const known = checks.get(id)
  return known !== undefined && isImpaired(known.status)
}
