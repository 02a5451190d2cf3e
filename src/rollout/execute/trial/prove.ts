/**
 * Waits until the instances of a trial have passed EC2's status checks several polls in a row, then runs `verify` on them.
 */
import type { Context } from '../../context.ts'
import { refusedBy } from '../../failures/from-problem.ts'
import type { Failure } from '../../failures/index.ts'
import { instanceWords } from '../../instance-words.ts'
import type { Ec2Instance } from '../../model/instance.ts'
import type { KnownInstance } from '../../model/known-instance.ts'
import type { Revision } from '../../model/launch-template.ts'
import type { Problem } from '../../model/problem.ts'
import { STEADY_POLLS } from '../../model/settings.ts'
import type { Instant, Ms } from '../../model/time.ts'
import { problemIn, TRIAL } from '../../ports.ts'
import { isTransient } from '../../tries.ts'
import { evaluateTrial } from './evaluate.ts'

/** What is to be proved, and by when on the local clock. */
export interface TrialProof {
  readonly group: string
  readonly instances: readonly string[]
  readonly from: Revision
  readonly to: Revision
  readonly until: Instant
  readonly pause: Ms
  readonly verifyLimit?: Ms
}

/** A script reports its end at the next of these polls. */
const VERIFY_PAUSE: Ms = 5_000

/** Returns why the trial has failed; nothing if it has passed. */
export async function prove(context: Context, proof: TrialProof): Promise<Failure | undefined> {
  const { emit, clock } = context
  const { instances, verifyLimit } = proof
  const checks = await checked(context, proof)
  if ('code' in checks) return checks
  const failure = verifyLimit === undefined ? undefined : await verified(context, proof, checks)
  if (!failure) emit({ type: 'trial', at: clock.now(), trial: { did: 'passed', instances } })
  return failure
}

/** What the polls so far leave to know. `waiting`: the instances that are not ready. */
interface Polls {
  readonly known: readonly KnownInstance[]
  readonly waiting: ReadonlySet<string>
  readonly impaired: ReadonlySet<string>
  readonly problem?: Problem
}

const noPolls: Polls = { known: [], waiting: new Set(), impaired: new Set() }

async function checked(context: Context, proof: TrialProof): Promise<Polls | Failure> {
  const { clock, stop, emit } = context
  let before = noPolls
  for (let ready = 0; ; ) {
    if (stop.aborted) return cancelled(stop)
    const polled = await poll(context, proof, before)
    if ('code' in polled) return polled
    if (!polled.problem) ready = polled.waiting.size === 0 ? ready + 1 : 0
    if (ready >= STEADY_POLLS) return polled
    const said = new Map(before.known.map((known) => [known.id, instanceWords(known)]))
    for (const known of polled.known)
      if (polled.waiting.has(known.id) && said.get(known.id) !== instanceWords(known))
        emit({ type: 'trial', at: clock.now(), trial: { did: 'checking', known } })
    // A poll that failed leaves what was known.
    before = polled
    if (clock.now() >= proof.until) return late(before)
    await clock.sleep(Math.min(proof.pause, proof.until - clock.now()), stop)
  }
}

/** What EC2 says of each now. */
async function poll({ reads }: Context, { instances }: TrialProof, before: Polls): Promise<Polls | Failure> {
  try {
    const ec2Instances = await reads.ec2Instances(instances)
    const alive = instances.filter((id) => ec2Instances.get(id)?.state === 'running')
    const checks = alive.length > 0 ? await reads.statusChecks(alive) : new Map()
    const states = instances.map((id) =>
      evaluateTrial(id, { ec2Instance: ec2Instances.get(id), checks: checks.get(id) }, before.impaired.has(id)),
    )
    const failed = states.find((each) => each.type === 'failed')
    if (failed) return failed.failure
    const known = states.flatMap((each) => (each.type === 'failed' ? [] : [each.known]))
    const waiting = states.filter((each) => each.type === 'wait')
    return {
      known,
      waiting: new Set(waiting.map((each) => each.known.id)),
      impaired: new Set(waiting.flatMap((each) => (each.isImpaired ? [each.known.id] : []))),
    }
  } catch (thrown) {
    const problem = problemIn(thrown)
    return isTransient(problem) ? { ...before, problem } : refusedBy(problem)
  }
}

/** The time is over: which instances are not ready, or all if only the time was too short. */
function late({ known, waiting, problem }: Polls): Failure {
  const open = known.filter(({ id }) => waiting.has(id))
  if (problem && open.length === 0) return refusedBy(problem)
  return { code: 'trial', reason: 'not-in-time', known: open.length > 0 ? open : known }
}

const cancelled = (stop: AbortSignal): Failure => ({ code: 'cancelled', signal: String(stop.reason) })

/** Runs the script once for all of them, and goes on reading whether they live. */
async function verified(context: Context, proof: TrialProof, polls: Polls): Promise<Failure | undefined> {
  const { verifyRunner, clock, emit, stop, reads } = context
  const { instances, until, verifyLimit = 0 } = proof
  const limit = Math.min(verifyLimit, until - clock.now())
  if (limit <= 0) return late(polls)
  const ec2Instances = await reads.ec2Instances(instances).catch(nothing)
  emit({ type: 'trial', at: clock.now(), trial: { did: 'verifying', instances } })
  verifyRunner.start({ step: TRIAL, limit, instances, facts: factsOf(proof, ec2Instances) })
  try {
    for (;;) {
      const result = verifyRunner.result()
      if (result?.result === 'passed') return undefined
      if (result && result.result !== 'running')
        return { code: 'trial', reason: 'unverified', verified: result, instances }
      if (stop.aborted) return cancelled(stop)
      const seen = await reads.ec2Instances(instances).catch(nothing)
      for (const [id, ec2Instance] of seen) {
        const state = evaluateTrial(id, { ec2Instance }, false)
        if (state.type === 'failed') return state.failure
      }
      await clock.sleep(VERIFY_PAUSE, stop)
    }
  } finally {
    await verifyRunner.end()
  }
}

/** The script's own end does not depend on a read that fails. */
const nothing = (thrown: unknown): ReadonlyMap<string, Ec2Instance> => {
  problemIn(thrown)
  return new Map()
}

/** As at a checkpoint, where there is a refresh. */
function factsOf(
  { group, instances, from, to }: TrialProof,
  ec2Instances: ReadonlyMap<string, Ec2Instance>,
): Readonly<Record<string, string>> {
  const [next, before] = [to.templates, from.templates]
  const each = (values: readonly (string | number)[]): string => [...new Set(values)].join(' ')
  return {
    group,
    'instance-refresh-id': '',
    percentage: '0',
    'new-instance-ids': instances.join(' '),
    'new-instance-addresses': instances.flatMap((id) => ec2Instances.get(id)?.address ?? []).join(' '),
    'image-id': each(next.map(({ image }) => image)),
    'previous-image-id': each(before.map(({ image }) => image)),
    'launch-template-id': next.map(({ id }) => id).join(' '),
    'launch-template-version': next.map(({ version }) => version).join(' '),
    'previous-launch-template-version': before.map(({ version }) => version).join(' '),
  }
}
