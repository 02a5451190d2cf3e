/** Mixed instances policies: several launch templates, several architectures, weights; the policy itself is never lost. */
import { describe, expect, test } from 'vitest'
import type { Gate } from '../../simulator/aws/call.ts'
import { sourceShape } from '../../simulator/aws/services/auto-scaling/launch-source.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { dies, goesBad } from '../../simulator/aws/world/behaviour.ts'
import { ARM_NEW_IMAGE, ARM_OLD_IMAGE, ARM_TEMPLATE, mixed } from '../../simulator/scenes/mixed.ts'
import { contents, NEW_IMAGE, OLD_IMAGE, TEMPLATE } from '../../simulator/scenes/web.ts'
import { seldomPolled } from '../brief.ts'
import { golden, minutes, type Simulated, simulated } from '../scenario.ts'

const inputs = { image: `${NEW_IMAGE}\n${ARM_NEW_IMAGE}` }
const quick = { ...inputs, 'max-healthy-percentage': '200', 'poll-interval': '30s', 'bake-time': '150s' }
const images = (aws: Simulated) =>
  aws.account
    .truth('web')
    .filter(({ lifecycle }) => lifecycle === 'InService')
    .map(({ imageId }) => imageId)
    .sort()
const on = (image: string, arm: string) => [arm, arm, arm, image, image, image]
const saved = ({ group }: Simulated) => [
  group.configuration.template.version,
  group.configuration.mixed?.overrides[1]?.template?.version,
]
const tag = (aws: Simulated) => aws.group.tags.get('ami-rollout:alias')?.value.replace(/ run=.*/, '')

test('two architectures, an image each: one new version for each template, and the policy as it was', async () => {
  await using aws = await simulated((agenda) => mixed(agenda))
  const before = aws.group.configuration.mixed
  const job = await aws.job({ inputs })
  expect(job.outputs).toMatchObject({
    outcome: 'succeeded',
    fleet: 'new',
    'launch-template-id': `${TEMPLATE},${ARM_TEMPLATE}`,
    'launch-template-version': '8,4',
    'previous-launch-template-version': '7,3',
    'image-id': `${NEW_IMAGE},${ARM_NEW_IMAGE}`,
    'previous-image-id': `${OLD_IMAGE},${ARM_OLD_IMAGE}`,
    'instances-replaced': '6',
  })
  expect(images(aws)).toEqual(on(NEW_IMAGE, ARM_NEW_IMAGE))
  expect(saved(aws)).toEqual(['8', '4'])
  expect(aws.group.configuration.mixed?.distribution).toEqual(before?.distribution)
  await golden(import.meta.url, 'two architectures', aws, [job])
})

describe('somebody makes the group plain, just as its refresh has been cancelled for the way back', () => {
  /** Too late for AWS's own rollback under this rule: a refresh of its own leads back. */
  const rules = { rollbackWhileBaking: 'refused' } as const
  const late = { behaviour: { goesBadAfterSeconds: 660 }, group: { healthCheckType: 'EC2' }, rules } as const
  const madePlain = (template: string, version: string) => {
    const left: { aws?: Simulated } = {}
    const gate: Gate = (_, next) => {
      const { group } = left.aws ?? {}
      if (group?.refreshes.all[0]?.status === 'Cancelled' && group.configuration.mixed)
        group.update({ template: { id: template, version } })
      return next()
    }
    return { left, gate }
  }

  test('the way back leads to the old version of the template that it has kept', async () => {
    const { left, gate } = madePlain(ARM_TEMPLATE, '3')
    await using aws = await seldomPolled((agenda) => mixed(agenda, late), { gate })
    left.aws = aws
    const job = await aws.job({ inputs })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'target-health' })
    const [, back] = aws.journal.of('StartInstanceRefresh').map(({ input }) => input['DesiredConfiguration'])
    expect(back).toEqual({ LaunchTemplate: { LaunchTemplateId: ARM_TEMPLATE, Version: '3' } })
    expect(aws.account.nextLaunch('web').imageId).toBe(ARM_OLD_IMAGE)
  })

  test('to a template that this rollout knows nothing of: nothing is sent, and it says that a person must choose', async () => {
    const other = 'lt-00000000000000009'
    const { left, gate } = madePlain(other, '1')
    const build = (agenda: Agenda) => {
      const account = mixed(agenda, late)
      account.template({ id: other, name: 'other', versions: [contents(OLD_IMAGE)], default: 1 })
      return account
    }
    await using aws = await seldomPolled(build, { gate })
    left.aws = aws
    const job = await aws.job({ inputs })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'rollback-failed' })
    expect(job.writes.map(({ operation }) => operation).at(-1)).toBe('CancelInstanceRefresh')
    expect(job.summary).toContain(`Somebody has moved the group meanwhile to ${other}`)
    expect(job.summary).not.toContain('start-instance-refresh')
  })
})

