/** The archive: images past use are deprecated or disabled after a success; whatever has a user stays, and nothing of it fails a rollout. */
import { expect, test } from 'vitest'
import { failed, lost } from '../../simulator/aws/gate/faults.ts'
import { outage } from '../../simulator/aws/gate/outage.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { cannotLaunch } from '../../simulator/aws/world/behaviour.ts'
import type { Image } from '../../simulator/aws/world/image.ts'
import { documentedPolicy, policyWith } from '../../simulator/policy.ts'
import { pastImage, withPast } from '../../simulator/scenes/archive.ts'
import { NEW_IMAGE, TEMPLATE } from '../../simulator/scenes/web.ts'
import { briefly, sparsely } from '../brief.ts'
import { golden, type Job, minutes, type Simulated } from '../scenario.ts'

const DAY = 24 * 3600_000
const deprecate = { 'keep-launch-template-versions': '2', 'keep-images': '2', 'old-images': 'deprecate' }
const disable = { ...deprecate, 'old-images': 'disable' }
const policy = policyWith('images')
const is = ({ account, agenda }: Simulated, version: number): string => {
  const { state, deprecationTime } = account.images.get(pastImage(version)) as Image
  return state === 'available' &&
    deprecationTime !== undefined &&
    Date.parse(deprecationTime) <= agenda.now + minutes(3)
    ? 'deprecated'
    : state
}
const states = (aws: Simulated): string =>
  [8, 9, 10, 11, 12, 13].map((version) => `${version} ${is(aws, version)}`).join(', ')
const untouched = '8 available, 9 available, 10 available, 11 available, 12 available, 13 available'
const warnings = (job: Job) => job.annotations.map(({ level, message }) => `${level}: ${message.split('\n')[0]}`)

test('after a success the images past use are deprecated, the newest two that proved themselves stay, and so does what is in use', async () => {
  await using aws = await briefly((agenda) => withPast(agenda), { policy })
  const job = await aws.job({ inputs: deprecate })
  expect(job).toMatchObject({ exit: 0, annotations: [] })
  expect(job.outputs['outcome']).toBe('succeeded')
  // Version 13 is what a rollback returns to; with the new image it makes two.
  expect(states(aws)).toBe('8 deprecated, 9 deprecated, 10 deprecated, 11 deprecated, 12 deprecated, 13 available')
  expect(aws.account.images.get(pastImage(8))?.tags).toEqual({
    'ami-rollout:retired': TEMPLATE,
    'ami-rollout:retired-versions': '8',
  })
  expect([...aws.account.images.values()].filter(({ state }) => state !== 'available')).toEqual([])
  await golden(import.meta.url, 'deprecated', aws, [job])
})

test('a plan shows what would be archived and why the others stay, a check does too, and both change nothing', async () => {
  await using aws = await briefly((agenda) => withPast(agenda), { policy })
  aws.account.parameter('/golden', pastImage(9))
  const plan = await aws.job({ inputs: { ...deprecate, mode: 'plan' } })
  const check = await aws.job({ inputs: { ...deprecate, mode: 'check', image: '' } })
  for (const job of [plan, check]) {
    expect(job.writes).toEqual([])
    expect(job.log.join('\n')).toContain(
      `${pastImage(9)} stays: EC2 names a user of it: ssm:Parameter parameter/golden`,
    )
    expect(job.summary).toContain('ssm:Parameter parameter/golden')
  }
  expect(states(aws)).toBe(untouched)
  await golden(import.meta.url, 'plan and check', aws, [plan, check])
})

test('a disabled image launches nothing: a rollback to it is refused with the command', async () => {
  await using aws = await sparsely((agenda) => withPast(agenda), { policy })
  const job = await aws.job({ inputs: disable })
  expect(states(aws)).toBe('8 disabled, 9 disabled, 10 disabled, 11 disabled, 12 disabled, 13 available')
  expect(job.annotations).toEqual([])
  const back = await aws.job({ runId: '2', inputs: { mode: 'rollback', image: '', to: pastImage(9) } })
  expect(back.outputs['outcome']).toBe('refused')
  expect(back.log.join('\n')).toContain(`aws ec2 enable-image --region eu-west-1 --image-id ${pastImage(9)}`)
})

