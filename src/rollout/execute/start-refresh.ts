/** How an operation begins: started, found after a lost answer, adopted, or only verified. */

import type { Context, ReadContext } from '../context.ts'
import { refusedBy } from '../failures/from-problem.ts'
import type { Failure } from '../failures/index.ts'
import { aliasFact } from '../launch-template/alias.ts'
import { formerFact } from '../launch-template/last-rollout.ts'
import type { Group } from '../model/group.ts'
import { isMember } from '../model/instance.ts'
import type { Revision } from '../model/launch-template.ts'
import {
  type NativeRollback,
  type NotStarted,
  type Operation,
  type RefreshOperation,
  type Rollout,
  startedAs,
  type VerifyOnly,
} from '../model/operation.ts'
import type { Problem } from '../model/problem.ts'
import type { Refresh } from '../model/refresh.ts'
import { names } from '../model/refresh.ts'
import { hasRollback, isActive, isRollingBack } from '../model/refresh-status.ts'
import type { OperationSettings } from '../model/settings.ts'
import type { Instant, Ms } from '../model/time.ts'
import type { PlanOf } from '../plan/plan.ts'
import { problemIn } from '../ports.ts'
import { triesFor, triesToRollBack } from '../timeouts.ts'
import { isTransient } from '../tries.ts'

/** How often to search for a refresh whose start was not answered, and the pause between: about ten seconds in all. */
const SEARCHES = 5
const SEARCH_PAUSE: Ms = 2_500

/** What a refresh is started with. `healthy`: the capacity that every health check calls healthy, in capacity units. */
export interface StartRequest {
  readonly group: Group
  readonly from: Revision
  readonly to: Revision
  readonly settings: OperationSettings
  readonly timeout: Ms
  readonly healthy: number
  /** Target groups that judge nobody as it begins. */
  readonly unjudged: readonly string[]
  readonly isRollback: boolean
  /** This run has just made a version that it leads to. */
  readonly hasNewVersion?: boolean
  /** The version has no marker of this run's, so that another run may start a refresh to it, too. */
  readonly isClaimed?: boolean
  /** The failed rollout that it takes back. */
  readonly undoes?: Rollout
}

/**
 * Starts a refresh. StartInstanceRefresh takes no client token, so after a lost answer the refresh is searched for, and
 * the request is sent again only once AWS has shown that there is none.
 */
export async function startRefresh(context: Context, request: StartRequest): Promise<RefreshOperation | Failure> {
  const { writes, clock, emit, stop } = context
  const { to, settings, group } = request
  const start = unstarted(request)
  emit({ type: 'starting', at: clock.now(), operation: start, settings })
  const begun = (refreshId: string, how: 'started' | 'found'): RefreshOperation => {
    const operation = startedAs(refreshId, start)
    emit({ type: 'underway', at: clock.now(), operation, settings, how })
    return operation
  }
  const tries = request.undoes ? triesToRollBack(context, request.timeout) : triesFor(context, 'start')
  const unknownYet = triesFor(context, 'newVersion')
  let isUnanswered = false
  for (let lost: Problem | undefined; ; ) {
    const sent = lost ?? (await writes.startRefresh(group, to, settings.preferences).catch(problemIn))
    if (typeof sent === 'string') return begun(sent, 'started')
    isUnanswered ||= sent.kind === 'lost'
    // That a refresh is in progress never makes it ours: only a start that was sent and not answered may have begun it.
    if (sent.kind === 'lost' || (sent.kind === 'conflict' && (isUnanswered || !request.isClaimed))) {
      const found = await findOurs(context, start, sent.kind === 'conflict' ? 1 : SEARCHES).catch(problemIn)
      if (typeof found === 'string') return begun(found, 'found')
      lost = found && sent.kind === 'lost' ? sent : undefined
    }
    // Whatever Auto Scaling has against a version that was just made, it may not know it yet.
    if (sent.kind === 'rejected' && request.hasNewVersion && (await unknownYet.next(sent))) continue
    if (isTransient(sent) && (await tries.next(sent))) continue
    return isTransient(sent) && stop.aborted ? { code: 'cancelled', signal: String(stop.reason) } : refusedBy(sent)
  }
}

/** The operation before it is started. */
export const unstarted = (request: StartRequest): NotStarted => ({
  type: 'not-started',
  ...fieldsOf(request, request.group.at),
})

/**
 * Finds a refresh that names our versions and began after the request was sent, active or ended. Throws an `AwsProblem`
 * where AWS did not answer the last search: then it is unknown whether there is one.
 */
export async function findOurs(
  { reads, clock }: ReadContext,
  { group, to, began }: Pick<NotStarted, 'group' | 'to' | 'began'>,
  searches = SEARCHES,
): Promise<string | undefined> {
  for (let search = 1; ; search++) {
    const listed = await reads.refreshes(group).catch((thrown: unknown) => {
      problemIn(thrown)
      if (search >= searches) throw thrown
      return []
    })
    const ours = listed.find((each) => names(each, to) && (each.began ?? began) >= wholeSecond(began))
    if (ours || search >= searches) return ours?.id
    await clock.sleep(SEARCH_PAUSE)
  }
}

