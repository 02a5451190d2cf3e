/** Where the image comes from: each form that it may be asked for in, with what it came from; and each that leads to none. */
import { describe, expect, test } from 'vitest'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { boots } from '../../simulator/aws/world/behaviour.ts'
import type { ImageSpec, ParameterSpec } from '../../simulator/aws/world/specification.ts'
import { documentedPolicy } from '../../simulator/policy.ts'
import { ARM_NEW_IMAGE, mixed } from '../../simulator/scenes/mixed.ts'
import { NEW_IMAGE, OLD_IMAGE, web } from '../../simulator/scenes/web.ts'
import { briefly } from '../brief.ts'
import { golden, minutes, type Simulated, START } from '../scenario.ts'

const COMMIT = 'b0a1c2d3e4f5061728394a5b6c7d8e9f00112233'
const RUN = '6d5d3185-fa95-44e1-8775-9e64fe2e2d8f'
const NEWER_IMAGE = 'ami-0b5eac1ed7a1e5003'
const made = (hours: number) => new Date(START - hours * 3_600_000).toISOString()

/** Plans with this image, and succeeds. */
async function planned(aws: Simulated, title: string, image: string, files?: Readonly<Record<string, string>>) {
  const job = await aws.job({ inputs: { mode: 'plan', image }, ...(files && { files }) })
  expect(job.outputs).toMatchObject({ outcome: 'planned', 'image-id': NEW_IMAGE })
  await golden(import.meta.url, title, aws, [job])
  return job
}

async function refused(aws: Simulated, title: string, image: string, code = 'preflight') {
  const job = await aws.job({ inputs: { image } })
  expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': code, changed: 'false' })
  expect(job.writes).toEqual([])
  await golden(import.meta.url, title, aws, [job])
  return job
}

describe('from a parameter', () => {
  /** `/web/ami`: the old image first, then the new one, which is called stable. */
  const parameters =
    (then: (account: Account) => void = () => {}) =>
    (agenda: Agenda) => {
      const account = web(agenda)
      account.image({ ...account.images.get(NEW_IMAGE), id: NEW_IMAGE, tags: { 'git-sha': COMMIT } })
      account.parameter('/web/ami', OLD_IMAGE)
      account.parameter('/web/ami', NEW_IMAGE, { labels: ['stable'] })
      then(account)
      return account
    }

  test('its newest version is rolled out, and the report says which that was', async () => {
    await using aws = await briefly(parameters())
    aws.pass(minutes(180))
    const job = await aws.job({ inputs: { image: 'ssm:/web/ami' } })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new', 'image-id': NEW_IMAGE })
    expect(JSON.parse(job.report).survey.images).toMatchObject([
      { id: NEW_IMAGE, source: { from: 'parameter', version: 2, changed: '2026-11-21T03:00:00.000Z' } },
    ])
    await golden(import.meta.url, 'parameter', aws, [job])
  })

  test('a label leads to the version that carries it', async () => {
    await using aws = await briefly(parameters((account) => account.parameter('/web/ami', OLD_IMAGE)))
    await planned(aws, 'parameter label', 'ssm:/web/ami:stable')
  })

  test('a version by its number', async () => {
    await using aws = await briefly(parameters((account) => account.parameter('/web/ami', OLD_IMAGE)))
    await planned(aws, 'parameter version', 'ssm:/web/ami:2')
  })

  test('one that another account shares, by its ARN', async () => {
    const shared = 'arn:aws:ssm:eu-west-1:111122223333:parameter/golden/web'
    const build = parameters((account) => account.parameter(shared, NEW_IMAGE))
    const policy = (account: Account) => {
      const { Statement, ...rest } = documentedPolicy(account)
      return { ...rest, Statement: [...Statement, { Effect: 'Allow', Action: 'ssm:GetParameter', Resource: shared }] }
    }
    await using aws = await briefly(build, { policy })
    await planned(aws, 'parameter shared', `ssm:${shared}`)
  })

  test.each<[title: string, image: string, held?: readonly [value: string, spec: ParameterSpec]]>([
    ['parameter missing', 'ssm:/web/image'],
    ['parameter version missing', 'ssm:/web/ami:9'],
    ['parameter label missing', 'ssm:/web/ami:green'],
    ['parameter secret', 'ssm:/web/other', [NEW_IMAGE, { type: 'SecureString' }]],
    ['parameter list', 'ssm:/web/other', [`${OLD_IMAGE},${NEW_IMAGE}`, { type: 'StringList' }]],
    ['parameter value', 'ssm:/web/other', ['hunter2', { dataType: 'text' }]],
    ['parameter image missing', 'ssm:/web/other', ['ami-00000000000000000', {}]],
  ])('%s: refused', async (title, image, held) => {
    const other = (account: Account) => (held ? account.parameter('/web/other', ...held) : undefined)
    const policy = (account: Account) =>
      JSON.parse(JSON.stringify(documentedPolicy(account)).replace('parameter/web/ami', 'parameter/web/*'))
    await using aws = await briefly(parameters(other), { policy })
    const job = await refused(aws, title, image)
    expect(job.log.join('\n') + job.summary + job.report).not.toContain('hunter2')
  })

  test('may not be read: refused, by the name of the right', async () => {
    await using aws = await briefly(
      parameters((account) => account.parameter('/other', NEW_IMAGE)),
      {},
    )
    await refused(aws, 'parameter denied', 'ssm:/other', 'access-denied')
  })
})

