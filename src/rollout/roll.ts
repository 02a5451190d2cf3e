/** THE STORY. Deploy, adopt and confirm differ only in what the plan says; every end is concluded in one place. */

import { byHand, fleetStatus, goneVersions, standingSeen, unknown } from './conclude.ts'
import { gather } from './evidence.ts'
import { isOutOfSight } from './failures/from-problem.ts'
import type { Failure } from './failures/index.ts'
import { type Chores, finish } from './finish.ts'
import type { Operation, Revision } from './model.ts'
import type { Outcome, RollbackResult } from './outcome.ts'
import { pinImages } from './pin-images.ts'
import { plan } from './plan/decide.ts'
import { onto, type Pinnable } from './plan/image-pin.ts'
import { type Plan, type PlanBase, revision, standingIn } from './plan/plan.ts'
import type { OperationSettings, RolloutSettings } from './policy.ts'
import { noteGoal, prepare } from './prepare.ts'
import { type Back, retreat, settle as settleBack } from './retreat.ts'
import { adopt, confirm, findOurs, revert, startRefresh } from './start.ts'
import { survey } from './survey/survey.ts'
import { foreseeTidying } from './tidy.ts'
import { type Cleared, clearTheWay } from './wait.ts'
import { watch } from './watch/watch.ts'
import type { Context, ReadContext } from './world.ts'

/** Surveys and plans; holds no writes, by type. */
export async function lookAhead(world: ReadContext, policy: RolloutSettings): Promise<Plan> {
  const found = await survey(world, policy)
  world.emit({ is: 'surveyed', at: world.clock.now(), survey: found, policy })
  const decided = plan(found, policy)
  world.emit({ is: 'planned', at: world.clock.now(), plan: decided })
  return decided
}

/** `mode: plan`: looks, says, changes nothing. */
export async function foresee(world: ReadContext, policy: RolloutSettings): Promise<Outcome> {
  const decided = await lookAhead(world, policy)
  if (decided.will === 'refuse') return refused(decided)
  await foreseeTidying(world, decided, policy)
  return { is: 'planned', standing: decided.standing }
}

const refused = ({ code, findings, standing }: Extract<Plan, { will: 'refuse' }>): Outcome => ({
  is: 'refused',
  code,
  findings,
  standing,
})

/** `mode: deploy`: from the survey to the verdict. */
export async function roll(world: Context, policy: RolloutSettings): Promise<Outcome> {
  const decided = await lookAhead(world, policy)
  switch (decided.will) {
    case 'refuse':
      return refused(decided)
    case 'wait':
    case 'replace': {
      const cleared = await clearTheWay(world, decided, policy)
      if (typeof cleared === 'string') return afterAll(cleared, await roll(world, policy))
      // What the survey saw is old by now: others have gone on with their refresh.
      const stands = isOutOfSight(cleared) ? unknown : plan(await survey(world, policy), policy).standing
      return unchanged({ standing: stands }, cleared)
    }
    case 'adopt':
      return travel(world, { leg: adopt(world, decided), terms: decided.terms, policy })
    case 'resume':
      return takeBack(world, decided, policy)
    case 'revert':
      return turnBack(world, decided, policy)
    case 'nothing':
    case 'roll':
      return carryOut(world, decided, policy)
  }
}

/** A template that names its image by a parameter is pinned first: then its group is one like any other. */
async function carryOut(world: Context, decided: Pinnable, policy: RolloutSettings): Promise<Outcome> {
  const ready = await pinFirst(world, decided)
  if ('code' in ready) return grounded(world, decided, policy, ready)
  return ready.will === 'nothing'
    ? travel(world, { leg: confirm(world, ready), terms: ready.terms, policy })
    : depart(world, ready, policy)
}

/** Nothing is decided anew: what was found a moment ago still holds, and a refusal would come too late. */
async function pinFirst(world: Context, decided: Pinnable): Promise<Pinnable | Failure> {
  if (!decided.imagePins) return decided
  const pinned = await pinImages(world, { group: decided.group, pins: decided.imagePins })
  if ('code' in pinned) return pinned
  const anew = onto(decided, pinned)
  // Somebody may have made a version meanwhile, so that the numbers are others.
  const foreseen = decided.from.templates.map(({ version }) => version)
  if (anew.from.templates.some(({ version }, i) => version !== foreseen[i]))
    world.emit({ is: 'planned', at: world.clock.now(), plan: anew })
  return anew
}

