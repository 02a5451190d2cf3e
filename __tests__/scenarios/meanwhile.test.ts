/** What else changes the group while a rollout lasts is named before it starts, in the group's own numbers. */
import { describe, expect, test } from 'vitest'
import { denied, failed } from '../../simulator/aws/gate/faults.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import type { ScheduledAction } from '../../simulator/aws/world/schedule.ts'
import { planPolicy } from '../../simulator/policy.ts'
import { NEW_IMAGE, type Web, web } from '../../simulator/scenes/web.ts'
import { brief, briefly } from '../brief.ts'
import { type Job, minutes, type Simulated, START } from '../scenario.ts'

const PLAN = { ...brief, mode: 'plan' }

const scheduled =
  (actions: readonly ScheduledAction[], different: Web = {}) =>
  (agenda: Agenda): Account => {
    const account = web(agenda, different)
    for (const action of actions) account.groups.get('web')?.schedule.put(action)
    return account
  }

const planned = (aws: Simulated): Promise<Job> => aws.job({ inputs: PLAN })
const warnings = ({ annotations }: Job) =>
  annotations.filter(({ level }) => level === 'warning').map(({ message }) => message)

describe('a scheduled action', () => {
  test.each([
    [
      'scales in',
      { startsAt: START + minutes(3), min: 1, desired: 2 },
      /^The scheduled action "evening" falls into this rollout, at 2026-11-21 03:03:00 UTC: it sets the minimum size from 3 to 1 and the desired capacity from 6 to 2, which ends 4 instances, new or old/,
    ],
    [
      'scales out, again and again',
      { recurrence: '4 * * * *', desired: 9 },
      /03:04:00 UTC, and again by its recurrence \(4 \* \* \* \*\): it sets the desired capacity from 6 to 9, which launches 3 instances of the new version/,
    ],
    [
      'moves the maximum below what there is',
      { startsAt: START + minutes(2), max: 4 },
      /it sets the maximum size from 12 to 4 and the desired capacity from 6 to 4, which ends 2 instances/,
    ],
  ] as const)('that %s within the estimate is named with what it would do', async (_, sizes, says) => {
    await using aws = await briefly(scheduled([{ name: 'evening', ...sizes }]), { policy: planPolicy })
    const job = await planned(aws)
    expect(job).toMatchObject({ exit: 0, writes: [] })
    // Such a role may not try the launch, which is another warning.
    const named = warnings(job).filter((message) => message.startsWith('The scheduled action'))
    expect(named).toEqual([expect.stringMatching(says)])
    expect(named[0]).toContain('if: always()')
  })

  test.each<[string, readonly ScheduledAction[], Web]>([
    ['after the estimate', [{ name: 'evening', startsAt: START + minutes(60), desired: 2 }], {}],
    ['that changes nothing', [{ name: 'evening', startsAt: START + minutes(3), desired: 6, min: 3 }], {}],
  ])('%s is not', async (_, actions, different) => {
    await using aws = await briefly(scheduled(actions, different))
    expect(warnings(await planned(aws))).toEqual([])
  })

  test('is not while the process is suspended', async () => {
    await using aws = await briefly(scheduled([{ name: 'evening', startsAt: START + minutes(3), desired: 2 }]))
    aws.group.suspend('ScheduledActions')
    expect(warnings(await planned(aws))).toEqual([])
  })

  // "Up to two minutes late", AWS says of the time that a scheduled action really takes effect.
  test.each([0, 120])(
    'is named by a deploy, which is not kept from its success by it, %i s late',
    async (scheduledUpToLate) => {
      const morning = { name: 'morning', startsAt: START + minutes(2), desired: 8 }
      await using aws = await briefly(scheduled([morning], { rules: { scheduledUpToLate } }))
      const job = await aws.job()
      expect(warnings(job)).toEqual([expect.stringContaining('from 6 to 8')])
      expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
      expect(aws.account.truth('web').map(({ imageId }) => imageId)).toEqual(Array(8).fill(NEW_IMAGE))
    },
  )
})

test.each([
  ['that a role may not read', denied, 'With autoscaling:DescribeScheduledActions the plan names them.'],
  ['that AWS does not list', failed, 'DescribeScheduledActions failed (InternalFailure).'],
] as const)('actions %s keep nobody from a plan or a deploy, and that is said', async (_, what, says) => {
  const faults = [{ on: { operation: 'DescribeScheduledActions' }, what }]
  await using aws = await briefly(scheduled([{ name: 'evening', startsAt: START + minutes(3), desired: 2 }]), {
    faults,
  })
  const plan = await planned(aws)
  expect(warnings(plan)).toEqual([])
  expect(plan.summary).toContain(says)
  expect(plan.summary.includes('The role may do without')).toBe(what === denied)
  expect((await aws.job()).outputs).toMatchObject({ outcome: 'succeeded' })
})

test('zones that are uneven are named, with what rebalancing would do, unless it is suspended', async () => {
  const uneven = (agenda: Agenda) => {
    const account = web(agenda, { group: { desired: 6, zones: ['eu-west-1a', 'eu-west-1b'] } })
    const group = account.groups.get('web')
    group?.suspend('AZRebalance')
    const inA = group?.instances.filter(({ launchInfo }) => launchInfo.zone === 'eu-west-1a') ?? []
    group?.update({ min: 0 })
    for (const { id } of inA.slice(0, 2)) group?.terminateInstance(id, { decrement: true })
    return account
  }
  await using aws = await briefly(uneven)
  aws.pass(minutes(4))
  expect((await planned(aws)).summary).not.toContain('zones are uneven')
  aws.group.resume('AZRebalance')
  expect((await planned(aws)).summary).toMatch(/zones are uneven \(eu-west-1a 1, eu-west-1b 3\)/)
})