describe('from Packer’s manifest', () => {
  const build = (name: string, artifact: string) => ({
    name,
    builder_type: 'amazon-ebs',
    build_time: (START - minutes(12)) / 1000,
    files: null,
    artifact_id: artifact,
    packer_run_uuid: RUN,
    custom_data: { commit: COMMIT },
  })
  const manifest = (...builds: object[]) => JSON.stringify({ builds, last_run_uuid: RUN })

  test('this region’s image of the last run is rolled out', async () => {
    await using aws = await briefly((agenda) => web(agenda))
    const earlier = { ...build('web', `eu-west-1:${OLD_IMAGE}`), packer_run_uuid: 'earlier' }
    const last = build('web', `eu-central-1:ami-0b5eac1ed7a1e5009,eu-west-1:${NEW_IMAGE}`)
    await planned(aws, 'packer', 'packer:packer-manifest.json', { 'packer-manifest.json': manifest(earlier, last) })
  })

  test.each<[title: string, text: string | undefined]>([
    ['packer missing', undefined],
    ['packer no json', `{"builds": [{"token": "hunter2"`],
    ['packer other region', manifest(build('web', `us-east-1:${NEW_IMAGE},eu-central-1:ami-0b5eac1ed7a1e5009`))],
  ])('%s: an input that cannot be, and not one call to AWS', async (title, text) => {
    await using aws = await briefly((agenda) => web(agenda))
    const inputs = { image: 'packer:packer-manifest.json', 'on-failure': 'panic' }
    const job = await aws.job({ inputs, ...(text !== undefined && { files: { 'packer-manifest.json': text } }) })
    expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'invalid-input', changed: 'false' })
    expect(aws.journal.entries).toEqual([])
    expect(job.log.join('\n') + job.summary + job.report).not.toContain('hunter2')
    await golden(import.meta.url, title, aws, [job])
  })

  test('what it says is data: no command, no Markdown', async () => {
    await using aws = await briefly((agenda) => web(agenda))
    const name = '\n::error::gone\n</details> # [web](https://evil.example) | @octocat'
    const hostile = { ...build(name, `eu-west-1:${NEW_IMAGE}`), packer_run_uuid: '%0A::stop-commands::x' }
    const text = JSON.stringify({ builds: [hostile], last_run_uuid: '%0A::stop-commands::x' })
    const job = await planned(aws, 'packer hostile', 'packer:m.json', { 'm.json': text })
    expect(job.annotations.filter(({ level }) => level === 'error')).toEqual([])
    expect(job.summary).not.toMatch(/\]\(https:\/\/evil|<\/details> #|@octocat/)
  })

  test('that is gone when the job is cancelled: the post step does without it', async () => {
    await using aws = await briefly((agenda) => web(agenda))
    const files = { 'packer-manifest.json': manifest(build('web', `eu-west-1:${NEW_IMAGE}`)) }
    const job = await aws.job({
      inputs: { image: 'packer:packer-manifest.json' },
      files,
      cancelAt: minutes(3),
      patience: 0,
      whenMainEnds: (workspace) => workspace.remove('packer-manifest.json'),
    })
    expect(job.writes.map(({ operation }) => operation)).toContain('RollbackInstanceRefresh')
  })
})

