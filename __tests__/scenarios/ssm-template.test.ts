/** A launch template that names its image by a Systems Manager parameter: refused, or pinned to an image first, so that there is a way back. */
import { describe, expect, test } from 'vitest'
import type { Gate } from '../../simulator/aws/call.ts'
import { denied, type Fault, lost, stale } from '../../simulator/aws/gate/faults.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { cannotLaunch } from '../../simulator/aws/world/behaviour.ts'
import { documentedPolicy } from '../../simulator/policy.ts'
import { ARM_NEW_IMAGE, ARM_OLD_IMAGE, mixed } from '../../simulator/scenes/mixed.ts'
import { NEW_IMAGE, OLD_IMAGE, type Web, web } from '../../simulator/scenes/web.ts'
import { briefly, sparsely } from '../brief.ts'
import { golden, minutes, type Simulated } from '../scenario.ts'

const PARAMETER = '/web/ami'
const broken = cannotLaunch('The key pair web does not exist. Launching EC2 instance failed.')
const pin = { 'ssm-template': 'pin' }

const scene = (different: Web = {}, then: (account: Account) => void = () => {}) =>
  briefly(
    (agenda) => {
      const account = web(agenda, { parameter: PARAMETER, ...different })
      then(account)
      return account
    },
    { policy },
  )
/** The documented policy, for any parameter below /web. */
const policy = (account: Account) =>
  JSON.parse(JSON.stringify(documentedPolicy(account)).replace('parameter/web/ami', 'parameter/web/*'))
/** AWS goes on showing the group as it was before it was pinned. */
const shownLate = (lastsMs: number): Fault => ({
  on: { operation: 'DescribeAutoScalingGroups', since: { call: { operation: 'UpdateAutoScalingGroup' }, lastsMs } },
  what: stale,
})
const saved = (aws: Simulated) => aws.group.configuration.template.version
const aliasesToRestore = (aws: Simulated) => aws.group.tags.get('ami-rollout:alias')?.value.replace(/ run=.*/, '')
const images = (aws: Simulated) => [...new Set(aws.account.truth('web').map(({ imageId }) => imageId))]
const imageOf = (aws: Simulated, version: string) => aws.account.templates.all[0]?.version(version).data.ImageId

test('refused unless it is asked for, with what to do', async () => {
  await using aws = await scene()
  const job = await aws.job()
  expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight', changed: 'false' })
  expect(job.writes).toEqual([])
  await golden(import.meta.url, 'refuse', aws, [job])
})

test('a check refuses it too: it has no image to compare with', async () => {
  await using aws = await scene()
  const job = await aws.job({ inputs: { mode: 'check', image: '' } })
  expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight' })
})