test('over the wire the policy goes as AWS gave it, but for versions and names', async () => {
  await using aws = await seldomPolled((agenda) =>
    mixed(agenda, {
      version: '$Latest',
      overrides: [
        { instanceType: 'm5.large', weight: 3 },
        { instanceType: 'm7g.large', weight: 1, template: { id: ARM_TEMPLATE, version: '3' } },
      ],
    }),
  )
  const { MixedInstancesPolicy: before } = sourceShape(aws.group.configuration)
  await aws.job({ inputs: quick })
  const [pinned, given] = aws.journal.of('UpdateAutoScalingGroup').map(({ input }) => input['MixedInstancesPolicy'])
  const [started] = aws.journal.of('StartInstanceRefresh').map(({ input }) => input['DesiredConfiguration'])
  const withVersions = (web: string, arm: string): unknown =>
    JSON.parse(JSON.stringify(before), (key, value: unknown) => {
      if (key === 'LaunchTemplateName') return undefined
      const isNamed = typeof value === 'object' && value !== null && 'LaunchTemplateId' in value
      return isNamed ? { ...value, Version: value.LaunchTemplateId === TEMPLATE ? web : arm } : value
    })
  expect(pinned).toEqual(withVersions('7', '3'))
  expect(started).toEqual({ MixedInstancesPolicy: withVersions('8', '4') })
  expect(given).toEqual(withVersions('$Latest', '4'))
})

test('the image of one architecture dies: the whole policy goes back', async () => {
  await using aws = await simulated((agenda) => mixed(agenda, { armBehaviour: dies(40) }))
  const job = await aws.job({ inputs: quick })
  expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous', 'failure-code': 'instances-died' })
  expect(images(aws)).toEqual(on(OLD_IMAGE, ARM_OLD_IMAGE))
  expect(saved(aws)).toEqual(['7', '3'])
  await golden(import.meta.url, 'one of two images is bad', aws, [job])
})

test('bad after AWS has saved it: a refresh of its own leads the whole policy back', async () => {
  await using aws = await seldomPolled((agenda) =>
    mixed(agenda, { behaviour: goesBad(267), armBehaviour: goesBad(267), group: { healthCheckType: 'EC2' } }),
  )
  const job = await aws.job({ inputs: quick })
  expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous' })
  expect(job.writes.map(({ operation }) => operation).filter((name) => name === 'StartInstanceRefresh')).toHaveLength(2)
  expect(images(aws)).toEqual(on(OLD_IMAGE, ARM_OLD_IMAGE))
  expect(saved(aws)).toEqual(['7', '3'])
  expect(aws.group.configuration.mixed?.distribution.OnDemandBaseCapacity).toBe(2)
})

test('one image new, the other as it is: only that template gets a version, only its instances are replaced', async () => {
  await using aws = await seldomPolled((agenda) => mixed(agenda))
  const before = aws.account.truth('web').filter(({ imageId }) => imageId === ARM_OLD_IMAGE)
  const job = await aws.job({ inputs: { ...quick, image: `${NEW_IMAGE}\n${ARM_OLD_IMAGE}` } })
  expect(job.outputs).toMatchObject({
    outcome: 'succeeded',
    'launch-template-version': '8,3',
    'instances-replaced': '3',
  })
  expect(aws.account.truth('web')).toEqual(expect.arrayContaining(before))
  expect(saved(aws)).toEqual(['8', '3'])
})

test('run again with the same images: nothing to do', async () => {
  await using aws = await seldomPolled((agenda) => mixed(agenda))
  await aws.job({ inputs: quick })
  const job = await aws.job({ inputs: quick, runId: '9000000002' })
  expect(job.outputs).toMatchObject({ outcome: 'unchanged', 'launch-template-version': '8,4' })
  expect(job.writes).toEqual([])
})

test('overrides without templates of their own, one architecture: one image, one version', async () => {
  await using aws = await seldomPolled((agenda) =>
    mixed(agenda, { overrides: [{ instanceType: 'm5.large' }, { instanceType: 'c6i.large' }] }),
  )
  const job = await aws.job({ inputs: { ...quick, image: NEW_IMAGE } })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '8' })
  expect(aws.group.configuration.mixed?.overrides).toHaveLength(2)
})

