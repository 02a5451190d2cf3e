/** `image: current`: every instance is replaced by one of the version that the group means already. */
import { describe, expect, test } from 'vitest'
import { type Fault, lost } from '../../simulator/aws/gate/faults.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { cannotLaunch } from '../../simulator/aws/world/behaviour.ts'
import { ARM_TEMPLATE, mixed } from '../../simulator/scenes/mixed.ts'
import { contents, NEW_IMAGE, OLD_IMAGE, TEMPLATE, type Web, web } from '../../simulator/scenes/web.ts'
import { brief, briefly, hours, sparsely } from '../brief.ts'
import { golden, type JobOptions, minutes, type Simulated } from '../scenario.ts'

const current = (more: JobOptions['inputs'] = {}): JobOptions => ({ inputs: { image: 'current', ...more } })
/** A part of the fleet at a time, so that there is a time when it is mixed. */
const inTurns = { 'min-healthy-percentage': '100', 'max-healthy-percentage': '120' }
const world =
  (different: Web = {}, change: (account: Account, agenda: Agenda) => void = () => {}) =>
  (agenda: Agenda): Account => {
    const account = web(agenda, different)
    change(account, agenda)
    return account
  }

const tag = (aws: Simulated, key = 'last') => aws.group.tags.get(`ami-rollout:${key}`)?.value
const saved = (aws: Simulated) => aws.group.configuration.template.version
const serving = (aws: Simulated) =>
  aws.account.truth('web').flatMap(({ id, lifecycle }) => (lifecycle === 'InService' ? [id] : []))
const versions = ({ account }: Simulated) => account.templates.all[0]?.versions.length
const refreshes = (aws: Simulated) => aws.group.refreshes.all.map(({ status }) => status)
const operations = (job: { readonly writes: readonly { readonly operation: string }[] }) =>
  job.writes.map(({ operation }) => operation)
/** How many of the instances that serve now served before. */
const kept = (aws: Simulated, before: readonly string[]) => serving(aws).filter((id) => before.includes(id)).length

test('every instance is replaced; version, image and saved template stay; and again, by another run', async () => {
  await using aws = await briefly(world())
  const before = serving(aws)
  const job = await aws.job(current())
  expect(job.outputs).toMatchObject({
    outcome: 'succeeded',
    fleet: 'new',
    changed: 'true',
    'launch-template-version': '7',
    'previous-launch-template-version': '7',
    'image-id': OLD_IMAGE,
    'previous-image-id': OLD_IMAGE,
    'instances-replaced': '6',
  })
  expect([kept(aws, before), serving(aws).length, saved(aws), versions(aws)]).toEqual([0, 6, '7', 7])
  expect(tag(aws)).toMatch(/^from=7 to=7 at=\S+ run=9000000001\/1 refresh=\S+ until=\S+Z$/)
  expect(aws.group.refreshes.all[0]?.preferences).toMatchObject({ SkipMatching: false, AutoRollback: false })
  await golden(import.meta.url, 'replaced', aws, [job])
  const second = serving(aws)
  const again = await aws.job({ ...current(), runId: '9000000002' })
  expect(again.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
  expect(kept(aws, second)).toBe(0)
})

test('`mode: rollback` afterwards goes to the version before, as if the instances had not been replaced', async () => {
  await using aws = await sparsely(world())
  await aws.job()
  await aws.job({ ...current(), runId: '9000000002' })
  const back = await aws.job({ runId: '9000000003', inputs: { image: '', mode: 'rollback' } })
  expect(back.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '7', 'image-id': OLD_IMAGE })
})

test('a plan says that nothing can be rolled back, and changes nothing', async () => {
  await using aws = await briefly(world())
  const job = await aws.job(current({ mode: 'plan' }))
  expect(job.outputs).toMatchObject({ outcome: 'planned', fleet: 'previous', 'launch-template-version': '7' })
  expect(job.log.join('\n')).toContain('`rollback` counts as `cancel`')
  expect(job.writes).toEqual([])
  await golden(import.meta.url, 'plan', aws, [job])
})

test('a group on $Latest is pinned, and follows it again', async () => {
  await using aws = await sparsely(world({ version: '$Latest' }))
  const job = await aws.job(current())
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '7' })
  expect(operations(job)).toEqual([
    'CreateOrUpdateTags',
    'CreateOrUpdateTags',
    'UpdateAutoScalingGroup',
    'StartInstanceRefresh',
    'CreateOrUpdateTags',
    'CreateOrUpdateTags',
    'UpdateAutoScalingGroup',
    'DeleteTags',
  ])
  expect([saved(aws), tag(aws, 'alias')]).toEqual(['$Latest', undefined])
})

