/** The simulated AWS of one rollout, in this process and in virtual time; and the rollout, watched until it ends or lost at its start. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Gate } from '../../simulator/aws/call.ts'
import type { Entry } from '../../simulator/aws/journal.ts'
import { simulateAws } from '../../simulator/aws/simulate.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import { Agenda } from '../../simulator/aws/world/agenda.ts'
import type { Group } from '../../simulator/aws/world/group.ts'
import type { Refresh } from '../../simulator/aws/world/refresh.ts'
import { fakeDate, virtualClock } from '../../simulator/clock.ts'
import { GROUP } from '../../simulator/scenes/web.ts'
import type { Event } from '../../src/rollout/events.ts'
import type { Clock, VerifyRunner } from '../../src/rollout/ports.ts'
import { jobEnvironment } from './job.ts'
import { play } from './play.ts'

/** Every rollout of the bench begins at three in the morning, or a little later. Milliseconds since epoch. */
export const START = Date.parse('2026-11-21T03:00:00Z')
export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE

/** A world to roll in. Times in milliseconds. */
export interface Scene {
  build(agenda: Agenda): Account
  readonly inputs?: Readonly<Record<string, string>>
  /** How much later than `START` it begins. */
  readonly offset?: number
  probe?(agenda: Agenda): VerifyRunner
  /** Called as AWS has taken the refresh: who else is to watch it. */
  underWay?(refresh: Refresh, agenda: Agenda): void
  /** How much longer the world goes on after the rollout's end. */
  readonly afterwards?: number
}

/** An event, and how many calls had been made by then. */
export interface ServerTime {
  readonly event: Event
  readonly calls: number
}

/** What came of it. */
export interface Ended {
  readonly agenda: Agenda
  readonly account: Account
  readonly group: Group
  readonly began: number
  readonly calls: readonly Entry[]
  readonly heard: readonly ServerTime[]
}

/** The same where a refresh was started. `refresh`: the first of the group. */
export interface Played extends Ended {
  readonly refresh: Refresh
}

/** A scene watched by the action until it ends. */
export const watched = async (scene: Scene): Promise<Played> => withRefresh(await stage(scene))

/** The same, whether or not a refresh was started. */
export const watchedToEnd = (scene: Scene): Promise<Ended> => stage(scene)

/**
 * The same scene with AWS alone: the job is lost in the moment in which AWS has taken the refresh, with all preferences
 * that it was given. Goes on until AWS has ended it.
 */
export const unwatched = async (scene: Scene): Promise<Played> => withRefresh(await stage(scene, { isLost: true }))

function withRefresh(ended: Ended): Played {
  const [refresh] = ended.group.refreshes.all.slice(-1)
  if (!refresh) throw new Error('no refresh was started')
  return { ...ended, refresh }
}

/** AWS gives up after an hour without progress, and a rollback may take another. */
const LONGEST = 24 * HOUR

async function stage(scene: Scene, { isLost } = { isLost: false }): Promise<Ended> {
  const agenda = new Agenda(START + (scene.offset ?? 0))
  const began = agenda.now
  const account = scene.build(agenda)
  const group = account.groups.get(GROUP)
  if (!group) throw new Error('the scene has no such group')
  const taken = Promise.withResolvers<undefined>()
  const gate: Gate = async (call, next) => {
    const answer = await next()
    if (call.operation !== 'StartInstanceRefresh') return answer
    const refresh = group.refreshes.all[0]
    if (refresh) scene.underWay?.(refresh, agenda)
    taken.resolve(undefined)
    // What the lost job had asked is never answered.
    return isLost ? new Promise(() => {}) : answer
  }
  const world = virtualClock(agenda)
  // A lost job sleeps for ever, should it find out that nobody answers it.
  const clock: Clock = { now: world.now, sleep: (...pause) => (isLost ? new Promise(() => {}) : world.sleep(...pause)) }
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const aws = await simulateAws({ account, clock: world, gates: [gate] })
  const giveDateBack = fakeDate(() => agenda.now)
  try {
    const heard: ServerTime[] = []
    const reader = (event: Event) => heard.push({ event, calls: aws.journal.entries.length })
    const probe = scene.probe?.(agenda)
    const job = play({
      env: jobEnvironment(aws.url, scene.inputs),
      folder,
      clock,
      reader,
      ...(probe && { probe }),
    })
    await Promise.race([job, ...(isLost ? [taken.promise] : [])])
    if (isLost) agenda.runUntil(began + LONGEST, () => group.refreshes.active === undefined)
    agenda.runUntil(agenda.now + (scene.afterwards ?? 0))
    return { agenda, account, group, began, calls: aws.journal.entries, heard }
  } finally {
    giveDateBack()
    await aws.close()
    rmSync(folder, { recursive: true })
  }
}
