/** Plays a trial against the simulated world and says where the promises were broken. */

import {
  denied,
  type Effect,
  expired,
  type Fault,
  failed,
  lost,
  severed,
  slow,
  stale,
  throttled,
  unavailable,
} from '../../simulator/aws/gate/faults.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { type Behaviour, brokenKey, cannotLaunch, launchIsCancelled } from '../../simulator/aws/world/behaviour.ts'
import { GROUP, NEW_IMAGE, web } from '../../simulator/scenes/web.ts'
import { type JobOptions, minutes, START, seconds, simulated } from '../scenario.ts'
import { excesses, lies, truth, type Watched, watched } from './oracle.ts'
import { perform } from './people.ts'
import { afterAll } from './promises.ts'
import type { Nature, Start, Strike, Trial, Trouble } from './trial.ts'

/** A job that lasts longer than this does not end. */
const NEVER_ENDS = minutes(60 * 48)
/** In which whatever AWS is still at comes to its end: its hour, there and back. */
const REST = minutes(60 * 6)

/** What came of a trial. */
export interface Played {
  readonly jobs: readonly Watched[]
  /** Sentences; none when every promise was kept. */
  readonly broken: readonly string[]
}

/** Plays it from beginning to end. */
export async function play(trial: Trial): Promise<Played> {
  const theirs = new Set<string>()
  const build = (agenda: Agenda) => worldOf(trial, agenda, theirs)
  await using aws = await simulated(build, { faults: trial.strikes.map(faultOf) })
  const jobs: Watched[] = []
  const broken: string[] = []
  for (const [i, start] of trial.starts.entries()) {
    aws.pass(seconds(start.pause))
    const ran = await watched(aws, optionsOf(trial, start, { number: i, began: aws.agenda.now - START }))
    jobs.push(ran)
    const endless = ran.job.exit === undefined && start.stop === undefined
    broken.push(
      ...(endless ? [`job ${i + 1} did not end`] : lies(ran, termsOf(trial))).map((lie) => `job ${i + 1}: ${lie}`),
    )
  }
  aws.pass(REST)
  return { jobs, broken: [...broken, ...excesses(aws), ...afterAll({ trial, jobs, aws, theirs, end: truth(aws) })] }
}

/** Who is answered for, in the oracle's eyes. */
const termsOf = ({ inputs, group, deeds, strikes, image: { nature } }: Trial) => ({
  image: NEW_IMAGE,
  protectedStay: inputs['scale-in-protected-instances'] === 'ignore',
  warmup: seconds(group.warmup),
  stale: strikes.some(({ what }) => what === 'stale' || what === 'slow'),
  moved: deeds.some(({ does }) => does === 'make-version' || does === 'start-refresh'),
  // Faults take time between the last look and the end; what changes by itself may then have changed.
  settled: strikes.length === 0 || nature.is === 'good' || nature.is === 'never-healthy',
})

function worldOf({ group, image, rules, deeds }: Trial, agenda: Agenda, theirs: Set<string>): Account {
  const [, second] = group.targetGroups
  const account = web(agenda, {
    version: group.version,
    behaviour: { ...behaviourOf(image.nature), bootSeconds: image.boot },
    rules,
    ...(second && { secondTargetGroup: second }),
    group: {
      desired: group.desired,
      min: 0,
      max: group.desired + group.room,
      targetGroups: group.targetGroups,
      healthCheckType: group.healthCheck,
      healthCheckGracePeriod: group.grace,
      defaultInstanceWarmup: group.warmup,
    },
  })
  const its = account.groups.get(GROUP)
  const ids = its?.instances.map(({ id }) => id) ?? []
  its?.protect(ids.slice(0, group.protectedOnes), true)
  its?.enterStandby(ids.slice(0, Math.min(group.standby, ids.length)), { decrement: true })
  for (const deed of deeds) agenda.after(seconds(deed.at), () => perform(deed, account, theirs))
  return account
}

function behaviourOf(nature: Nature): Behaviour {
  switch (nature.is) {
    case 'good':
      return {}
    case 'cannot-launch':
      return cannotLaunch('The key pair web does not exist. Launching EC2 instance failed.')
    case 'launch-cancelled':
      return launchIsCancelled(brokenKey)
    case 'dies':
      return { diesAfterSeconds: nature.after }
    case 'never-healthy':
      return { neverHealthyIn: nature.in === 'everywhere' ? nature.in : [nature.in] }
    case 'flaps':
      return { flaps: { upSeconds: nature.up, downSeconds: nature.down } }
    case 'goes-bad':
      return { goesBadAfterSeconds: nature.after }
  }
}

const effects: Readonly<Record<Trouble, Effect>> = {
  throttled,
  failed,
  unavailable,
  'severed-before': severed('before-answer'),
  'severed-mid': severed('mid-answer'),
  lost,
  slow: slow(30_000),
  stale,
  denied,
  expired,
}

const faultOf = (strike: Strike): Fault => ({
  what: effects[strike.what],
  on:
    'operation' in strike
      ? { operation: strike.operation, nth: strike.nth }
      : { from: START + seconds(strike.from), until: START + seconds(strike.from + strike.for) },
})

/** `number`: from 0. `began`: ms since the world began. */
function optionsOf(
  { inputs }: Trial,
  { run, stop }: Start,
  { number, began }: { readonly number: number; readonly began: number },
): JobOptions {
  const whose = run === 'same' ? { attempt: number + 1 } : { runId: '9000000002' }
  const options = { inputs, ...(number === 0 ? {} : whose) }
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