describe('weights', () => {
  const weighed = (agenda: Parameters<typeof mixed>[0]) =>
    mixed(agenda, {
      overrides: [
        { instanceType: 'm5.large', weight: 4 },
        { instanceType: 'm7g.large', weight: 2, template: { id: ARM_TEMPLATE, version: '3' } },
      ],
      group: { desired: 12, min: 6, max: 24 },
    })

  test('capacity is counted in units: a good rollout is not taken for a loss of capacity', async () => {
    await using aws = await simulated(weighed)
    const job = await aws.job({ inputs: { ...inputs, 'max-healthy-percentage': '150' } })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect(aws.group.configuration.mixed?.overrides.map(({ weight }) => weight)).toEqual([4, 2])
    await golden(import.meta.url, 'weights', aws, [job])
  })

  // AWS "might replace all InService instances at once" then.
  test.each(['in-turn', 'all-at-once'] as const)(
    'a weight as large as the desired capacity, replaced %s: warned of, and a good image gets through',
    async (largeWeights) => {
      await using aws = await seldomPolled((agenda) =>
        mixed(agenda, {
          rules: { largeWeights },
          overrides: [
            { instanceType: 'm5.large', weight: 4 },
            { instanceType: 't3.medium', weight: 1 },
          ],
          group: { desired: 4, min: 4, max: 8 },
        }),
      )
      const job = await aws.job({ inputs: { ...quick, image: NEW_IMAGE } })
      expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
      expect(job.annotations.map(({ message }) => message).join()).toMatch(/AWS might replace all instances at once/)
    },
  )
})

describe('aliases', () => {
  test('both templates on $Latest: pinned, and both given back', async () => {
    await using aws = await simulated((agenda) => mixed(agenda, { version: '$Latest', armVersion: '$Latest' }))
    const job = await aws.job({ inputs: quick })
    expect(job.outputs['outcome']).toBe('succeeded')
    expect([...saved(aws), tag(aws)]).toEqual(['$Latest', '$Latest', undefined])
    await golden(import.meta.url, 'both on Latest', aws, [job])
  })

  test('$Latest and $Default: each is given back only where it leads to the new image; the tag keeps the other', async () => {
    await using aws = await simulated((agenda) => mixed(agenda, { version: '$Latest', armVersion: '$Default' }))
    const job = await aws.job({ inputs: quick })
    expect(job.outputs['outcome']).toBe('succeeded')
    expect([...saved(aws), tag(aws)]).toEqual(['$Latest', '4', `${ARM_TEMPLATE}=$Default`])
    await golden(import.meta.url, 'Latest and Default', aws, [job])
    // The rest of the debt is paid by a run that makes the version the default.
    const again = await aws.job({ inputs: { ...quick, 'set-default-version': 'true' }, runId: '9000000002' })
    expect(again.outputs['outcome']).toBe('unchanged')
    expect([...saved(aws), tag(aws)]).toEqual(['$Latest', '$Default', undefined])
  })

  test('failed: both lead to the old images', async () => {
    await using aws = await seldomPolled((agenda) =>
      mixed(agenda, { version: '$Latest', armVersion: '$Default', armBehaviour: dies(40) }),
    )
    const job = await aws.job({ inputs: quick })
    expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous' })
    expect([...saved(aws), tag(aws)]).toEqual(['$Latest', '$Default', undefined])
    expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
  })

  test('one template twice on $Latest is one alias', async () => {
    await using aws = await seldomPolled((agenda) =>
      mixed(agenda, {
        version: '$Latest',
        overrides: [
          { instanceType: 'm5.large' },
          { instanceType: 'c6i.large', template: { id: TEMPLATE, version: '$Latest' } },
        ],
      }),
    )
    const job = await aws.job({ inputs: { ...quick, image: NEW_IMAGE } })
    expect(job.outputs['outcome']).toBe('succeeded')
    expect([...saved(aws), tag(aws)]).toEqual(['$Latest', '$Latest', undefined])
  })
})

