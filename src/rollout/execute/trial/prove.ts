/**
 * Waits until the instances of a trial have passed EC2's status checks several polls in a row, then runs `verify` on them.
 */
import type { Context } from '../../context.ts'
import { refusedBy } from '../../failures/from-problem.ts'
import type { Failure } from '../../failures/index.ts'
import type { Ec2Instance } from '../../model/instance.ts'
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
  const failure =
    (await checked(context, proof)) ?? (verifyLimit === undefined ? undefined : await verified(context, proof))
  if (!failure) emit({ type: 'trial', at: clock.now(), trial: { did: 'passed', instances } })
  return failure
}

/** What the polls so far leave to know. */
interface Waiting {
  readonly says: ReadonlyMap<string, string>
  readonly impaired: ReadonlySet<string>
  readonly problem?: Problem
}

async function checked(context: Context, proof: TrialProof): Promise<Failure | undefined> {
  const { clock, stop, emit } = context
  let before: Waiting = { says: new Map(), impaired: new Set() }
  for (let ready = 0; ; ) {
    if (stop.aborted) return cancelled(stop)
    const polled = await poll(context, proof, before)
    if ('code' in polled) return polled
    if (!polled.problem) ready = polled.says.size === 0 ? ready + 1 : 0
    if (ready >= STEADY_POLLS) return undefined
    for (const [instance, says] of polled.says)
      if (before.says.get(instance) !== says)
        emit({ type: 'trial', at: clock.now(), trial: { did: 'checking', instance, says } })
    // A poll that failed leaves what was known.
    before = polled
    if (clock.now() >= proof.until) return late(proof, before)
    await clock.sleep(Math.min(proof.pause, proof.until - clock.now()), stop)
  }
}

/** The instances that are not ready yet, each with its state. */
async function poll({ reads }: Context, { instances }: TrialProof, before: Waiting): Promise<Waiting | Failure> {
  try {
    const ec2Instances = await reads.ec2Instances(instances)
    const alive = instances.filter((id) => ec2Instances.get(id)?.state === 'running')
    const checks = alive.length > 0 ? await reads.statusChecks(alive) : new Map()
    const says = new Map<string, string>()
    const impaired = new Set<string>()
    for (const id of instances) {
      const seen = pollOf(ec2Instances.get(id), checks.get(id))
      const state = evaluateTrial(id, seen, before.impaired.has(id))
      if (state.type === 'failed') return state.failure
      if (state.type === 'wait') says.set(id, state.says)
      if (state.type === 'wait' && state.isImpaired) impaired.add(id)
    }
    return { says, impaired }
  } catch (thrown) {
    const problem = problemIn(thrown)
    return isTransient(problem) ? { ...before, problem } : refusedBy(problem)
  }
}

const pollOf = (ec2Instance: Ec2Instance | undefined, checks: Parameters<typeof evaluateTrial>[1]['checks']) => ({
  ...(ec2Instance && { ec2Instance }),
  ...(checks && { checks }),
})

function late({ instances }: TrialProof, { says, problem }: Waiting): Failure {
  const [instance, state] = says.entries().next().value ?? []
  if (instance === undefined && problem) return refusedBy(problem)
  return { code: 'trial', reason: 'not-in-time', instance: instance ?? instances[0] ?? '', says: state ?? READY }
}

const cancelled = (stop: AbortSignal): Failure => ({ code: 'cancelled', signal: String(stop.reason) })

/** Runs the script once for all of them, and goes on reading whether they live. */
async function verified(context: Context, proof: TrialProof): Promise<Failure | undefined> {
  const { verifyRunner, clock, emit, stop, reads } = context
  const { instances, until, verifyLimit = 0 } = proof
  const limit = Math.min(verifyLimit, until - clock.now())
  if (limit <= 0) return late(proof, { says: new Map(instances.map((id) => [id, READY])), impaired: new Set() })
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

const READY = 'ready, but no time is left'

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
