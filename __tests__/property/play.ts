/** Plays a trial against the simulated world and says where the promises were broken. */
import { type JobOptions, minutes, type Simulated, START, seconds, simulated } from '../scenario.ts'
import { unjustly } from './blame.ts'
import { type CheckRun, misjudged, probeOf } from './checks.ts'
import { excesses } from './duplicate-writes.ts'
import { featuresMet, metEvents } from './features-met.ts'
import { goodImageEnd } from './good-images.ts'
import { asked, meant } from './images.ts'
import { lies } from './misreports.ts'
import { atRest } from './promises.ts'
import { isUndone } from './report.ts'
import { scriptEvents, scriptsGoneWrong } from './scripts.ts'
import { beganOf, said, type Terms, truth, type Watched, watched } from './sight.ts'
import { disturbancesOf, faultsOf, policyFor, stage, strikesBy } from './stage.ts'
import type { Tally } from './tally.ts'
import { hasty } from './too-few-polls.ts'
import type { Feature, Start, Trial } from './trial.ts'
import { witness } from './witness.ts'

/** A job that lasts longer than this does not end. */
const NEVER_ENDS = minutes(60 * 36)
/** In which whatever AWS is still at comes to its end: its hour, there and back, and checkpoints. */
const REST = minutes(60 * 6)

/** What came of a trial. */
export interface Played {
  readonly jobs: readonly Watched[]
  /** Sentences; none when every promise was kept. */
  readonly broken: readonly string[]
}

/** Plays it from beginning to end. `tally`: counts the faults that strike. */
export async function play(trial: Trial, tally?: Tally): Promise<Played> {
  const theirs = new Set<string>()
  const happened = new Set<Feature>()
  const { gate, saw, polls } = witness(() => aws.account, trial.renews === true)
  const faults = faultsOf(trial)
  await using aws = await simulated((agenda) => stage(trial, agenda, { theirs, happened }), {
    ...disturbancesOf(trial),
    faults,
    policy: policyFor(trial),
    throttled: trial.account.buckets,
    gate,
    onStrike(fault, call) {
      const strike = trial.strikes[faults.indexOf(fault)]
      if (!strike) return
      happened.add('brief outage')
      tally?.note(strike.what, call)
    },
  })
  const jobs: Watched[] = []
  const broken: string[] = []
  /** What the words of the first run have meant since it began. */
  let first: readonly string[] = []
  for (const [i, start] of trial.starts.entries()) {
    aws.pass(seconds(start.pause))
    const began = aws.agenda.now - START
    const checks: CheckRun[] = []
    const before = [...(start.run === 'same' ? first : []), ...meant(aws.account, trial)]
    const ran = await watched(aws, {
      ...optionsOf(trial, start, { number: i, began }),
      clockAheadMs: seconds(trial.disturbance?.clockAhead ?? 0),
      verifyRunner: () => probeOf(trial, aws.agenda, checks),
    })
    jobs.push(ran)
    const mayBring = [...before, ...meant(aws.account, trial)]
    if (i === 0 || start.run === 'same') first = mayBring
    const settings = {
      ...termsOf(trial, start, imagesOf(ran, mayBring)),
      undoes: isUndone(ran.job),
      ...(trial.renews && { renewedSince: beganOf(ran, aws) }),
    }
    const endless = ran.job.exit === undefined && start.stop === undefined
    const wrong = [
      ...said(endless || ran.lasted > longest(trial), `did not end in ${ran.lasted / 60_000} min`),
      ...(trial.renews ? [] : misheard(settings, mayBring)),
      ...lies(ran, settings),
      ...hasty(ran, settings, polls),
      ...misjudged(trial, start, ran, checks),
      ...unjustly(trial, i, ran, checks),
    ]
    broken.push(...wrong.map((lie) => `job ${i + 1}: ${lie}`))
  }
  const met = metEvents(trial, featuresMet(trial, aws, happened))
  aws.pass(REST)
  const last = jobs.at(-1)
  const events = [...met, ...trialEvents(aws, jobs), ...scriptEvents(trial, { jobs, aws })]
  for (const event of [...events, ...(last ? goodImageEnd(trial, last.job) : [])]) tally?.count(event)
  return {
    jobs,
    broken: [
      ...broken,
      ...saw,
      ...excesses(aws, isMoved(trial)),
      ...scriptsGoneWrong(trial, { jobs, aws }),
      ...atRest({ trial, jobs, aws, theirs, end: truth(aws) }),
    ],
  }
}

/** What became of the trials of a rollout. */
export const trialEventNames = [
  'a trial was launched',
  'a trial passed',
  'a trial failed',
  'a job was killed with its trial launched',
  'a trial was left, and said to be',
] as const

function trialEvents({ account }: Simulated, jobs: readonly Watched[]): readonly (typeof trialEventNames)[number][] {
  const trials = [...account.ec2Instances.values()].filter(({ launchInfo }) => launchInfo.group === undefined)
  const has = (words: string) => jobs.some(({ job }) => job.log.some((line) => line.includes(words)))
  const cut = jobs.some(
    ({ job }) => job.exit === undefined && job.log.some((line) => line.includes('Trial: launching')),
  )
  return [
    ...(trials.length > 0 ? (['a trial was launched'] as const) : []),
    ...(has(' passed') && trials.length > 0 ? (['a trial passed'] as const) : []),
    ...(jobs.some(({ job }) => job.outputs['failure-code'] === 'trial') ? (['a trial failed'] as const) : []),
    ...(cut && trials.length > 0 ? (['a job was killed with its trial launched'] as const) : []),
    ...(has('aws ec2 terminate-instances ') ? (['a trial was left, and said to be'] as const) : []),
  ]
}