describe('the way back', () => {
  test('previous: each template to the version that its present one was made from', async () => {
    await using aws = await simulated((agenda) => mixed(agenda))
    await aws.job({ inputs: quick })
    const job = await aws.job({ inputs: { mode: 'rollback', image: '' }, runId: '9000000002' })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'previous', 'launch-template-version': '7,3' })
    expect(images(aws)).toEqual(on(OLD_IMAGE, ARM_OLD_IMAGE))
    expect(saved(aws)).toEqual(['7', '3'])
    expect(aws.group.tags.get('ami-rollout:rollback')?.value).toMatch(/^to=7,3 run=9000000002\/1 until=/)
    await golden(import.meta.url, 'rollback', aws, [job])
    // The same run again goes no further back.
    const again = await aws.job({ inputs: { mode: 'rollback', image: '' }, runId: '9000000002', attempt: 2 })
    expect(again.outputs['outcome']).toBe('unchanged')
  })

  test('previous: a template that the last rollout did not change stays', async () => {
    await using aws = await simulated((agenda) => mixed(agenda))
    await aws.job({ inputs: quick })
    aws.pass(minutes(1))
    await aws.job({ inputs: { ...quick, image: `${OLD_IMAGE}\n${ARM_NEW_IMAGE}` }, runId: '9000000002' })
    expect(saved(aws)).toEqual(['9', '4'])
    const job = await aws.job({ inputs: { mode: 'rollback', image: '' }, runId: '9000000003' })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '8,4' })
    expect(new Set(images(aws))).toEqual(new Set([NEW_IMAGE, ARM_NEW_IMAGE]))
    await golden(import.meta.url, 'rollback of one of two', aws, [job])
  })

  test('to an image: the templates of its architecture go there, the others stay', async () => {
    await using aws = await seldomPolled((agenda) => mixed(agenda))
    await aws.job({ inputs: quick })
    const job = await aws.job({ inputs: { mode: 'rollback', image: '', to: ARM_OLD_IMAGE }, runId: '9000000002' })
    expect(job.outputs['outcome']).toBe('succeeded')
    expect(new Set(images(aws))).toEqual(new Set([NEW_IMAGE, ARM_OLD_IMAGE]))
  })

  test('in the middle of a rollout: AWS rolls the whole policy back', async () => {
    await using aws = await seldomPolled((agenda) => mixed(agenda))
    const first = await aws.job({ inputs, killAt: minutes(5) })
    expect(first.exit).toBeUndefined()
    const job = await aws.job({ inputs: { mode: 'rollback', image: '' }, runId: '9000000002' })
    expect(job.writes.map(({ operation }) => operation)).toEqual(['CreateOrUpdateTags', 'RollbackInstanceRefresh'])
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'previous' })
    expect(new Set(images(aws))).toEqual(new Set([OLD_IMAGE, ARM_OLD_IMAGE]))
  })
})

describe('check', () => {
  test('in sync, and drifted by one template', async () => {
    await using aws = await simulated((agenda) => mixed(agenda))
    await aws.job({ inputs: quick })
    const right = await aws.job({ inputs: { mode: 'check', image: '' }, runId: '9000000002' })
    expect(right.outputs).toMatchObject({ outcome: 'in-sync', 'launch-template-version': '8,4' })
    aws.group.update({
      mixed: {
        template: { id: TEMPLATE, version: '8' },
        overrides: [
          { instanceType: 'm5.large' },
          { instanceType: 'm7g.large', template: { id: ARM_TEMPLATE, version: '3' } },
        ],
      },
    })
    const wrong = await aws.job({ inputs: { mode: 'check', image: '' }, runId: '9000000003' })
    expect(wrong.outputs).toMatchObject({ outcome: 'drifted', 'launch-template-version': '8,3' })
    await golden(import.meta.url, 'check', aws, [right, wrong])
  })
})

test('plan, with a clean-up of both templates', async () => {
  await using aws = await simulated((agenda) => mixed(agenda))
  for (const [i, image] of [NEW_IMAGE, OLD_IMAGE, NEW_IMAGE].entries()) {
    const arm = image === NEW_IMAGE ? ARM_NEW_IMAGE : ARM_OLD_IMAGE
    await aws.job({ inputs: { ...quick, image: `${image}\n${arm}` }, runId: `900000001${i}` })
  }
  const plan = await aws.job({
    inputs: {
      ...quick,
      image: `${OLD_IMAGE}\n${ARM_OLD_IMAGE}`,
      mode: 'plan',
      'keep-launch-template-versions': '2',
    },
    runId: '9000000020',
  })
  expect(plan.writes).toEqual([])
  const job = await aws.job({
    inputs: { ...quick, image: `${OLD_IMAGE}\n${ARM_OLD_IMAGE}`, 'keep-launch-template-versions': '2' },
    runId: '9000000021',
  })
  expect(job.outputs['outcome']).toBe('succeeded')
  const gone = job.writes.filter(({ operation }) => operation === 'DeleteLaunchTemplateVersions')
  expect(gone.map(({ input }) => input)).toMatchObject([
    { LaunchTemplateId: TEMPLATE, Versions: ['8', '9'] },
    { LaunchTemplateId: ARM_TEMPLATE, Versions: ['4', '5'] },
  ])
  await golden(import.meta.url, 'plan and clean-up', aws, [plan, job])
})