/** AWS gives times in whole seconds. */
const wholeSecond = (at: Instant): Instant => Math.floor(at / 1000) * 1000

/** Adopts a refresh of this run. Its time limit counts from the start of that refresh. */
export function adopt({ clock, emit }: Context, plan: PlanOf<'adopt'>): RefreshOperation {
  const { refresh, group, settings } = plan
  const operation = foundActive(refresh, plan)
  // An ended refresh is only verified, and that gets a full time limit from now.
  const adopted = isActive(refresh.status) ? operation : { ...operation, deadline: group.at + plan.timeout }
  emit({ type: 'underway', at: clock.now(), operation: adopted, settings, how: 'adopted' })
  return adopted
}

/**
 * Takes up the rollback of an earlier attempt: AWS's own, or the second refresh by which the rollout is taken back. Where
 * neither has begun it is the rollout's own refresh, which has ended and is still to be taken back.
 */
export function adoptRollback({ clock, emit }: Context, plan: PlanOf<'resume-rollback'>): Operation {
  const { refresh, rollout, settings, group } = plan
  const back = { ...plan, from: rollout.to, to: rollout.from, isRollback: true, undoes: rollout }
  const isSecond = names(refresh, rollout.from)
  const second = foundActive(refresh, back)
  const isBegun = isSecond || isActive(refresh.status) || hasRollback(refresh.status)
  const limits = { began: group.at, deadline: group.at + plan.timeout }
  const begun: Operation = isSecond ? second : { ...second, type: 'native-rollback', ...limits }
  const operation = isBegun ? begun : { ...foundActive(refresh, { ...plan, ...rollout, group }), ...limits }
  emit({ type: 'underway', at: clock.now(), operation, settings, how: 'adopted', failure: plan.failure })
  return operation
}

/** What the group had as it began is not known any more: it is taken to have had instances, which then have to be there. */
const foundActive = (refresh: Refresh, request: StartRequest): RefreshOperation => ({
  type: 'refresh',
  refreshId: refresh.id,
  ...fieldsOf(request, refresh.began ?? request.group.at),
  hadInstances: true,
})

/**
 * Asks AWS to roll back a refresh of this action. Retries until the rollback's time limit. Each try reads the refresh
 * first: an earlier try may have succeeded, or the refresh has ended and another one is active.
 */
export async function revert(context: Context, plan: PlanOf<'revert'>): Promise<NativeRollback | Failure> {
  const { reads, writes, clock, emit } = context
  const { settings, group, refresh } = plan
  const operation = reversal(plan)
  emit({ type: 'starting', at: clock.now(), operation, settings })
  const tries = triesToRollBack(context, settings.timeout)
  for (let isSent = false; !isSent; ) {
    try {
      const now = await reads.refresh(group.name, refresh.id)
      if (!now || !isActive(now.status)) return refusedBy(hasEnded(refresh))
      if (!isRollingBack(now.status)) await writes.rollbackRefresh(group.name)
      isSent = true
    } catch (thrown) {
      const problem = problemIn(thrown)
      if (!isTransient(problem) || !(await tries.next(problem))) return refusedBy(problem)
    }
  }
  emit({ type: 'underway', at: clock.now(), operation, settings, how: 'rollback' })
  return operation
}

const hasEnded = ({ id, status }: Refresh): Problem => ({
  kind: 'idle',
  operation: 'RollbackInstanceRefresh',
  code: 'HasEnded',
  message: `${id} is ${status}`,
})

/** Adopts a rollback that AWS is already doing. Whoever asked for it, it leads to this run's target. */
export function adoptReversal({ clock, emit }: Context, plan: PlanOf<'revert'>): NativeRollback {
  const { settings } = plan
  const operation = reversal(plan)
  emit({ type: 'starting', at: clock.now(), operation, settings })
  emit({ type: 'underway', at: clock.now(), operation, settings, how: 'adopted' })
  return operation
}

const reversal = (plan: PlanOf<'revert'>): NativeRollback => ({
  type: 'native-rollback',
  refreshId: plan.refresh.id,
  ...fieldsOf(plan, plan.group.at),
})

/** Starts nothing: what the group runs is only verified. */
export function confirm({ clock, emit }: Context, plan: PlanOf<'nothing'>): VerifyOnly {
  const operation: VerifyOnly = { type: 'verify-only', ...fieldsOf(plan, plan.group.at) }
  emit({ type: 'underway', at: clock.now(), operation, settings: plan.settings, how: 'confirming' })
  return operation
}

const fieldsOf = (
  { group, from, to, settings, timeout, healthy, unjudged, isRollback, undoes }: StartRequest,
  began: Instant,
) => ({
  group: group.name,
  ...(group.mixed && { mixed: true as const }),
  from,
  to,
  isRollback,
  targetGroups: group.targetGroups,
  unjudged,
  hadInstances: group.instances.some(isMember),
  baseline: healthy,
  began,
  deadline: began + timeout,
  ...aliasFact(group),
  ...formerFact(group, settings.run.id),
  ...(undoes && { undoes }),
})