describe('the newest of a name', () => {
  const images =
    (...more: readonly ImageSpec[]) =>
    (agenda: Agenda) => {
      const account = web(agenda)
      for (const spec of [
        { id: OLD_IMAGE, name: 'web-2026-11-14', creationDate: made(170) },
        { id: NEW_IMAGE, name: 'web-2026-11-21', creationDate: made(3), tags: { GitCommit: COMMIT } },
        { id: 'ami-0b5eac1ed7a1e5007', name: 'web-2026-11-22', creationDate: made(1), ownerId: '111122223333' },
        { id: 'ami-0b5eac1ed7a1e5008', name: 'api-2026-11-22', creationDate: made(1) },
        ...more,
      ])
        account.image({ ...account.images.get(spec.id), ...spec })
      return account
    }

  test('of our own and available, is rolled out', async () => {
    await using aws = await briefly(images())
    await planned(aws, 'newest', 'latest:web-*')
  })

  test('a newer one is still pending: told', async () => {
    await using aws = await briefly(
      images({ id: NEWER_IMAGE, name: 'web-2026-11-22', creationDate: made(0.1), state: 'pending' }),
    )
    await planned(aws, 'newest pending', 'latest:web-*')
  })

  test('a deprecated one counts, as long as it can be launched', async () => {
    await using aws = await briefly(images({ id: NEW_IMAGE, name: 'web-2026-11-21', deprecationTime: made(1) }))
    const job = await aws.job({ inputs: { mode: 'plan', image: 'latest:web-*' } })
    expect(job.outputs['image-id']).toBe(NEW_IMAGE)
  })

  test.each<[title: string, image: string, ...more: ImageSpec[]]>([
    ['newest none', 'latest:shop-*'],
    [
      'newest not available',
      'latest:shop-*',
      { id: NEWER_IMAGE, name: 'shop-1', creationDate: made(1), state: 'disabled' },
    ],
    ['newest several', 'latest:web-*', { id: NEWER_IMAGE, name: 'web-2026-11-21-b', creationDate: made(3) }],
  ])('%s: refused', async (title, image, ...more) => {
    await using aws = await briefly(images(...more))
    await refused(aws, title, image)
  })
})

describe('several, for a group of two architectures', () => {
  const both = `${NEW_IMAGE},${ARM_NEW_IMAGE}`

  test('one manifest, two builds of one run', async () => {
    await using aws = await briefly((agenda) => mixed(agenda))
    const build = (name: string, id: string) => ({ name, artifact_id: `eu-west-1:${id}`, packer_run_uuid: RUN })
    const builds = [build('x86', NEW_IMAGE), build('arm', ARM_NEW_IMAGE)]
    const files = { 'packer-manifest.json': JSON.stringify({ builds, last_run_uuid: RUN }) }
    const job = await aws.job({ inputs: { image: 'packer:packer-manifest.json' }, files })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new', 'image-id': both })
    await golden(import.meta.url, 'packer two architectures', aws, [job])
  })

  test('a parameter and a name', async () => {
    await using aws = await briefly((agenda) => {
      const account = mixed(agenda)
      account.parameter('/web/x86', NEW_IMAGE)
      account.image({ ...account.images.get(ARM_NEW_IMAGE), id: ARM_NEW_IMAGE, creationDate: made(1) })
      return account
    })
    const job = await aws.job({ inputs: { mode: 'plan', image: 'ssm:/web/x86\nlatest:web-arm-*' } })
    expect(job.outputs).toMatchObject({ outcome: 'planned', 'image-id': both })
    await golden(import.meta.url, 'parameter and newest', aws, [job])
  })
})