/** An image as another world has it. */
const change = ({ account }: Pick<Simulated, 'account'>, version: number, more: Partial<Image>) => {
  account.images.set(pastImage(version), { ...(account.images.get(pastImage(version)) as Image), ...more })
}

test('whatever has a user stays, whoever it is, and the others go', async () => {
  await using aws = await briefly((agenda) => withPast(agenda, {}, 22), { policy })
  const { account, agenda } = aws
  // A stopped instance outside of any group.
  const template = { id: TEMPLATE, version: '8' }
  account.launches.run({ parameters: {}, template, clientToken: undefined, market: undefined }).ec2State = 'stopped'
  // A version of another template, older than its newest ten.
  const versions = [pastImage(9), ...Array.from({ length: 12 }, () => NEW_IMAGE)].map((ImageId) => ({ ImageId }))
  account.template({ name: 'batch', versions })
  const mixed = { overrides: [{ instanceType: 't3.large', imageId: pastImage(10) }] }
  account.group({ name: 'mixed', template: { id: TEMPLATE, version: '7' }, mixed, desired: 0 })
  // The warm pool of a group whose template has gone on.
  const pool = account.template({ name: 'pool', versions: [{ ImageId: pastImage(11), InstanceType: 't3.medium' }] })
  account.group({ name: 'pool', template: { id: pool.id, version: '1' }, desired: 0, max: 2, warmPool: { minSize: 1 } })
  pool.createVersion({ data: { ImageId: NEW_IMAGE } }, 0)
  pool.setDefault('2')
  pool.deleteVersion(1)
  account.launchConfiguration('old', { ImageId: pastImage(12) })
  account.parameter('/golden', pastImage(13))
  account.recipes.push({ type: 'imagebuilder:ContainerRecipe', name: 'base/1.0.0', imageId: pastImage(14) })
  change(aws, 15, { sharedWith: ['210987654321'] })
  change(aws, 16, { public: true })
  change(aws, 17, { ownerId: '210987654321', shared: true })
  change(aws, 18, { lastLaunched: new Date(agenda.now - 7 * DAY).toISOString() })
  const plan = await aws.job({ inputs: { ...disable, mode: 'plan' } })
  await golden(import.meta.url, 'every user', aws, [plan])
  const job = await aws.job({ inputs: disable })
  expect(job.outputs['outcome']).toBe('succeeded')
  const gone = [...account.images.values()].filter(({ state }) => state === 'disabled').map(({ id }) => id)
  expect(gone).toEqual([19, 20, 21].map(pastImage))
})

test('what AWS’s history no longer shows stays, and a failed one goes as soon as two newer have proved themselves', async () => {
  await using aws = await sparsely(
    (agenda) => {
      const account = withPast(agenda)
      const [group] = account.groups.values()
      for (const refresh of group?.refreshes.all ?? []) {
        const [version] = [refresh.desired?.template.version]
        if (version === '9') Object.assign(refresh, { createdAt: agenda.now - 50 * DAY })
        if (version === '10' || version === '12') Object.assign(refresh, { status: 'Failed' })
      }
      return account
    },
    { policy },
  )
  await aws.job({ inputs: { ...deprecate, 'keep-images': '3' } })
  expect(states(aws)).toBe('8 deprecated, 9 available, 10 deprecated, 11 available, 12 available, 13 available')
})

