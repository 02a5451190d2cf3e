/**
 * Nothing is lost: the process ends on its way to any write, before it leaves or with its answer never seen, and the job
 * is run again. One refresh at work, one version, the alias right, and words that are true.
 */
import { describe, expect, test } from 'vitest'
import { NEW_IMAGE, OLD_IMAGE } from '../../simulator/scenes/web.ts'
import { excesses } from '../property/duplicate-writes.ts'
import { lies } from '../property/misreports.ts'
import { beganOf, type Terms, type Truth, truth, type Watched, watched } from '../property/sight.ts'
import { minutes, type Simulated, simulated } from '../scenario.ts'
import { briefOutage } from './brief-outage.ts'
import { inputsOf, moments, type Story, stories } from './stories.ts'

const termsOf = ({ images = [NEW_IMAGE], renews }: Story, end: Watched, aws: Simulated): Terms => ({
  images,
  protectedStay: true,
  ...(renews && { renewedSince: beganOf(end, aws) }),
})

const again = [
  { as: 'another attempt', attempt: 2 },
  { as: 'another run', runId: '9000000002' },
] as const

/**
 * Of a write in five one moment, before or after it, is played with one of the two, in turn over all stories; with
 * `npm run proof -- --kills` all with both.
 */
const isPlayed = (moment: number, who: number, story: number): boolean => {
  const write = story + Math.floor(moment / 2)
  return (
    process.env['EVERY_KILL'] !== undefined ||
    (write % 5 === 0 && moment % 2 === write % 2 && Math.floor(write / 2) % again.length === who)
  )
}

/** What the next job meets: by turns, both with `npm run proof -- --kills`. */
function skies(turn: number) {
  const both = ['AWS as ever', 'a minute without AWS'] as const
  return process.env['EVERY_KILL'] === undefined ? both.slice(turn % 2, (turn % 2) + 1) : both
}

const asItWas = { saved: '$Latest', aliasesToRestore: undefined } as const
const noted = { aliasesToRestore: '$Latest' } as const

/** A way back is nobody's to another run, and what AWS has saved as a success stands: red, and undone by nobody. */
const strangers: Readonly<Record<string, Partial<Truth>>> = {
  'bad after AWS is done: another run, killed after StartInstanceRefresh (1)': {
    saved: '8',
    aliasesToRestore: '$Default',
  },
  'bad after AWS is done: another run, killed before CreateOrUpdateTags (2)': {
    saved: '8',
    aliasesToRestore: '$Default',
  },
  'bad after AWS is done: another run, killed after CreateOrUpdateTags (2)': {
    saved: '8',
    aliasesToRestore: '$Default',
  },
  'bad after AWS is done: another run, killed before StartInstanceRefresh (2)': {
    saved: '8',
    aliasesToRestore: '$Default',
  },
  'bad after AWS is done: another run, killed after StartInstanceRefresh (2)': { saved: '7', next: OLD_IMAGE },
  ...cancelledFirst('bad in the bake, where AWS refuses to roll back'),
  ...outwaited('no launches, rolled back in time', 'RollbackInstanceRefresh', { saved: '7', next: OLD_IMAGE }),
  ...outwaited('no launches, cancelled in time', 'CancelInstanceRefresh', { saved: '7', next: OLD_IMAGE }),
  ...outwaited('two launch templates, one image does not launch', 'RollbackInstanceRefresh', {
    saved: '7,3',
    next: OLD_IMAGE,
  }),
  ...Object.fromEntries(
    ['after StartInstanceRefresh (1)', 'before CreateOrUpdateTags (1)', 'after CreateOrUpdateTags (1)'].map((when) => [
      `two launch templates, bad after AWS is done: another run, killed ${when}`,
      { saved: '8,4' },
    ]),
  ),
  'two launch templates, bad after AWS is done: another run, killed before StartInstanceRefresh (2)': { saved: '8,4' },
  ...claimed('a version of Terraform, which the group means already', { saved: '7', next: OLD_IMAGE }, [
    'after UpdateAutoScalingGroup (1)',
    'before StartInstanceRefresh (1)',
  ]),
  ...claimed('a version of Terraform that does not launch, $Latest', { ...asItWas, next: NEW_IMAGE }, [
    'after CreateOrUpdateTags (1)',
    'before CreateOrUpdateTags (2)',
  ]),
  ...claimed('a version of Terraform that does not launch, $Latest', { ...asItWas, ...noted, next: NEW_IMAGE }, [
    'after CreateOrUpdateTags (2)',
    'before UpdateAutoScalingGroup (1)',
  ]),
  ...claimed('the same image again, $Latest', { ...asItWas, ...noted, next: OLD_IMAGE }, [
    'after CreateOrUpdateTags (2)',
    'before UpdateAutoScalingGroup (1)',
  ]),
  ...claimed('the same image again, $Latest', { ...noted, saved: '7', next: OLD_IMAGE }, [
    'after UpdateAutoScalingGroup (1)',
    'before StartInstanceRefresh (1)',
    'after StartInstanceRefresh (1)',
    'before CreateOrUpdateTags (3)',
    'after CreateOrUpdateTags (3)',
    'before CreateOrUpdateTags (4)',
  ]),
}