describe('pin', () => {
  test('a good image: the group is pinned to what runs, then rolled as any other', async () => {
    await using aws = await scene()
    const job = await aws.job({ inputs: pin })
    expect(job.outputs).toMatchObject({
      outcome: 'succeeded',
      'launch-template-version': '9',
      'previous-launch-template-version': '8',
      'previous-image-id': OLD_IMAGE,
    })
    expect([imageOf(aws, '8'), imageOf(aws, '9'), saved(aws)]).toEqual([OLD_IMAGE, NEW_IMAGE, '9'])
    expect(images(aws)).toEqual([NEW_IMAGE])
    await golden(import.meta.url, 'pin', aws, [job])
  })

  test('a bad image: AWS rolls back, and the group stays on the image that it ran, which is told', async () => {
    await using aws = await scene({ behaviour: broken })
    const job = await aws.job({ inputs: pin })
    expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous', changed: 'true' })
    expect([saved(aws), aws.account.nextLaunch('web').imageId]).toEqual(['8', OLD_IMAGE])
    expect(images(aws)).toEqual([OLD_IMAGE])
    expect(job.annotations.map(({ message }) => message).join('\n')).toContain('Version=7')
    await golden(import.meta.url, 'pin failed', aws, [job])
  })

  test('a plan says what would be done, and does nothing', async () => {
    await using aws = await scene()
    const job = await aws.job({ inputs: { ...pin, mode: 'plan' } })
    expect(job.outputs).toMatchObject({ outcome: 'planned', changed: 'false' })
    expect(job.writes).toEqual([])
    await golden(import.meta.url, 'pin plan', aws, [job])
  })

  test('what speaks against the rollout is found before anything is pinned', async () => {
    await using aws = await scene()
    const job = await aws.job({ inputs: { ...pin, image: 'ami-00000000000000000' } })
    expect(job.outputs).toMatchObject({ outcome: 'refused', changed: 'false' })
    expect(job.writes).toEqual([])
  })

  test('the parameter holds the new image already: the way back leads to what runs all the same', async () => {
    await using aws = await scene({ behaviour: broken }, (account) => account.parameter(PARAMETER, NEW_IMAGE))
    const job = await aws.job({ inputs: { ...pin, image: `ssm:${PARAMETER}` } })
    expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous', 'previous-image-id': OLD_IMAGE })
    expect(images(aws)).toEqual([OLD_IMAGE])
    expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
    await golden(import.meta.url, 'pin same parameter', aws, [job])
  })

  test('AWS goes on showing the group as it was: the rollout relies on what it has saved itself', async () => {
    const faults = [shownLate(minutes(2))]
    const build = (agenda: Agenda) => web(agenda, { parameter: PARAMETER })
    await using aws = await sparsely(build, { faults })
    const job = await aws.job({ inputs: pin })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '9' })
    expect(job.writes.filter(({ operation }) => operation === 'UpdateAutoScalingGroup')).toHaveLength(1)
  })

  test('and the start is refused before AWS shows it: the version that the group has stays', async () => {
    const faults = [shownLate(minutes(5)), { on: { operation: 'StartInstanceRefresh' }, what: denied }]
    await using aws = await briefly((agenda) => web(agenda, { parameter: PARAMETER }), { faults })
    const job = await aws.job({ inputs: pin })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'access-denied', fleet: 'previous' })
    expect(aws.group.configuration.template.version).toBe('8')
    expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
    expect(aws.account.templates.all[0]?.versions.map(({ number }) => number)).toEqual([8, 7, 6, 5, 4, 3, 2, 1])
  })

  test('somebody makes a version meanwhile: the numbers are others, and the words follow', async () => {
    const worlds: Account[] = []
    const gate: Gate = (call, next) => {
      // The trial launch is the last look before the first write.
      if (call.operation === 'RunInstances')
        worlds[0]?.templates.all[0]?.createVersion({ data: {}, sourceVersion: '6' }, 0)
      return next()
    }
    const build = (agenda: Agenda) => {
      const account = web(agenda, { parameter: PARAMETER })
      worlds.push(account)
      return account
    }
    await using aws = await briefly(build, { gate })
    const job = await aws.job({ inputs: pin })
    expect(job.outputs).toMatchObject({
      outcome: 'succeeded',
      'launch-template-version': '10',
      'previous-launch-template-version': '9',
      'previous-image-id': OLD_IMAGE,
    })
    await golden(import.meta.url, 'pin overtaken', aws, [job])
  })

  test('the answer to the pin is lost: the group is pinned, and a rerun goes on from there', async () => {
    const faults = [{ on: { operation: 'UpdateAutoScalingGroup' }, what: lost }]
    const build = (agenda: Agenda) => web(agenda, { parameter: PARAMETER })
    await using aws = await sparsely(build, { faults })
    const first = await aws.job({ inputs: pin })
    const second = await aws.job({ inputs: pin, attempt: 2 })
    const [end] = [first, second].filter(({ outputs }) => outputs['outcome'] === 'succeeded')
    expect(end?.outputs).toMatchObject({ 'launch-template-version': '9', 'previous-image-id': OLD_IMAGE })
    expect(aws.account.templates.all[0]?.latestVersion).toBe(9)
  })

  test('an empty group is pinned to what the parameter means', async () => {
    await using aws = await scene({ group: { desired: 0, min: 0 } }, (account) =>
      account.parameter(PARAMETER, NEW_IMAGE),
    )
    const job = await aws.job({ inputs: pin })
    expect(job.outputs).toMatchObject({ outcome: 'unchanged', fleet: 'new', changed: 'true' })
    expect([saved(aws), imageOf(aws, '8')]).toEqual(['8', NEW_IMAGE])
    await golden(import.meta.url, 'pin empty', aws, [job])
  })

  test('nothing says which image: refused', async () => {
    await using aws = await scene({}, (account) => {
      account.templates.all[0]?.createVersion({ data: { ImageId: 'resolve:ssm:/web/gone' }, sourceVersion: '7' }, 0)
      account.groups.get('web')?.save({ id: 'lt-0a1b2c3d4e5f60718', name: 'web', version: '8' })
    })
    const job = await aws.job({ inputs: pin })
    expect(job.outputs).toMatchObject({ outcome: 'refused', changed: 'false' })
    await golden(import.meta.url, 'pin unknown', aws, [job])
  })

  test('another group follows $Latest of the template: refused, since it would launch the version made for the pin', async () => {
    await using aws = await scene({}, (account) => {
      account.group({ name: 'api', template: { id: 'lt-0a1b2c3d4e5f60718', version: '$Latest' }, desired: 1 })
    })
    const job = await aws.job({ inputs: pin })
    expect(job.outputs).toMatchObject({ outcome: 'refused', changed: 'false' })
    expect(job.log.join('\n')).toMatch(/"api"[\s\S]*Version=7/)
  })

  test('the right to read the parameter is missing: refused', async () => {
    const without = (account: Account) =>
      JSON.parse(JSON.stringify(documentedPolicy(account)).replace('ssm:GetParameters', 'ssm:GetParameter'))
    await using aws = await sparsely((agenda) => web(agenda, { parameter: PARAMETER }), { policy: without })
    const job = await aws.job({ inputs: pin })
    expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'access-denied', changed: 'false' })
  })
})

