/** `set-parameter`: those who follow a parameter get an image that has proved itself, and never an older one over a newer. */
import { describe, expect, test } from 'vitest'
import { lost } from '../../simulator/aws/gate/faults.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { boots, cannotLaunch } from '../../simulator/aws/world/behaviour.ts'
import type { ParameterSpec } from '../../simulator/aws/world/specification.ts'
import { type PolicyDocument, policyWith } from '../../simulator/policy.ts'
import { ARM_NEW_IMAGE, ARM_OLD_IMAGE, mixed } from '../../simulator/scenes/mixed.ts'
import { NEW_IMAGE, OLD_IMAGE, type Web, web } from '../../simulator/scenes/web.ts'
import { briefly, sparsely } from '../brief.ts'
import { golden, type Job, minutes, type Simulated } from '../scenario.ts'

const NAME = '/web/image'
const THIRD_IMAGE = 'ami-0b5eac1ed7a1e5003'
const inputs = { 'set-parameter': NAME }
const policy = policyWith('parameter')

/** A group whose image the parameter holds. */
const scene = (
  {
    as,
    happens,
    ...different
  }: Web & { as?: ParameterSpec; happens?: (account: Account, agenda: Agenda) => void } = {},
  options: Parameters<typeof briefly>[1] = {},
) =>
  briefly(
    (agenda) => {
      const account = web(agenda, different)
      account.image({ id: THIRD_IMAGE, name: 'web-third', behaviour: boots(45) })
      account.parameter(NAME, OLD_IMAGE, as)
      happens?.(account, agenda)
      return account
    },
    { policy, ...options },
  )
const value = ({ account }: Simulated) => account.parameters.valueOf(NAME)
const puts = ({ writes }: Job) =>
  writes.flatMap(({ operation, input }) => (operation === 'PutParameter' ? [input] : []))
const warnings = ({ annotations }: Job) => annotations.map(({ message }) => message).join('\n')

test.each(['aws:ec2:image', 'text'] as const)('a success writes it, as %s', async (dataType) => {
  await using aws = await scene({ as: { dataType } })
  const plan = await aws.job({ inputs: { ...inputs, mode: 'plan' } })
  expect(plan.log.join('\n')).toContain(`ssm:PutParameter on ${NAME}: writes ${NEW_IMAGE} to the parameter`)
  expect([value(aws), plan.writes]).toEqual([OLD_IMAGE, []])
  const job = await aws.job({ inputs })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
  expect(puts(job)).toEqual([{ Name: NAME, Value: NEW_IMAGE, Type: 'String', DataType: dataType, Overwrite: true }])
  expect([value(aws), job.annotations]).toEqual([NEW_IMAGE, []])
  if (dataType === 'text') await golden(import.meta.url, 'a success', aws, [plan, job])
})

test('a rollback writes the image that the group is back on; a run that changes nothing writes nothing', async () => {
  await using aws = await scene()
  await aws.job({ inputs })
  const again = await aws.job({ runId: '9000000002', inputs })
  expect([again.outputs['outcome'], puts(again)]).toEqual(['unchanged', []])
  const back = await aws.job({ runId: '9000000003', inputs: { ...inputs, image: '', mode: 'rollback' } })
  expect(back.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '7' })
  expect(value(aws)).toBe(OLD_IMAGE)
})

test('a failed rollout never touches it', async () => {
  await using aws = await scene({ behaviour: cannotLaunch('The key pair web does not exist.') })
  const job = await aws.job({ inputs })
  expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous' })
  expect([value(aws), puts(job)]).toEqual([OLD_IMAGE, []])
})