/** Until a claim is over, another run neither goes on with it nor gives back what it has taken: it says so. */
function claimed(title: string, left: Partial<Truth>, moments: readonly string[]) {
  return Object.fromEntries(moments.map((when) => [`${title}: another run, killed ${when}`, left] as const))
}

/**
 * Where AWS refuses to roll back. While the first refresh goes on, another run waits for what AWS calls a success. Once it is
 * cancelled the tag tells that a rollback was meant: the same image is refused to another run, which undoes nothing.
 */
function cancelledFirst(title: string): Readonly<Record<string, Partial<Truth>>> {
  const success = { aliasesToRestore: '$Default', saved: '8', next: NEW_IMAGE }
  const noted = { aliasesToRestore: '$Default', saved: '7', next: OLD_IMAGE }
  const goesOn = [
    'after StartInstanceRefresh (1)',
    'before RollbackInstanceRefresh (1)',
    'after RollbackInstanceRefresh (1)',
    'before CreateOrUpdateTags (2)',
    'after CreateOrUpdateTags (2)',
    'before CancelInstanceRefresh (1)',
  ]
  const isCancelled = ['after CancelInstanceRefresh (1)', 'before StartInstanceRefresh (2)']
  return {
    ...Object.fromEntries(goesOn.map((when) => [`${title}: another run, killed ${when}`, success])),
    ...Object.fromEntries(isCancelled.map((when) => [`${title}: another run, killed ${when}`, noted])),
    [`${title}: another run, killed after StartInstanceRefresh (2)`]: { saved: '7', next: OLD_IMAGE },
  }
}

/**
 * Killed between the pin and the start: to another run the tag is anybody's until a version shows who wrote it, and from then
 * on a run's that may go on until its time is over. The group stays on a number, and the tag is named.
 */
const notItsToSettle = Object.fromEntries(
  stories
    .filter(({ writes }) => writes.includes('CreateOrUpdateTags') && writes.includes('CreateLaunchTemplateVersion'))
    .flatMap((story) => {
      const names = moments(story).map(({ when, operation, nth }) => `${when} ${operation} (${nth})`)
      return names
        .slice(names.indexOf('after UpdateAutoScalingGroup (1)'), names.indexOf('after StartInstanceRefresh (1)'))
        .map((moment) => [`${story.title}: another run, killed ${moment}`, onNumbers(story)] as const)
    }),
)

/** What stands without the alias: the numbers that it is given back for. */
function onNumbers(story: Story) {
  return (exit: number | undefined): Partial<Truth> => {
    const { next } = standsAfter(story, exit)
    // A parameter is pinned in a version of its own.
    const single = story.inputs?.['ssm-template'] === 'pin' ? (['8', '9'] as const) : (['7', '8'] as const)
    const [older, newer] = story.images === undefined ? single : (['7,3', '8,4'] as const)
    const isLatest = story.title.includes('$Latest') || story.red.saved === '$Latest'
    return { next, saved: next === OLD_IMAGE ? older : newer, aliasesToRestore: isLatest ? '$Latest' : '$Default' }
  }
}

/** Another run waits for what is at work no longer than its own time limit allows; then AWS is left alone with it. */
function outwaited(title: string, way: string, stands: Partial<Truth>): Readonly<Record<string, Partial<Truth>>> {
  const name = `${title}: another run, killed`
  return { [`${name} after StartInstanceRefresh (1)`]: stands, [`${name} before ${way} (1)`]: stands }
}

describe.each(stories)('$title', (story) => {
  test('undisturbed: exactly these writes', async () => {
    await using aws = await simulated(story.build)
    const end = await watched(aws, { inputs: inputsOf(story) })
    expect(end.job.writes.map(({ operation }) => operation)).toEqual(story.writes)
    expect(end.job.outputs['outcome']).toBe(story.outcome)
    expect(lies(end, termsOf(story, end, aws))).toEqual([])
    expect(excesses(aws)).toEqual([])
    expect(truth(aws)).toMatchObject(standsAfter(story, end.job.exit))
  })

  for (const [who, { as, ...second }] of again.entries())
    for (const [moment, killOn] of moments(story).entries()) {
      if (!isPlayed(moment, who, stories.indexOf(story))) continue
      const name = `${story.title}: ${as}, killed ${killOn.when} ${killOn.operation} (${killOn.nth})`
      test.each(skies(moment + who + stories.indexOf(story)))(`${name}, and then %s`, async (sky) => {
        const outage = briefOutage()
        await using aws = await simulated(story.build, { faults: [outage.fault] })
        const inputs = inputsOf(story)
        const first = await aws.job({ inputs, killOn })
        expect(first.exit).toBeUndefined()
        if (sky === 'a minute without AWS') outage.begin(aws.agenda.now)
        const end = await watched(aws, { inputs, ...second })
        expect(lies(end, termsOf(story, end, aws))).toEqual([])
        aws.pass(minutes(180))
        expect(excesses(aws)).toEqual([])
        expect(truth(aws)).toMatchObject({
          ...(strangers[name] ?? notItsToSettle[name]?.(end.job.exit) ?? standsAfter(story, end.job.exit)),
          active: undefined,
        })
      })
    }
})

const standsAfter = ({ green, red }: Story, exit: number | undefined): Partial<Truth> => (exit === 0 ? green : red)
