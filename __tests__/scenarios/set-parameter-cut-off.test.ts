/** `set-parameter` where the job ends between AWS's success and the parameter: the same run makes up for it, and no other. */
import { describe, expect, test } from 'vitest'
import { boots } from '../../simulator/aws/world/behaviour.ts'
import { policyWith } from '../../simulator/policy.ts'
import { NEW_IMAGE, OLD_IMAGE, type Web, web } from '../../simulator/scenes/web.ts'
import { sparse, sparsely } from '../brief.ts'
import { type Job, type JobOptions, minutes, type Simulated } from '../scenario.ts'

const NAME = '/web/image'
const NEWEST = 'ami-0b5eac1ed7a1e5003'

const begun = (different: Web = {}): Promise<Simulated> =>
  sparsely(
    (agenda) => {
      const account = web(agenda, different)
      account.image({ id: NEWEST, name: 'web-newest', behaviour: boots(45) })
      account.parameter(NAME, OLD_IMAGE)
      return account
    },
    { policy: policyWith('parameter'), inputs: { ...sparse, 'set-parameter': NAME } },
  )

const stands = ({ account, group }: Simulated) => ({
  value: account.parameters.valueOf(NAME),
  saved: group.configuration.template.version,
  refreshes: group.refreshes.all.map(({ status }) => status),
})
const operations = ({ writes }: Job) => writes.map(({ operation }) => operation)
const warnings = ({ annotations }: Job) => annotations.map(({ message }) => message).join('\n')

/** Aborted as soon as AWS calls the refresh a success. */
function onSuccess({ group, agenda }: Simulated): AbortSignal {
  const over = new AbortController()
  const poll = () => {
    if (group.refreshes.all[0]?.status === 'Successful') over.abort()
    else agenda.after(1_000, poll)
  }
  poll()
  return over.signal
}

type End = (aws: Simulated) => JobOptions
const ends: readonly (readonly [string, End])[] = [
  ['the machine is lost as AWS reports success', (aws) => ({ kill: onSuccess(aws) })],
  ['main is killed then, and post runs', (aws) => ({ kill: onSuccess(aws), machineSurvives: true })],
  ['the job is cancelled then', (aws) => ({ cancel: onSuccess(aws) })],
  ['main is killed as the alias is given back', () => ({ killOn: { operation: 'DeleteTags', when: 'after' } })],
  [
    'main is killed as the parameter is to be written, and post runs',
    () => ({ killOn: { operation: 'PutParameter', when: 'before' }, machineSurvives: true }),
  ],
]

describe.each(ends)('%s', (_, end) => {
  test('nothing is written; another attempt gives the alias back and writes it', async () => {
    await using aws = await begun({ version: '$Latest' })
    const first = await aws.job(end(aws))
    expect(first.exit).not.toBe(0)
    expect(stands(aws)).toMatchObject({ value: OLD_IMAGE, refreshes: ['Successful'] })
    aws.pass(minutes(5))
    const second = await aws.job({ attempt: 2 })
    expect(second.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect(stands(aws)).toEqual({ value: NEW_IMAGE, saved: '$Latest', refreshes: ['Successful'] })
  })
})

describe('killed before it is written', () => {
  const killed = async (different: Web = {}) => {
    const aws = await begun(different)
    await aws.job({ killOn: { operation: 'PutParameter', when: 'before' } })
    return aws
  }

  test('another run with the same image leaves it, and says so with the command; so does its plan', async () => {
    await using aws = await killed()
    const other = { runId: '9000000002' }
    for (const mode of ['plan', 'deploy']) {
      const job = await aws.job({ ...other, inputs: { mode } })
      expect([job.exit, operations(job)]).toEqual([0, []])
      expect(warnings(job)).toContain(`The parameter ${NAME} does not hold ${NEW_IMAGE}, which the group runs already`)
      expect(warnings(job)).toContain(
        `aws ssm put-parameter --region eu-west-1 --name ${NAME} --value ${NEW_IMAGE} --type String`,
      )
    }
    expect(stands(aws)).toMatchObject({ value: OLD_IMAGE, refreshes: ['Successful'] })
  })

  test('another run with a newer image writes that', async () => {
    await using aws = await killed()
    const job = await aws.job({ runId: '9000000002', inputs: { image: NEWEST } })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
    expect(stands(aws)).toMatchObject({ value: NEWEST, refreshes: ['Successful', 'Successful'] })
  })

  test('somebody writes it meanwhile: another attempt leaves that', async () => {
    await using aws = await killed()
    aws.pass(minutes(1))
    aws.account.parameter(NAME, NEWEST)
    const job = await aws.job({ attempt: 2 })
    expect([stands(aws).value, operations(job)]).toEqual([NEWEST, []])
    expect(warnings(job)).toContain('Somebody else has written the parameter')
  })
})

test('cancelled as it is written: the verdict is the rollout’s, and nobody says that a minute has passed', async () => {
  await using aws = await begun()
  const job = await aws.job({ cancelOn: { operation: 'PutParameter', when: 'before' } })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
  expect(warnings(job)).toContain(`The job was cancelled before the parameter ${NAME} showed ${NEW_IMAGE}`)
  aws.pass(minutes(1))
  expect(stands(aws).value).toBe(NEW_IMAGE)
})
