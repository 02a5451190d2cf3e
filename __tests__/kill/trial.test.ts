/**
 * No instance of a trial is left: the process ends on its way to any write of a rollout with a trial, and post, another
 * attempt or another run comes behind it. The world is asked. None of anybody else is ended.
 */
import { describe, expect, test } from 'vitest'
import type { Account } from '../../simulator/aws/world/account.ts'
import { dies } from '../../simulator/aws/world/behaviour.ts'
import { policyWith } from '../../simulator/policy.ts'
import { contents, NEW_IMAGE, OLD_IMAGE, TEMPLATE, web } from '../../simulator/scenes/web.ts'
import { brief } from '../brief.ts'
import type { Moment } from '../life.ts'
import { excesses } from '../property/duplicate-writes.ts'
import { lies } from '../property/misreports.ts'
import { watched } from '../property/sight.ts'
import { minutes, type Simulated, simulated } from '../scenario.ts'

const inputs = { ...brief, image: NEW_IMAGE, trial: 'true' }
const terms = { images: [NEW_IMAGE], protectedStay: true }

/**
 * A rollout with a trial, and its writes in order; before the first RunInstances counted here there is a dry run.
 * `furnish`: what else is so in the account.
 */
interface TrialStory {
  readonly title: string
  readonly isBad: boolean
  readonly writes: readonly Omit<Moment, 'when'>[]
  furnish?(account: Account): void
}
const tried = [
  { operation: 'CreateLaunchTemplateVersion', nth: 1 },
  { operation: 'RunInstances', nth: 2 },
  { operation: 'TerminateInstances', nth: 1 },
]
const stories: readonly TrialStory[] = [
  { title: 'a good image', isBad: false, writes: [...tried, { operation: 'StartInstanceRefresh', nth: 1 }] },
  {
    title: 'an image that dies',
    isBad: true,
    writes: [...tried, { operation: 'DeleteLaunchTemplateVersions', nth: 1 }],
  },
  {
    title: 'somebody protects what is launched, and its disks and interface would stay',
    isBad: false,
    furnish: hindersItsEnd,
    writes: [
      { operation: 'TerminateInstances', nth: 1 },
      { operation: 'ModifyInstanceAttribute', nth: 1 },
      { operation: 'ModifyInstanceAttribute', nth: 2 },
      { operation: 'TerminateInstances', nth: 2 },
    ],
  },
]

/** Of this template and image the disks and the interface are kept, and whatever is launched outside a group is protected at once. */
function hindersItsEnd(account: Account): void {
  const { SecurityGroupIds: groups, ...rest } = contents(OLD_IMAGE)
  const disk = (DeviceName: string) => ({ DeviceName, Ebs: { VolumeSize: 20, DeleteOnTermination: false } })
  const data = {
    ...rest,
    NetworkInterfaces: [{ DeviceIndex: 0, DeleteOnTermination: false, Groups: groups }],
    BlockDeviceMappings: [disk('/dev/xvda'), disk('/dev/sdf')],
  }
  account.templates.all[0]?.createVersion({ data }, account.agenda.now)
  account.groups.get('web')?.save({ id: TEMPLATE, name: 'web', version: '8' })
  account.image({ id: NEW_IMAGE, keepsVolume: true })
  const run = account.launches.run.bind(account.launches)
  account.launches.run = (request) => {
    const instance = run(request)
    instance.protections = { termination: true, stop: true }
    return instance
  }
}

/** Who comes behind it. */
const behind = ['post', 'another attempt', 'another run'] as const

/** What is nobody's trial: launched by hand, from the same version, with a tag that somebody wrote, in a group. */
function strangersIn({ account }: Pick<Simulated, 'account'>): readonly string[] {
  const request = { clientToken: undefined, market: undefined, template: { id: TEMPLATE, version: '7' } }
  const tag = { Key: 'ami-rollout:trial', Value: 'run=9000000001/1 group=0123456789ab until=2026-11-21T03:00:00Z' }
  const tagged = { TagSpecifications: [{ ResourceType: 'instance', Tags: [tag] }] }
  return [
    account.launches.run({ ...request, parameters: {} }).id,
    account.launches.run({ ...request, parameters: tagged }).id,
  ]
}

const trialsIn = ({ account }: Simulated, strangers: readonly string[]) =>
  [...account.ec2Instances.values()].filter(
    ({ id, launchInfo }) => launchInfo.group === undefined && !strangers.includes(id),
  )

/** Every third moment is played by `npm test`, in turn over those who come behind; `npm run proof -- --kills` plays all. */
const isPlayed = (number: number): boolean => process.env['EVERY_KILL'] !== undefined || number % 3 === 0

describe.each(stories)('$title', ({ isBad, writes, furnish }) => {
  const moments = behind.flatMap((who, i) =>
    writes.flatMap((write, j) =>
      (['before', 'after'] as const).map((when, k) => ({ who, killOn: { ...write, when }, number: i + 2 * j + k })),
    ),
  )
  for (const { who, killOn, number } of moments) {
    if (!isPlayed(number)) continue
    test(`${who}, killed ${killOn.when} ${killOn.operation}: none is left`, async () => {
      let strangers: readonly string[] = []
      await using aws = await simulated(
        (agenda) => {
          const account = web(agenda, isBad ? { behaviour: dies(20) } : {})
          strangers = strangersIn({ account })
          furnish?.(account)
          agenda.run(60)
          return account
        },
        { policy: policyWith('trial') },
      )
      const first = await aws.job({ inputs, killOn, machineSurvives: who === 'post' })
      expect(first.exit).toBeUndefined()
      if (who !== 'post') {
        // Another run may end it only once its time is over.
        if (who === 'another run') aws.pass(minutes(60))
        const next = who === 'another run' ? { runId: '9000000002' } : { attempt: 2 }
        const end = await watched(aws, { inputs, ...next })
        expect(lies(end, terms)).toEqual([])
        expect(end.job.outputs['outcome']).toMatch(isBad ? /^failed$/ : /^(succeeded|unchanged)$/)
      }
      const seen = trialsIn(aws, strangers).map(({ ec2State }) => ec2State)
      expect(seen).toEqual(seen.map(() => 'terminated'))
      expect(aws.account.launches.left).toEqual([])
      for (const id of strangers) expect(aws.account.ec2Instances.get(id)?.ec2State).toBe('running')
      expect(excesses(aws)).toEqual([])
      if (isBad) expect(aws.account.truth('web').map(({ imageId }) => imageId)).toEqual(Array(6).fill(OLD_IMAGE))
      // Post takes back a refresh that main had begun; before that there is none.
      const isBegun = killOn.operation === 'StartInstanceRefresh' && killOn.when === 'after'
      if (who === 'post' && !isBegun) expect(aws.group.refreshes.all).toEqual([])
      if (who === 'post') expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
    })
  }
})