describe.each(['$Latest', '$Default'] as const)('pin, of a group on %s', (alias) => {
  const name = alias.slice(1)

  test('success: the alias comes back where it leads to the new image', async () => {
    await using aws = await scene({ version: alias })
    const job = await aws.job({ inputs: pin })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect(aws.account.nextLaunch('web').imageId).toBe(NEW_IMAGE)
    expect([saved(aws), aliasesToRestore(aws)]).toEqual(
      alias === '$Latest' ? ['$Latest', undefined] : ['9', '$Default'],
    )
    await golden(import.meta.url, `pin ${name}`, aws, [job])
  })

  test('a bad image: pinned to the old one, and the alias comes back where it leads to that', async () => {
    await using aws = await scene({ version: alias, behaviour: broken })
    const job = await aws.job({ inputs: pin })
    expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous' })
    expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
    // The bad version is deleted, so $Latest means the pinned one; $Default means the one with the parameter.
    expect([saved(aws), aliasesToRestore(aws)]).toEqual(alias === '$Latest' ? [alias, undefined] : ['8', alias])
    await golden(import.meta.url, `pin ${name} failed`, aws, [job])
  })
})

describe('one of two templates names a parameter', () => {
  const image = `${NEW_IMAGE}\n${ARM_NEW_IMAGE}`
  const versions = ({ group }: Simulated) => [
    group.configuration.template.version,
    group.configuration.mixed?.overrides[1]?.template?.version,
  ]

  test.each([
    ['numbers', '7', '3'],
    ['aliases', '$Latest', '$Default'],
  ])('only that one is pinned, the other goes as ever: %s', async (title, version, armVersion) => {
    const build = (agenda: Agenda) => mixed(agenda, { armParameter: PARAMETER, version, armVersion })
    await using aws = await briefly(build, { policy })
    const job = await aws.job({ inputs: { ...pin, image } })
    expect(job.outputs).toMatchObject({
      outcome: 'succeeded',
      fleet: 'new',
      'launch-template-version': '8,5',
      'previous-launch-template-version': '7,4',
      'previous-image-id': `${OLD_IMAGE},${ARM_OLD_IMAGE}`,
    })
    expect(versions(aws)).toEqual(version === '7' ? ['8', '5'] : ['$Latest', '5'])
    await golden(import.meta.url, `pin one of two, ${title}`, aws, [job])
  })

  test('a bad image: all go back, the one to what it was pinned to', async () => {
    const build = (agenda: Agenda) => mixed(agenda, { armParameter: PARAMETER, armBehaviour: broken })
    await using aws = await sparsely(build, { policy })
    const job = await aws.job({ inputs: { ...pin, image } })
    expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous' })
    expect(versions(aws)).toEqual(['7', '4'])
    expect(images(aws).toSorted()).toEqual([ARM_OLD_IMAGE, OLD_IMAGE].toSorted())
  })
})

describe('a rollback', () => {
  test('goes back to the version that the group was pinned to', async () => {
    await using aws = await scene()
    await aws.job({ inputs: pin })
    const job = await aws.job({ inputs: { mode: 'rollback', image: '' }, runId: '9000000002' })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '8', 'image-id': OLD_IMAGE })
    expect(images(aws)).toEqual([OLD_IMAGE])
    await golden(import.meta.url, 'rollback', aws, [job])
  })

  test('never goes to a version that names a parameter', async () => {
    await using aws = await scene()
    await aws.job({ inputs: pin })
    const job = await aws.job({ inputs: { mode: 'rollback', image: '', to: '7' }, runId: '9000000002' })
    expect(job.outputs).toMatchObject({ outcome: 'refused', changed: 'false' })
    await golden(import.meta.url, 'rollback to a parameter', aws, [job])
  })

  test('from a template that names a parameter to an image: pinned first as well', async () => {
    await using aws = await scene()
    const inputs = { ...pin, mode: 'rollback', image: '', to: NEW_IMAGE }
    const job = await aws.job({ inputs })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'image-id': NEW_IMAGE })
    expect(images(aws)).toEqual([NEW_IMAGE])
  })
})