/** Where a refresh was cancelled to make way, what refuses afterwards is no refusal any more: that has changed nothing. */
const afterAll = (cleared: Cleared, end: Outcome): Outcome =>
  end.is === 'refused' && end.code !== 'invalid-input' && cleared === 'cancelled'
    ? unchanged(end, { code: end.code, reason: 'refused-later', findings: end.findings })
    : end

const unchanged = ({ standing }: Pick<Plan, 'standing'>, because: Failure): Outcome => ({
  is: because.code === 'cancelled' ? 'cancelled' : 'failed',
  because,
  retreat: nowhere,
  standing,
  replaced: 0,
})

/** The way back of an earlier attempt, watched to its end. The run stays red: what it was to roll out is not there. */
async function takeBack(
  world: Context,
  decided: Extract<Plan, { will: 'resume' }>,
  policy: RolloutSettings,
): Promise<Outcome> {
  const because: Failure = { code: 'cancelled', signal: 'an earlier attempt of this run went back' }
  const wayBack = adopt(world, decided)
  const back = await settleBack(world, wayBack, decided.terms)
  const leg: Operation = { ...wayBack, isRollback: false, from: decided.to, to: decided.from }
  return ended(world, { leg, terms: decided.terms, policy }, because, back, 0)
}

/** A rollback of what is in flight. Where AWS will not roll it back, it is cancelled, and a refresh of its own leads back. */
async function turnBack(
  world: Context,
  decided: Extract<Plan, { will: 'revert' }>,
  policy: RolloutSettings,
): Promise<Outcome> {
  const leg = (await noteGoal(world, decided, policy)) ?? (await revert(world, decided))
  if (!('code' in leg)) return travel(world, { leg, terms: decided.terms, policy })
  const cleared = await clearTheWay(world, { ...decided, will: 'replace' }, policy)
  return typeof cleared === 'string' ? afterAll(cleared, await roll(world, policy)) : unchanged(decided, cleared)
}

async function depart(
  world: Context,
  decided: Extract<Plan, { will: 'roll' }>,
  policy: RolloutSettings,
): Promise<Outcome> {
  const to = (await noteGoal(world, decided, policy)) ?? (await prepare(world, decided))
  if ('code' in to) return grounded(world, decided, policy, to)
  if (world.stop.aborted)
    return grounded(world, decided, policy, { code: 'cancelled', signal: String(world.stop.reason) })
  const leg = await startRefresh(world, { ...decided, to })
  if ('code' in leg)
    return outrun(leg) ? raced(world, { decided, policy, because: leg, to }) : grounded(world, decided, policy, leg, to)
  return travel(world, { leg, terms: decided.terms, policy })
}

const nowhere: RollbackResult = { how: 'leave', end: 'none' }

const outrun = (because: Failure): boolean => because.code === 'conflict' && because.reason === 'refused'

interface Race {
  readonly decided: Extract<Plan, { will: 'roll' }>
  readonly policy: RolloutSettings
  readonly because: Failure
  readonly to: Revision
}

/** Somebody was faster between the survey and the start: met as `on-conflict` says, like one that was there before. */
async function raced(world: Context, { decided, policy, because, to }: Race): Promise<Outcome> {
  const anew = await lookAhead(world, policy)
  if (anew.will !== 'wait' && anew.will !== 'replace') return grounded(world, decided, policy, because, to)
  const cleared = await clearTheWay(world, anew, policy)
  return typeof cleared === 'string'
    ? afterAll(cleared, await roll(world, policy))
    : grounded(world, decided, policy, cleared, to)
}

/** A leg on its way, and what its end is told against. */
interface Journey {
  readonly leg: Operation
  readonly terms: OperationSettings
  readonly policy: Chores
}