/**
 * A rollout and its way back have a time limit each, at most twice their estimate of a launch and a warm-up for each
 * instance; and others, whose refresh is waited for, have AWS's own hours.
 */
function longest({ group, inputs, deeds, starts }: Trial): number {
  if (deeds.some(({ does }) => does === 'start-refresh') || starts.length > 1) return minutes(60 * 24)
  const pauses = (inputs['checkpoints'] ?? '').split(',').length * minutes(60)
  const each = seconds(90 + Math.max(180, group.warmup))
  return 2 * (minutes(70) + 2 * ((group.desired + group.room) * each + minutes(3) + pauses))
}

/** The images that a job says it brings; before it knows any, those that were asked for. */
const imagesOf = ({ job }: Watched, mayBring: readonly string[]): readonly string[] => {
  const told = job.outputs['image-id'] ?? ''
  return told === '' ? mayBring : told.split(',')
}

/** A deploy brings what its words have meant at some time since its run began. */
const misheard = ({ mode, images, stale }: Terms, mayBring: readonly string[]): readonly string[] =>
  mode === 'rollback' || mode === 'check' || stale
    ? []
    : images.filter((id) => !mayBring.includes(id)).map((id) => `brings ${id}, which nobody asked for`)

/** Who is answered for, in the oracle's eyes. */
function termsOf(trial: Trial, { mode, stop }: Start, images: readonly string[]): Terms {
  const { inputs, group, strikes, account, image } = trial
  return {
    images,
    mode,
    protectedStay: mode === 'rollback' || inputs['scale-in-protected-instances'] === 'ignore',
    warmup: seconds(Math.max(group.warmup, 180)),
    stale: strikesBy(trial, 'stale', 'slow') || trial.disturbance !== undefined,
    disturbed:
      strikes.length > 0 ||
      trial.disturbance !== undefined ||
      account.buckets ||
      account.withheld !== 'none' ||
      stop !== undefined,
    moved: isMoved(trial),
    // Faults take time between the last look and the end; what changes by itself may then have changed.
    settled: strikes.length === 0 || (steady.has(image.nature.type) && steady.has(group.old.type)),
  }
}

const isMoved = ({ deeds }: Trial): boolean => deeds.some(({ does }) => movers.has(does))

const steady: ReadonlySet<string> = new Set(['good', 'never-healthy'])
/** Deeds that change what the saved template means. */
const movers: ReadonlySet<string> = new Set([
  'make-version',
  'start-refresh',
  'set-default',
  'save-older',
  'make-plain',
  'make-mixed',
  'delete-template',
  'delete-new-version',
  'delete-old-version',
  'move-parameter',
  'delete-parameters',
])

/** A rollback is an emergency: it is asked for with few words. */
function inputsOf(trial: Trial, { mode }: Start): Readonly<Record<string, string>> {
  const { inputs, check, group, script, renews } = trial
  const { parameter } = group
  const { 'on-conflict': conflict = 'auto', 'poll-interval': interval = '15s' } = inputs
  if (mode === 'rollback') return { mode, image: '', 'on-conflict': conflict, 'poll-interval': interval }
  if (mode === 'check') return { mode, image: '' }
  return {
    ...inputs,
    ...(script && { 'verify-on-instance': 'systemctl is-active web' }),
    ...(check !== 'none' && { verify: 'curl --fail-with-body https://shop.example/health' }),
    ...(parameter !== 'none' && { 'ssm-template': parameter }),
    ...(renews && { 'skip-matching': '' }),
    mode,
    image: asked(trial).image,
  }
}

/** `number`: from 0. `began`: ms since the world began. */
function optionsOf(
  trial: Trial,
  start: Start,
  { number, began }: { readonly number: number; readonly began: number },
): JobOptions {
  const { run, stop } = start
  const whose = run === 'same' ? { attempt: number + 1 } : { runId: `900000000${number + 1}` }
  const options = { inputs: inputsOf(trial, start), files: asked(trial).files, ...(number === 0 ? {} : whose) }
  if (!stop) return { ...options, killAt: began + NEVER_ENDS }
  // A runner that cancels kills what has not ended after ten seconds, and goes on to post.
  const patience = { patience: seconds(10) }
  if ('on' in stop) {
    const moment = { operation: stop.on, nth: stop.nth, when: stop.when }
    return stop.by === 'cancel'
      ? { ...options, ...patience, cancelOn: moment, killAt: began + NEVER_ENDS }
      : { ...options, killOn: moment, killAt: began + NEVER_ENDS }
  }
  const then = began + seconds(stop.after)
  return stop.by === 'cancel'
    ? { ...options, ...patience, cancelAt: then, killAt: then + NEVER_ENDS }
    : { ...options, killAt: then }
}
