/**
 * A cancelled job's refresh is sent on its way: SIGINT in every phase, each wish, and main either with its ten seconds or
 * gone at once, so that post must do it. Told is what stands once the world has come to rest.
 */
import { describe, expect, test } from 'vitest'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { neverHealthy } from '../../simulator/aws/world/behaviour.ts'
import { NEW_IMAGE, OLD_IMAGE, type Web, web } from '../../simulator/scenes/web.ts'
import { brief } from '../brief.ts'
import type { Moment } from '../life.ts'
import { excesses } from '../property/duplicate-writes.ts'
import { lies } from '../property/misreports.ts'
import { type Truth, truth, watched } from '../property/sight.ts'
import { type JobOptions, minutes, type Simulated, seconds, simulated } from '../scenario.ts'
import { briefOutage } from './brief-outage.ts'

type Wish = 'rollback' | 'cancel' | 'leave'
type Mains = 'has its seconds' | 'is gone at once'
/** What stands in the end; `refreshes`: their statuses, the newest first. */
type End = Partial<Truth> & { readonly images: readonly string[]; readonly refreshes: readonly string[] }
/** `says`: what main or post has told of it. */
type Ending = End & { readonly says?: RegExp }

interface Phase {
  readonly title: string
  readonly when: { readonly at: number } | { readonly on: Moment }
  readonly scene?: Web
  readonly end: (wish: Wish, main: Mains) => Ending
  /** Where a minute later AWS has gone on, so that it ends otherwise. */
  readonly aMinuteLater?: (wish: Wish) => Ending
}

const untouched: End = {
  saved: '$Latest',
  aliasesToRestore: undefined,
  next: OLD_IMAGE,
  images: [OLD_IMAGE],
  refreshes: [],
}
/** Pinned, because $Latest means an image that has not proved itself; the tag remembers the alias. */
const pinned: End = { ...untouched, saved: '7', aliasesToRestore: '$Latest' }
const leftAlone: Ending = {
  says: /Still in progress|roll back to version 7/,
  saved: '8',
  aliasesToRestore: '$Latest',
  next: NEW_IMAGE,
  images: [NEW_IMAGE],
  refreshes: ['Successful'],
}
const undone: Ending = { ...pinned, refreshes: ['RollbackSuccessful'], says: /AWS rolled the instance refresh back/ }
/** Where AWS does not roll back: the refresh is cancelled, and another one leads back. */
const undoneByAnother: Ending = {
  ...pinned,
  refreshes: ['Successful', 'Cancelled'],
  says: /A second instance refresh put the old version back/,
}

const after = (operation: string) => ({ on: { operation, when: 'after' as const } })

const phases: readonly Phase[] = [
  { title: 'the survey', when: after('DescribeLaunchTemplates'), end: () => untouched },
  {
    title: 'the pin',
    when: after('UpdateAutoScalingGroup'),
    end: (_, main) => (main === 'has its seconds' ? untouched : pinned),
  },
  {
    title: 'the making of the version',
    when: after('CreateLaunchTemplateVersion'),
    // The version that was made for nothing is deleted, so the alias comes back.
    end: (_, main) => (main === 'has its seconds' ? untouched : pinned),
  },
  {
    title: 'the start, unanswered',
    when: after('StartInstanceRefresh'),
    end: byWish(undoneByAnother, OLD_IMAGE),
    aMinuteLater: (wish) => byWish(undone, NEW_IMAGE)(wish, 'is gone at once'),
  },
  {
    title: 'Pending',
    when: { at: seconds(3) },
    end: byWish(undoneByAnother, OLD_IMAGE),
    aMinuteLater: (wish) => byWish(undone, NEW_IMAGE)(wish, 'is gone at once'),
  },
  { title: 'InProgress', when: { at: minutes(2) }, end: byWish(undone, NEW_IMAGE) },
  { title: 'Baking', when: { at: seconds(250) }, end: byWish(undone, NEW_IMAGE) },
  {
    title: 'Baking, where AWS refuses to roll back',
    scene: { rules: { rollbackWhileBaking: 'refused' } },
    when: { at: seconds(250) },
    end: byWish(undoneByAnother, NEW_IMAGE),
  },
  {
    title: 'the way back',
    scene: { behaviour: neverHealthy('api'), secondTargetGroup: 'api', group: { healthCheckType: 'EC2' } },
    when: after('RollbackInstanceRefresh'),
    end: () => undone,
  },
  {
    title: 'the chores after success',
    when: { on: { operation: 'UpdateAutoScalingGroup', nth: 2, when: 'before' } },
    end: (_, main) =>
      main === 'has its seconds'
        ? { ...leftAlone, saved: '$Latest', aliasesToRestore: undefined, says: /Succeeded/ }
        : leftAlone,
    aMinuteLater: () => ({ ...leftAlone, saved: '$Latest', aliasesToRestore: undefined }),
  },
]

/** `replaced`: the image on which a cancelled refresh leaves the instances. */
function byWish(rollback: Ending, replaced: string): Phase['end'] {
  const cancelled = {
    ...pinned,
    images: [replaced],
    refreshes: ['Cancelled'],
    says: /The instance refresh was cancelled/,
  }
  return (wish) => ({ rollback, cancel: cancelled, leave: leftAlone })[wish]
}

const cancelled = (when: Phase['when']): JobOptions => ({
  ...('at' in when ? { cancelAt: when.at } : { cancelOn: when.on }),
  patience: seconds(10),
})
const gone = (when: Phase['when']): JobOptions => ({
  ...('at' in when ? { killAt: when.at } : { killOn: when.on }),
  machineSurvives: true,
})