test('an empty group is unchanged', async () => {
  await using aws = await sparsely(world({ group: { desired: 0, min: 0 } }))
  const job = await aws.job(current())
  expect(job.outputs).toMatchObject({ outcome: 'unchanged', fleet: 'new', changed: 'false' })
  expect(job.writes).toEqual([])
})

test('a protected instance stays, and is counted as left out', async () => {
  await using aws = await sparsely(world())
  const [first] = aws.group.instances
  if (first) first.protectedFromScaleIn = true
  const job = await aws.job(current())
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new', 'instances-skipped': '1' })
  expect(serving(aws)).toContain(first?.id)
})

describe('it has to end', () => {
  /** The image has gone bad since: what is launched from now on never gets healthy. */
  const gone = world({}, (account) => {
    const image = account.images.get(OLD_IMAGE)
    account.image({ ...image, id: OLD_IMAGE, name: 'web', behaviour: cannotLaunch('The key pair web does not exist.') })
  })

  test('launches fail: stopped where it is, nothing is rolled back', async () => {
    await using aws = await briefly(gone)
    const before = serving(aws)
    const job = await aws.job(current(inTurns))
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'launch-failures', fleet: 'previous' })
    expect([refreshes(aws), kept(aws, before), saved(aws)]).toEqual([['Cancelled'], 6, '7'])
    expect(operations(job)).not.toContain('RollbackInstanceRefresh')
    expect(`${job.log.join('\n')}${job.summary}`).not.toMatch(/roll back to version 7|rollback-instance-refresh/)
    await golden(import.meta.url, 'launches fail', aws, [job])
  })

  test('cancelled: stopped; the fleet is mixed although all of it runs one version', async () => {
    await using aws = await briefly(world())
    const before = serving(aws)
    const job = await aws.job({ ...current(inTurns), cancelAt: minutes(5) })
    expect(job.outputs).toMatchObject({ outcome: 'cancelled', fleet: 'mixed' })
    expect(refreshes(aws)).toEqual(['Cancelled'])
    expect(kept(aws, before)).toBeGreaterThan(0)
    expect(kept(aws, before)).toBeLessThan(6)
    await golden(import.meta.url, 'cancelled', aws, [job])
  })

  test('AWS itself gives up after its hour, for an instance that is protected', async () => {
    await using aws = await sparsely(
      world({}, (account) => {
        const [first] = account.truth('web')
        account.groups.get('web')?.protect(first ? [first.id] : [], true)
      }),
    )
    const job = await aws.job(current({ ...hours, 'scale-in-protected-instances': 'wait', timeout: '2h' }))
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'aws-failed', fleet: 'mixed' })
    expect([refreshes(aws), operations(job).includes('CancelInstanceRefresh')]).toEqual([['Failed'], false])
  })

  test('somebody cancels it', async () => {
    await using aws = await sparsely(
      world({}, ({ groups }, agenda) => agenda.after(minutes(5), () => groups.get('web')?.cancelRefresh())),
    )
    const job = await aws.job(current(inTurns))
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'cancelled-elsewhere', fleet: 'mixed' })
  })

  test('somebody has it rolled back: watched to its end, and red', async () => {
    await using aws = await sparsely(
      world({}, ({ groups }, agenda) => agenda.after(minutes(5), () => groups.get('web')?.rollbackRefresh())),
    )
    const job = await aws.job(current(inTurns))
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'aws-failed' })
    expect([saved(aws), serving(aws).length, refreshes(aws)]).toEqual(['7', 6, ['RollbackSuccessful']])
  })

  test('`mode: rollback` stops it, and goes no further back, however often it is run', async () => {
    await using aws = await briefly(
      world({}, ({ templates }, agenda) => {
        templates.all[0]?.createVersion({ data: contents(OLD_IMAGE) }, agenda.now)
      }),
    )
    for (const version of ['6', '7']) {
      aws.group.startRefresh({
        template: { id: TEMPLATE, version },
        preferences: { MinHealthyPercentage: 100, MaxHealthyPercentage: 200 },
      })
      aws.pass(minutes(40))
    }
    await aws.job({ ...current(inTurns), killAt: minutes(84) })
    expect(refreshes(aws)[0]).toBe('InProgress')
    const back = { runId: '9000000002', inputs: { image: '', mode: 'rollback' } }
    const job = await aws.job(back)
    expect(job.exit).toBe(0)
    expect(job.outputs).toMatchObject({ 'launch-template-version': '7', changed: 'true' })
    const again = await aws.job({ ...back, attempt: 2 })
    expect(again.outputs).toMatchObject({ outcome: 'unchanged', 'launch-template-version': '7' })
    expect([refreshes(aws), saved(aws)]).toEqual([['Cancelled', 'Successful', 'Successful'], '7'])
    await golden(import.meta.url, 'stopped', aws, [job])
  })
})