test('the versions of an image went in an earlier run: its tag makes it a candidate, and AWS’s history proves it', async () => {
  await using aws = await sparsely((agenda) => withPast(agenda), { policy })
  for (const version of [8, 9, 10, 11])
    change(aws, version, { lastLaunched: new Date(aws.agenda.now - 29.5 * DAY).toISOString() })
  await aws.job({ inputs: disable })
  expect(states(aws)).toBe('8 available, 9 available, 10 available, 11 available, 12 disabled, 13 available')
  // A copy that took the tags along claims the same version: then neither is believed.
  aws.account.image({
    id: 'ami-0c0b1',
    tags: aws.account.images.get(pastImage(10))?.tags ?? {},
    lastLaunched: '2026-01-01T00:00:00Z',
  })
  // Somebody writes a tag on an image that no version ever named.
  aws.account.image({
    id: 'ami-0fa15e',
    tags: { 'ami-rollout:retired': TEMPLATE },
    lastLaunched: '2026-01-01T00:00:00Z',
  })
  aws.pass(DAY)
  const job = await aws.job({ runId: '2', inputs: disable })
  expect(job.outputs['outcome']).toBe('unchanged')
  expect(states(aws)).toBe('8 disabled, 9 disabled, 10 available, 11 disabled, 12 disabled, 13 available')
  for (const id of ['ami-0c0b1', 'ami-0fa15e']) expect(aws.account.images.get(id)?.state).toBe('available')
})

test('two templates: an image goes only when no version of either names it', async () => {
  await using aws = await sparsely(
    (agenda) => {
      const account = withPast(agenda)
      const own = account.template({ name: 'arm', versions: [{ ImageId: pastImage(9), InstanceType: 't3.large' }] })
      const [group] = account.groups.values()
      const overrides = [
        { instanceType: 't3.medium' },
        { instanceType: 't3.micro', template: { id: own.id, name: 'arm', version: '1' } },
      ]
      group?.launchFrom({ ...group.configuration, mixed: { overrides, distribution: {} as never } })
      return account
    },
    { policy },
  )
  const plan = await aws.job({ inputs: { ...deprecate, mode: 'plan' } })
  expect(plan.log.join('\n')).toContain(`${pastImage(9)} stays: version 1 of arm names it`)
})

const REFERENCES = { operation: 'DescribeImageReferences' }

test('EC2 does not name what is known: its answer is not believed, and nothing is archived', async () => {
  // It lacks the right to read instances, and says nothing of it.
  const gate: NonNullable<Parameters<typeof briefly>[1]>['gate'] = async (call, next) => {
    const answer = await next()
    return call.operation === REFERENCES.operation ? { ...answer, ImageReferences: [] } : answer
  }
  await using aws = await sparsely((agenda) => withPast(agenda), { policy, gate })
  const job = await aws.job({ inputs: deprecate })
  expect(job.outputs['outcome']).toBe('succeeded')
  expect(states(aws)).toBe(untouched)
  expect(warnings(job)).toEqual([
    `warning: No image was archived, because who uses them could not be read: DescribeImageReferences: IncompleteAnswer: the answer does not name all that is known to use ${NEW_IMAGE}: a permission may be missing`,
  ])
})

test('it is asked for ten images at a time, for every version, and for no instance that has ended', async () => {
  const recordsAPage: NonNullable<Parameters<typeof briefly>[1]>['recordsAPage'] = ({ operation }) =>
    operation === REFERENCES.operation ? 2 : undefined
  await using aws = await sparsely((agenda) => withPast(agenda, {}, 30), { policy, recordsAPage })
  aws.account.parameter('/golden', pastImage(9))
  const plan = await aws.job({ inputs: { ...deprecate, mode: 'plan' } })
  expect(plan.log.join('\n')).toContain(`${pastImage(9)} stays: EC2 names a user of it`)
  const asked = aws.journal.entries.filter(({ operation }) => operation === REFERENCES.operation)
  const ids = asked.map(({ input }) => [input['ImageIds']].flat().length)
  // Twenty-two images, and in each call the one in use; the answers come in pages.
  expect([...new Set(ids)]).toEqual([10, 5])
  expect(asked.length).toBeGreaterThan(6)
  const types = JSON.stringify(asked[0]?.input['ResourceTypes'])
  expect(types).toContain('{"OptionName":"version-depth","OptionValues":["10000"]}')
  expect(types).not.toContain('terminated')
})