const settings = { images: [NEW_IMAGE], protectedStay: true }
const found = (aws: Simulated): End => {
  const { instances, ...rest } = truth(aws)
  return {
    ...rest,
    images: [...new Set(instances.map(({ image }) => image))],
    refreshes: aws.group.refreshes.all.map(({ status }) => status),
  }
}

/** Each phase with another wish, in turn; with all of them by `npm run proof -- --kills`. */
const inTurn = <Wish>(wishes: readonly Wish[], turn: number): readonly Wish[] =>
  process.env['EVERY_KILL'] === undefined ? wishes.filter((_, i) => i === turn % wishes.length) : wishes

const numbered = phases.map((phase, turn) => ({ ...phase, turn }))

describe.each(numbered)('cancelled in $title', ({ when, scene, end, turn }) => {
  describe.each([
    { main: 'has its seconds', wishes: inTurn(['rollback', 'cancel', 'leave'] as const, turn) },
    { main: 'is gone at once', wishes: inTurn(['rollback', 'cancel', 'leave'] as const, turn + 1) },
  ] as const)('main $main', ({ main, wishes }) => {
    test.each(wishes)('on-cancel: %s', async (wish) => {
      await using aws = await simulated((agenda) => web(agenda, { version: '$Latest', ...scene }))
      const fate = main === 'has its seconds' ? cancelled(when) : gone(when)
      const inputs = { ...brief, 'on-cancel': wish }
      const ran = await watched(aws, { ...fate, inputs })
      expect(lies(ran, settings)).toEqual([])
      expect(ran.job.postExit).toBe(0)
      const { says = /^/, ...stands } = end(wish, main)
      const said = ran.job.log.join('\n')
      if (stands.refreshes.length > 0) expect(said).not.toContain('No instance was touched')
      expect(said).toMatch(says)
      aws.pass(minutes(60))
      expect(found(aws)).toMatchObject(stands)
      expect(excesses(aws)).toEqual([])
    })
  })
})

/** Main's seconds are over before AWS answers again, so the post step ends it as where main is gone at once. */
describe.each(numbered)('cancelled in $title, and then a minute without AWS', (phase) => {
  const { when, scene, end, aMinuteLater, turn } = phase
  test.each(inTurn(['rollback', 'cancel'] as const, turn))('on-cancel: %s', async (wish) => {
    const outage = briefOutage('at' in when ? undefined : when.on)
    const build = (agenda: Agenda) => {
      if ('at' in when) agenda.after(when.at, () => outage.begin(agenda.now))
      return web(agenda, { version: '$Latest', ...scene })
    }
    await using aws = await simulated(build, { faults: [outage.fault] })
    const ran = await watched(aws, { ...cancelled(when), inputs: { ...brief, 'on-cancel': wish } })
    expect(lies(ran, { ...settings, disturbed: true })).toEqual([])
    expect(ran.job.postExit).toBe(0)
    aws.pass(minutes(60))
    const { says: _, ...stands } = aMinuteLater?.(wish) ?? end(wish, 'is gone at once')
    expect(found(aws)).toMatchObject(stands)
    expect(excesses(aws)).toEqual([])
  })
})

describe('a refresh that this run did not start is not its to undo', () => {
  const inputs = { 'on-cancel': 'rollback' }
  const theirs = (agenda: Parameters<typeof web>[0]) => {
    const account = web(agenda, { newVersion: true })
    account.groups.get('web')?.startRefresh({ template: { name: 'web', version: '7' } })
    return account
  }

  test('cancelled while it waits for another refresh: that one goes on', async () => {
    await using aws = await simulated(theirs)
    const { job } = await watched(aws, {
      inputs: { ...inputs, 'on-conflict': 'wait' },
      cancelAt: seconds(90),
      patience: seconds(10),
    })
    expect(job.writes).toEqual([])
    expect(job.outputs).toMatchObject({ outcome: 'cancelled', 'failure-code': 'cancelled', changed: 'false' })
    aws.pass(minutes(60))
    expect(found(aws).refreshes).toEqual(['Successful'])
  })

  test('cancelled in the survey with on-conflict: replace: the other one is not cancelled any more', async () => {
    await using aws = await simulated(theirs)
    const { job } = await watched(aws, {
      inputs: { ...inputs, 'on-conflict': 'replace' },
      ...cancelled(after('DescribeLaunchTemplates')),
    })
    expect(job.writes).toEqual([])
    aws.pass(minutes(60))
    expect(found(aws).refreshes).toEqual(['Successful'])
  })

  test('gone before its own start left, and somebody starts one: post leaves it alone', async () => {
    await using aws = await simulated((agenda) => web(agenda))
    await aws.job({
      inputs,
      killOn: { operation: 'StartInstanceRefresh', when: 'before' },
      machineSurvives: true,
      whenMainEnds: () => aws.group.startRefresh({ template: { name: 'web', version: '7' } }),
    })
    aws.pass(minutes(60))
    expect(found(aws).refreshes).toEqual(['Successful'])
  })

  test('its own was cancelled by somebody who then started another: that one goes on', async () => {
    await using aws = await simulated((agenda) => {
      const account = web(agenda)
      agenda.after(minutes(3), () => {
        account.groups.get('web')?.cancelRefresh({ wait: false })
        account.groups.get('web')?.startRefresh({ template: { name: 'web', version: '7' } })
      })
      return account
    })
    await aws.job({ inputs, cancelAt: minutes(3) + 1, patience: seconds(10) })
    aws.pass(minutes(60))
    expect(found(aws).refreshes).toEqual(['Successful', 'Cancelled'])
  })
})