describe('killed, and run again', () => {
  test.each([
    ['CreateOrUpdateTags', 'after'],
    ['StartInstanceRefresh', 'after'],
  ] as const)('%s, %s: one refresh', async (operation, when) => {
    await using aws = await sparsely(world())
    const before = serving(aws)
    await aws.job({ ...current(), killOn: { operation, when } })
    const job = await aws.job({ ...current(), attempt: 2 })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new', 'launch-template-version': '7' })
    expect([refreshes(aws), kept(aws, before)]).toEqual([['Successful'], 0])
  })

  test('main alone, on the way: post stops it', async () => {
    await using aws = await sparsely(world())
    const job = await aws.job({ ...current(inTurns), killAt: minutes(5), machineSurvives: true })
    expect(job.exit).toBeUndefined()
    aws.pass(minutes(10))
    expect(refreshes(aws)).toEqual(['Cancelled'])
  })

  test('its refresh has succeeded meanwhile: confirmed, not repeated; a new run replaces them again', async () => {
    await using aws = await sparsely(world())
    await aws.job({ ...current(), killAt: minutes(3) })
    aws.pass(minutes(20))
    const job = await aws.job({ ...current(), attempt: 2 })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    aws.pass(minutes(300))
    const late = await aws.job({ ...current(), attempt: 3 })
    expect(late.outputs).toMatchObject({ outcome: 'unchanged', fleet: 'new' })
    expect(refreshes(aws)).toEqual(['Successful'])
    await aws.job({ ...current(), runId: '9000000002' })
    expect(refreshes(aws)).toEqual(['Successful', 'Successful'])
  })

  test('handed over, and taken up by a later job', async () => {
    await using aws = await sparsely(world())
    const pauses = { checkpoints: '50', 'checkpoint-delay': '30m', 'hand-over': '10m' }
    const first = await aws.job(current(pauses))
    expect(first.outputs).toMatchObject({ 'failure-code': 'handed-over', fleet: 'mixed' })
    const job = await aws.job(current({ ...pauses, 'hand-over': 'none' }))
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect(refreshes(aws)).toEqual(['Successful'])
  })
})

describe('others', () => {
  test('another run has claimed the group meanwhile: refused; and while its refresh is in progress, waited for', async () => {
    await using aws = await sparsely(world())
    await aws.job({ ...current(), killOn: { operation: 'StartInstanceRefresh', when: 'before' } })
    const refused = await aws.job({ ...current(), runId: '9000000002' })
    expect(refused.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'conflict' })
    expect(refused.writes).toEqual([])
    await aws.job({ ...current(), attempt: 2, killAt: minutes(4) })
    const waited = await aws.job({ ...current(), runId: '9000000002' })
    expect(waited.outputs).toMatchObject({ outcome: 'succeeded' })
    expect(refreshes(aws)).toEqual(['Successful', 'Successful'])
  })

  test('somebody’s refresh to the same version begins just before the start: it is theirs', async () => {
    const met: { account?: Account } = {}
    const race: Fault = {
      on: {
        where: ({ operation }) => {
          const group = met.account?.groups.get('web')
          if (operation === 'StartInstanceRefresh' && group?.refreshes.all.length === 0)
            group.startRefresh({ template: { id: TEMPLATE, version: '7' } })
          return false
        },
      },
      what: lost,
    }
    await using aws = await sparsely(
      world({}, (account) => {
        met.account = account
      }),
      {
        faults: [race],
        inputs: { ...brief, 'on-conflict': 'fail' },
      },
    )
    const job = await aws.job(current())
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'conflict' })
    expect(tag(aws)).toBeUndefined()
  })

  test('the answer to the start is lost: its refresh is found', async () => {
    await using aws = await sparsely(world(), {
      faults: [{ on: { operation: 'StartInstanceRefresh', nth: 1 }, what: lost }],
    })
    const job = await aws.job(current())
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect(refreshes(aws)).toEqual(['Successful'])
  })

  test('scaled out as it goes: what comes from the warm pool is old, whenever it was started', async () => {
    const pool = world({ group: { warmPool: { poolState: 'Stopped' }, max: 8 } }, ({ groups }, agenda) =>
      agenda.after(minutes(4), () => groups.get('web')?.setDesired(7)),
    )
    await using aws = await sparsely(pool)
    const before = [...serving(aws), ...(aws.group.warmPool?.instances ?? []).map(({ id }) => id)]
    const job = await aws.job(current(inTurns))
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect(kept(aws, before)).toBe(0)
  })
})