/** The documented policy with the optional block, and that without one action. */
const without = (action: string) => (account: Account) => {
  const base = documentedPolicy(account).Statement
  const block = policy(account)
    .Statement.slice(base.length)
    .map((statement) => ({ ...statement, Action: [statement.Action].flat().filter((each) => each !== action) }))
  return { Statement: [...base, ...block.filter(({ Action }) => Action.length > 0)] }
}

test.each([
  'ec2:DescribeImageReferences',
  'ec2:DescribeImageAttribute',
  'autoscaling:DescribeLaunchConfigurations',
  'ssm:DescribeParameters',
  'ssm:GetParameters',
  'imagebuilder:ListImageRecipes',
  'imagebuilder:ListContainerRecipes',
  'imagebuilder:GetContainerRecipe',
])('without %s nobody knows who uses an image: a warning, and none would be archived', async (action) => {
  await using aws = await sparsely((agenda) => withPast(agenda), { policy: without(action) })
  const plan = await aws.job({ inputs: { ...deprecate, mode: 'plan' } })
  expect(plan.outputs['outcome']).toBe('planned')
  expect(warnings(plan)).toEqual([
    expect.stringMatching(/^warning: No image was archived, because who uses them could not be read/),
  ])
  expect(plan.log.join('\n')).not.toMatch(/ec2:EnableImageDeprecation on/)
})

test.each([
  ['ec2:CreateTags', deprecate, 'Old template versions could not be cleaned up'],
  ['ec2:EnableImageDeprecation', deprecate, `EC2 did not archive images ${pastImage(8)}`],
  ['ec2:DisableImage', disable, `EC2 did not archive images ${pastImage(8)}`],
])('without %s: one warning, nothing is archived, and the rollout has succeeded', async (action, inputs, says) => {
  await using aws = await sparsely((agenda) => withPast(agenda), { policy: without(action) })
  const job = await aws.job({ inputs })
  expect(job.outputs['outcome']).toBe('succeeded')
  expect(states(aws)).toBe(untouched)
  expect(warnings(job)).toEqual([expect.stringContaining(`warning: ${says}`)])
  expect(job.writes.filter(({ outcome }) => outcome !== 'ok')).toHaveLength(1)
})

test('EC2 leaves out what the caller may not read, and does not say so: then a parameter is one of the users that AWS does not show', async () => {
  const build = (agenda: Agenda): Account => {
    const account = withPast(agenda, { rules: { referencesWithoutPermission: 'gap' } })
    account.parameter('/golden', pastImage(9))
    account.template({ name: 'batch', versions: [{ ImageId: pastImage(10) }] })
    return account
  }
  await using aws = await sparsely(build, { policy: without('ssm:GetParameters') })
  const plan = await aws.job({ inputs: { ...deprecate, mode: 'plan' } })
  expect(plan.log.join('\n')).not.toContain(`${pastImage(9)} stays`)
  expect(plan.log.join('\n')).toContain(`${pastImage(10)} stays: EC2 names a user of it: ec2:LaunchTemplate`)
  await using whole = await sparsely(build, { policy })
  const other = await whole.job({ inputs: { ...deprecate, mode: 'plan' } })
  expect(other.log.join('\n')).toContain(`${pastImage(9)} stays: EC2 names a user of it: ssm:Parameter`)
})

test('EC2 fails in the middle: what it has archived is told, the rest waits for the next run, which does it', async () => {
  const of = { operation: 'EnableImageDeprecation' }
  const faults = [outage({ what: failed, of, begins: { ...of, nth: 3 }, lastsMs: minutes(10) })]
  await using aws = await sparsely((agenda) => withPast(agenda), { policy, faults })
  const job = await aws.job({ inputs: deprecate })
  expect(job.outputs['outcome']).toBe('succeeded')
  expect(job.log.join('\n')).toContain(`Deprecated images ${pastImage(8)} and ${pastImage(9)}.`)
  expect(warnings(job)).toHaveLength(1)
  aws.pass(minutes(10))
  const next = await aws.job({ runId: '2', inputs: deprecate })
  expect(next.annotations).toEqual([])
  expect(states(aws)).toBe('8 deprecated, 9 deprecated, 10 deprecated, 11 deprecated, 12 deprecated, 13 available')
})