test('several lines, and what is wrong with each is told at once', async () => {
  await using aws = await briefly((agenda) => web(agenda))
  const job = await aws.job({ inputs: { image: 'web\nssm:web/ami\npacker:manifest.json\nlatest:*' } })
  expect(job.outputs['failure-code']).toBe('invalid-input')
  expect(aws.journal.entries).toEqual([])
  await golden(import.meta.url, 'several wrong', aws, [job])
})

test('what AWS answers is told at once as well, group and images alike', async () => {
  await using aws = await briefly((agenda) => {
    const account = web(agenda)
    account.parameter('/web/ami', 'none', { dataType: 'text' })
    return account
  })
  const inputs = { 'auto-scaling-group': 'wbe', image: 'ssm:/web/ami\nlatest:shop-*\nami-00000000000000000' }
  const job = await aws.job({ inputs })
  expect(job.annotations[0]?.message).toMatch(/wbe[\s\S]*\/web\/ami[\s\S]*shop-\*[\s\S]*ami-00000000000000000/)
  await golden(import.meta.url, 'several missing', aws, [job])
})

describe('the parameter changes while a run is interrupted', () => {
  const scene = (agenda: Agenda) => {
    const account = web(agenda)
    account.image({ id: NEWER_IMAGE, name: 'web-2026-11-22', behaviour: boots(45) })
    account.parameter('/web/ami', NEW_IMAGE)
    return account
  }
  const inputs = { image: 'ssm:/web/ami' }

  test('its refresh is at work: the run goes on with the image that it began with, and says so', async () => {
    await using aws = await briefly(scene)
    const first = await aws.job({ inputs, killAt: minutes(4) })
    aws.account.parameter('/web/ami', NEWER_IMAGE)
    const second = await aws.job({ inputs, attempt: 2 })
    expect(second.outputs).toMatchObject({ outcome: 'succeeded', 'image-id': NEW_IMAGE })
    expect(second.annotations.map(({ message }) => message).join('\n')).toContain(NEWER_IMAGE)
    expect(aws.group.refreshes.all).toHaveLength(1)
    expect(aws.account.templates.all[0]?.latestVersion).toBe(8)
    await golden(import.meta.url, 'overtaken', aws, [first, second])
  })

  test('it holds no image any more: the refresh is taken up all the same', async () => {
    await using aws = await briefly(scene)
    await aws.job({ inputs, killAt: minutes(4) })
    aws.account.parameter('/web/ami', 'none', { dataType: 'text' })
    const second = await aws.job({ inputs, attempt: 2 })
    expect(second.outputs).toMatchObject({ outcome: 'succeeded', 'image-id': NEW_IMAGE })
    expect(second.log.join('\n')).toContain('ssm:/web/ami means no image by now')
    expect(aws.group.refreshes.all).toHaveLength(1)
  })

  test('another run waits for it, and then rolls out the newer image', async () => {
    await using aws = await briefly(scene)
    await aws.job({ inputs, killAt: minutes(4) })
    aws.account.parameter('/web/ami', NEWER_IMAGE)
    const other = await aws.job({ inputs, runId: '9000000002' })
    expect(other.outputs).toMatchObject({ outcome: 'succeeded', 'image-id': NEWER_IMAGE })
    expect(aws.account.nextLaunch('web').imageId).toBe(NEWER_IMAGE)
  })

  test('nothing is at work any more: a rerun takes what the parameter means now', async () => {
    await using aws = await briefly(scene)
    await aws.job({ inputs, killOn: { operation: 'StartInstanceRefresh', when: 'before' } })
    aws.account.parameter('/web/ami', NEWER_IMAGE)
    const second = await aws.job({ inputs, attempt: 2 })
    expect(second.outputs).toMatchObject({ outcome: 'succeeded', 'image-id': NEWER_IMAGE })
    expect(aws.account.truth('web').every(({ imageId }) => imageId === NEWER_IMAGE)).toBe(true)
    expect(second.annotations.map(({ message }) => message).join('\n')).toMatch(/version 8 before, with ami-\w+5002/)
    await golden(import.meta.url, 'changed', aws, [second])
  })
})