test('AWS itself rolls back, by an alarm: it is untouched; so it is when nobody watches that', async () => {
  for (const killAt of [undefined, minutes(2)]) {
    await using aws = await scene({
      happens: (account, agenda) => {
        const alarm = account.alarm({ name: 'web-5xx' })
        agenda.after(minutes(3), () => alarm.become('ALARM'))
      },
    })
    const with5xx = { ...inputs, alarms: 'web-5xx' }
    const job = await aws.job({ inputs: with5xx, ...(killAt !== undefined && { killAt }) })
    aws.pass(minutes(30))
    expect(aws.group.refreshes.all.map(({ status }) => status)).toEqual(['RollbackSuccessful'])
    if (killAt === undefined) expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'alarm' })
    expect([value(aws), puts(job)]).toEqual([OLD_IMAGE, []])
  }
})

test.each(['$Latest', '$Default'] as const)(
  'a group on %s: it follows the alias again, and the parameter is set',
  async (version) => {
    await using aws = await scene({ version })
    const job = await aws.job({ inputs: { ...inputs, 'set-default-version': 'true' } })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
    expect([value(aws), aws.group.configuration.template.version]).toEqual([NEW_IMAGE, version])
  },
)

test('a group that reads its image from the parameter is pinned, and others follow it', async () => {
  await using aws = await scene({
    parameter: NAME,
    happens: (account) => account.parameters.open(NAME, { type: 'String', dataType: 'aws:ec2:image' }),
  })
  const job = await aws.job({ inputs: { ...inputs, 'ssm-template': 'pin' } })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
  expect([value(aws), aws.group.configuration.template.version]).toEqual([NEW_IMAGE, '9'])
})

test('a newer build has written it meanwhile: it stays, with a warning', async () => {
  await using aws = await scene({
    happens: (account, agenda) => agenda.after(minutes(3), () => account.parameter(NAME, THIRD_IMAGE)),
  })
  const job = await aws.job({ inputs })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
  expect([value(aws), puts(job)]).toEqual([THIRD_IMAGE, []])
  expect(warnings(job)).toMatch(/Somebody else has written the parameter \/web\/image since this run began/)
  expect(warnings(job)).toContain(
    `$ aws ssm put-parameter --region eu-west-1 --name ${NAME} --value ${NEW_IMAGE} --type String`,
  )
})

test('AWS does not accept the image: a warning, after a minute', async () => {
  await using aws = await scene({
    // It may be launched, and is not available to be validated by then.
    happens: (account, agenda) =>
      agenda.after(minutes(5), () => {
        const image = account.images.get(NEW_IMAGE)
        if (image) account.images.set(NEW_IMAGE, { ...image, state: 'pending' })
      }),
  })
  const job = await aws.job({ inputs })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
  expect([value(aws), puts(job).length]).toEqual([OLD_IMAGE, 1])
  expect(warnings(job)).toContain(`did not hold ${NEW_IMAGE} within a minute`)
})

test('AWS validates for 20 s: waited for', async () => {
  await using aws = await scene({ rules: { imageParameterValidatedAfter: 20 } })
  const job = await aws.job({ inputs })
  expect([value(aws), job.annotations]).toEqual([NEW_IMAGE, []])
})

test('the answer is lost: what was written is read back', async () => {
  await using aws = await scene({}, { faults: [{ on: { operation: 'PutParameter', nth: 1 }, what: lost }] })
  const job = await aws.job({ inputs })
  expect([value(aws), job.annotations]).toEqual([NEW_IMAGE, []])
})

test('killed after it is written: the next attempt of the run finds it', async () => {
  await using aws = await scene()
  await aws.job({ inputs, killOn: { operation: 'PutParameter', when: 'after' } })
  aws.pass(minutes(1))
  expect(value(aws)).toBe(NEW_IMAGE)
  const job = await aws.job({ inputs, attempt: 2 })
  expect(job.outputs['outcome']).toBe('succeeded')
  expect([value(aws), puts(job)]).toEqual([NEW_IMAGE, []])
})

test('killed after a rollback to a number: the next attempt makes up for it as well', async () => {
  await using aws = await scene()
  await aws.job({ inputs })
  const back = { ...inputs, image: '', mode: 'rollback', to: '7' }
  await aws.job({ runId: '2', inputs: back, killOn: { operation: 'PutParameter', when: 'before' } })
  expect(value(aws)).toBe(NEW_IMAGE)
  await aws.job({ runId: '2', attempt: 2, inputs: back })
  aws.pass(minutes(1))
  expect(value(aws)).toBe(OLD_IMAGE)
})