describe('a version that has not proved itself', () => {
  /** Terraform has made the group point to its version 8; the instances run 7. */
  const applied = (image = NEW_IMAGE) =>
    world({}, (account, agenda) => {
      account.image({ id: 'ami-0b5eac1ed7a1e5009', name: 'bad', behaviour: cannotLaunch('The image is broken.') })
      account.templates.all[0]?.createVersion({ data: contents(image) }, agenda.now)
      account.groups.get('web')?.save({ id: TEMPLATE, name: 'web', version: '8' })
    })

  test('is rolled like any version that is named, with a way back', async () => {
    await using aws = await sparsely(applied())
    const job = await aws.job(current())
    expect(job.outputs).toMatchObject({
      outcome: 'succeeded',
      'launch-template-version': '8',
      'previous-launch-template-version': '7',
    })
    expect([saved(aws), tag(aws)?.slice(0, 20)]).toEqual(['8', 'from=7 to=8 saved=8 '])
  })

  test('and is bad: rolled back', async () => {
    await using aws = await sparsely(applied('ami-0b5eac1ed7a1e5009'))
    const job = await aws.job(current())
    expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous', 'failure-code': 'launch-failures' })
    expect([saved(aws), refreshes(aws)]).toEqual(['7', ['RollbackSuccessful']])
  })

  test.each([
    ['UpdateAutoScalingGroup', 'after', 1],
    ['StartInstanceRefresh', 'after', 1],
  ] as const)('killed %s %s: the run goes on with that version', async (operation, when, nth) => {
    await using aws = await sparsely(applied())
    await aws.job({ ...current(), killOn: { operation, when, nth } })
    const job = await aws.job({ ...current(), attempt: 2 })
    expect(job.outputs).toMatchObject({
      outcome: 'succeeded',
      'launch-template-version': '8',
      'previous-launch-template-version': '7',
    })
    expect([refreshes(aws), saved(aws)]).toEqual([['Successful'], '8'])
  })
})

describe('a group of another form', () => {
  test('two launch templates: each keeps its own version', async () => {
    await using aws = await sparsely(mixed)
    const before = serving(aws)
    const job = await aws.job(current())
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect(job.outputs['launch-template-version']).toBe(job.outputs['previous-launch-template-version'])
    expect([kept(aws, before), refreshes(aws)]).toEqual([0, ['Successful']])
  })

  test('one of two has not proved itself: refused', async () => {
    await using aws = await sparsely((agenda) => {
      const account = mixed(agenda, { armVersion: '$Latest' })
      const arm = account.templates.all.find(({ id }) => id === ARM_TEMPLATE)
      arm?.createVersion({ data: arm.versions[0]?.data ?? {} }, agenda.now)
      return account
    })
    const job = await aws.job(current())
    expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight' })
    expect(job.outputs['reason']).toContain('has not proved itself')
    expect(job.writes).toEqual([])
  })

  test('a template that names its image by a parameter: refused, or pinned to what the instances run', async () => {
    const parameter = world({ parameter: '/golden/web' }, (account) => account.parameter('/golden/web', NEW_IMAGE))
    await using aws = await sparsely(parameter)
    const refused = await aws.job(current())
    expect(refused.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight' })
    expect(refused.outputs['reason']).toContain('names its image by the Systems Manager parameter')
    const before = serving(aws)
    const pin = { ...current({ 'ssm-template': 'pin' }), runId: '9000000002' }
    await aws.job({ ...pin, killOn: { operation: 'StartInstanceRefresh', when: 'before' } })
    const job = await aws.job({ ...pin, attempt: 2 })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'image-id': OLD_IMAGE, 'launch-template-version': '8' })
    expect([kept(aws, before), saved(aws), versions(aws), refreshes(aws)]).toEqual([0, '8', 8, ['Successful']])
  })
})

test('refused before AWS is asked: skip-matching, a trial, a version, several images', async () => {
  await using aws = await sparsely(world())
  const job = await aws.job(current({ 'skip-matching': 'true', trial: 'true', 'launch-template-version': '7' }))
  expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'invalid-input' })
  const log = job.log.join('\n')
  for (const input of ['skip-matching', 'trial', 'launch-template-version'])
    expect(log).toMatch(new RegExp(`\`${input}\` means nothing with image: current`))
  const several = await aws.job({ inputs: { image: `current\n${NEW_IMAGE}` } })
  expect(several.outputs['failure-code']).toBe('invalid-input')
  expect(aws.journal.entries).toEqual([])
})