/** One leg to its end; if it ends badly, the way back is another leg. */
export async function travel(world: Context, journey: Journey): Promise<Outcome> {
  const { leg, terms, policy } = journey
  const { verdict, memory } = await watch(world, leg, terms)
  const replaced = leg.type === 'standing' ? 0 : memory.reached
  if (verdict.is === 'fail') {
    const { because } = verdict
    // A cancelled job has seconds: they belong to the way back.
    if (because.code !== 'cancelled' && !isOutOfSight(because))
      world.emit({ is: 'evidence', at: world.clock.now(), evidence: await gather(world.reads, leg, because, memory) })
    const back = await retreat(world, leg, because, terms)
    return ended(world, journey, because, back, replaced)
  }
  const versions = await goneVersions(world.reads, leg)
  if (versions.length > 0)
    return ended(
      world,
      journey,
      { code: 'aws-failed', reason: 'version-gone', versions },
      { retreat: nowhere, leg },
      replaced,
    )
  await finish(world, policy, { leg, proven: leg.to, succeeded: true })
  const now = await fleetStatus(world.reads, leg, terms)
  // The verdict rests on what was just seen: a failed look after it takes nothing of that away.
  const stands = now.fleet === 'unknown' && memory.last ? standingSeen(memory.last, leg, terms) : now
  if (leg.type === 'standing') return { is: 'unchanged', standing: stands }
  return { is: 'succeeded', standing: stands, replaced }
}

/** What a run left behind when it was ended from outside. */
export interface Unsettled {
  /** The way out; without a refresh id when its start was not answered. */
  readonly leg: Operation
  readonly terms: OperationSettings
  /** Why it is being gone back from, once it is. */
  readonly because?: Failure
  /** The leg of the way back, once there is one. */
  readonly wayBack?: Operation
}

const noChores: Chores = { setDefaultVersion: false, keepTemplateVersions: undefined }

/** Post: a leg that nobody concluded, settled by the very code that a failing deploy uses. `undefined`: there was none. */
export async function settle(world: Context, left: Unsettled): Promise<Outcome | undefined> {
  const { terms, wayBack } = left
  const because: Failure = left.because ?? { code: 'cancelled', signal: 'the job ended' }
  const refresh = left.leg.refreshId || (await findOurs(world, left.leg, 1))
  if (refresh === undefined) return undefined
  const leg = { ...left.leg, refresh }
  // A refresh of its own leads back: it is watched. Any other way is looked at afresh.
  const ownRefresh = wayBack && wayBack.refreshId !== '' && wayBack.refreshId !== refresh
  const watched = wayBack && (ownRefresh || left.leg.type !== 'refresh')
  const back = watched ? await settleBack(world, wayBack, terms) : await retreat(world, leg, because, terms)
  // No leg was told of in this step: without this its words would know of no refresh.
  if (back.retreat.end === 'none') world.emit({ is: 'retreating', at: world.clock.now(), leg, because, how: 'leave' })
  return ended(world, { leg, terms, policy: noChores }, because, back, 0)
}

/** Every bad end of a leg: the alias, unless AWS is still at work, then what stands. */
async function ended(
  world: Context,
  { leg, terms, policy }: Journey,
  because: Failure,
  { retreat: way }: Back,
  replaced: number,
): Promise<Outcome> {
  if (way.end !== 'under-way' && !isOutOfSight(because))
    await finish(world, policy, { leg, proven: leg.from, succeeded: false })
  const stands = await fleetStatus(world.reads, leg, terms)
  const is = because.code === 'cancelled' ? 'cancelled' : 'failed'
  return {
    is,
    because,
    retreat: way,
    standing: { ...stands, byHand: byHand(leg, way.because ?? because, stands) },
    replaced,
  }
}

/** No refresh was started: the group stands as it stood, but for a pinned alias and a version that nobody runs. */
async function grounded(
  world: Context,
  decided: Plan & PlanBase,
  policy: RolloutSettings,
  because: Failure,
  to?: Revision,
): Promise<Outcome> {
  const { group, from, terms } = decided
  const standing = decided.will === 'roll' ? standingIn(decided.moves) : []
  const leg: Operation = {
    group: group.name,
    ...(group.mixed && { mixed: true }),
    type: 'refresh',
    refreshId: '',
    from,
    isRollback: decided.back,
    to: to ?? revision(standing),
    targetGroups: group.targetGroups,
    baseline: decided.healthy,
    began: group.at,
    deadline: group.at,
  }
  return ended(world, { leg, terms, policy }, because, { retreat: nowhere, leg }, 0)
}