test('cancelled on the way: not written, and the next run writes it', async () => {
  await using aws = await scene()
  const job = await aws.job({ inputs, cancelAt: minutes(4) })
  expect([job.outputs['outcome'], puts(job)]).toEqual(['cancelled', []])
  aws.pass(minutes(30))
  await aws.job({ runId: '9000000002', inputs })
  expect(value(aws)).toBe(NEW_IMAGE)
})

test('one image for two templates is written; of two images none is', async () => {
  const build = (agenda: Agenda) => {
    const account = mixed(agenda)
    account.parameter(NAME, OLD_IMAGE)
    return account
  }
  await using aws = await sparsely(build, { policy })
  const two = await aws.job({ inputs: { ...inputs, image: `${NEW_IMAGE}\n${ARM_NEW_IMAGE}` } })
  expect(two.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'invalid-input' })
  const job = await aws.job({ inputs: { image: `${NEW_IMAGE}\n${ARM_OLD_IMAGE}` } })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
  const back = await aws.job({ runId: '2', inputs: { ...inputs, image: '', mode: 'rollback' } })
  expect(back.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight' })
  expect(back.log.join('\n')).toContain('`set-parameter` writes one image, and this rollout has 2')
})

describe('found before the start', () => {
  test.each<[string, ParameterSpec | undefined, RegExp]>([
    ['there is none', undefined, /There is no Systems Manager parameter \/web\/image/],
    ['a list', { type: 'StringList' }, /is a StringList of the data type text/],
    ['a secret', { type: 'SecureString' }, /is a SecureString of the data type text/],
  ])('%s', async (_what, as, says) => {
    await using aws = await sparsely(
      (agenda) => {
        const account = web(agenda)
        if (as) account.parameter(NAME, OLD_IMAGE, as)
        else account.parameter('/web/other', OLD_IMAGE)
        return account
      },
      { policy: everyParameter },
    )
    const job = await aws.job({ inputs })
    expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight' })
    expect(job.log.join('\n')).toMatch(says)
    expect(job.writes).toEqual([])
  })
})

describe('docs/iam-policy-parameter.json', () => {
  const without =
    (gone: string) =>
    (account: Account): PolicyDocument => ({
      Statement: policy(account)
        .Statement.map((statement) => ({
          ...statement,
          Action: [statement.Action].flat().filter((action) => action !== gone),
        }))
        .filter(({ Action }) => Action.length > 0),
    })

  test('without ssm:GetParameter it is refused', async () => {
    await using aws = await scene({}, { policy: without('ssm:GetParameter') })
    const job = await aws.job({ inputs })
    expect(job.outputs).toMatchObject({ outcome: 'refused', changed: 'false' })
    expect(job.log.join('\n')).toContain('docs/iam-policy-parameter.json')
  })

  test('without ssm:PutParameter the rollout has succeeded, and a warning has the command', async () => {
    await using aws = await scene({}, { policy: without('ssm:PutParameter') })
    const job = await aws.job({ inputs })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
    expect(value(aws)).toBe(OLD_IMAGE)
    expect(warnings(job)).toMatch(
      /The parameter could not be set: PutParameter: AccessDenied.*\n\$ aws ssm put-parameter/,
    )
  })

  test('the parameter is gone by then: a warning', async () => {
    await using aws = await scene({
      happens: (account, agenda) => agenda.after(minutes(3), () => account.parameters.remove(NAME)),
    })
    const job = await aws.job({ inputs })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
    expect([value(aws), puts(job)]).toEqual([undefined, []])
    expect(warnings(job)).toContain('aws ssm put-parameter')
  })
})

/** The documented policy, for any parameter below /web. */
const everyParameter = (account: Account): PolicyDocument =>
  JSON.parse(JSON.stringify(policy(account)).replaceAll(/parameter\/web\/\w+/g, 'parameter/web/*'))