test('an answer is lost: asked again', async () => {
  const faults = [{ on: { operation: 'DisableImage', nth: 2 }, what: lost }]
  await using aws = await sparsely((agenda) => withPast(agenda), { policy, faults })
  const job = await aws.job({ inputs: disable })
  expect(job.annotations).toEqual([])
  expect(states(aws)).toBe('8 disabled, 9 disabled, 10 disabled, 11 disabled, 12 disabled, 13 available')
})

test.each([
  ['before the tags', { operation: 'CreateTags', nth: 2, when: 'before' }],
  ['between tags and deletion', { operation: 'DeleteLaunchTemplateVersions', nth: 1, when: 'before' }],
  ['after the deletion', { operation: 'DeleteLaunchTemplateVersions', nth: 1, when: 'after' }],
  ['between two images', { operation: 'DisableImage', nth: 2, when: 'after' }],
] as const)('killed %s: the same run again does the rest', async (_, killOn) => {
  await using aws = await sparsely((agenda) => withPast(agenda, {}, 11), { policy })
  const first = await aws.job({ inputs: disable, killOn })
  expect(first.exit).toBeUndefined()
  const again = await aws.job({ inputs: disable, attempt: 2 })
  expect(again.exit).toBe(0)
  expect([8, 9, 10, 11].map((version) => is(aws, version))).toEqual(['disabled', 'disabled', 'disabled', 'available'])
})

/** What the group had saved before, as if somebody had moved it back since. */
const movedBack = ({ group }: Simulated): void => group.save({ id: TEMPLATE, name: 'web', version: '12' })

test.each<[what: string, inputs: Readonly<Record<string, string>>, before?: (aws: Simulated) => void]>([
  ['instances are replaced without a new image', { image: 'current' }],
  ['a version is named', { image: '', 'launch-template-version': '13' }],
  ['only the saved template moves', { image: pastImage(13) }, movedBack],
])('%s: a proven deploy as any other, of which the newest two proven images stay', async (_, inputs, before) => {
  await using aws = await sparsely((agenda) => withPast(agenda, { group: { desired: 1, min: 1, max: 4 } }), { policy })
  await aws.job({ runId: '13', inputs: { image: pastImage(13) } })
  before?.(aws)
  const job = await aws.job({ inputs: { ...deprecate, ...inputs } })
  expect(job).toMatchObject({ exit: 0, annotations: [] })
  expect(states(aws)).toBe('8 deprecated, 9 deprecated, 10 deprecated, 11 deprecated, 12 available, 13 available')
})

test('taken up by the next attempt: what it then proves is archived after', async () => {
  await using aws = await sparsely((agenda) => withPast(agenda), { policy })
  await aws.job({ inputs: deprecate, killOn: { operation: 'StartInstanceRefresh', nth: 1, when: 'after' } })
  expect(states(aws)).toBe(untouched)
  const job = await aws.job({ inputs: deprecate, attempt: 2 })
  expect(job.outputs['outcome']).toBe('succeeded')
  expect(states(aws)).toBe('8 deprecated, 9 deprecated, 10 deprecated, 11 deprecated, 12 deprecated, 13 available')
})

test('a rollout that failed, a rollback and a rollout without the inputs archive nothing', async () => {
  const behaviour = cannotLaunch('The key pair web does not exist. Launching EC2 instance failed.')
  await using aws = await sparsely((agenda) => withPast(agenda, { behaviour }), { policy })
  expect((await aws.job({ inputs: disable })).outputs['outcome']).toBe('failed')
  expect((await aws.job({ runId: '2', inputs: { ...disable, mode: 'rollback', image: '' } })).outputs['outcome']).toBe(
    'succeeded',
  )
  expect(states(aws)).toBe(untouched)
})
