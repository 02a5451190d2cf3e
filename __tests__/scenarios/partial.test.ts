/**
 * Some calls fail for as long as it takes, all others are answered: what is seen is judged, what is not seen blames nobody,
 * and nothing is proved without it.
 */
import { describe, expect, test } from 'vitest'
import { denied, type Effect, failed, silent, stalled } from '../../simulator/aws/gate/faults.ts'
import { outage } from '../../simulator/aws/gate/outage.ts'
import { brokenKey, dies, launchIsCancelled, neverHealthy } from '../../simulator/aws/world/behaviour.ts'
import { type Web, web } from '../../simulator/scenes/web.ts'
import { seldomPolled, sparse } from '../brief.ts'
import { minutes, START, seconds, simulated } from '../scenario.ts'

const FIRST_LAUNCHES = seconds(20)

/** From the first launches on, for longer than any rollout lasts. */
const without = (operation: string, what: Effect, lastsMs = minutes(720)) =>
  outage({ what, of: { operation }, begins: START + FIRST_LAUNCHES, lastsMs })

async function play(scene: Web, fault: ReturnType<typeof without>, inputs: Readonly<Record<string, string>> = {}) {
  await using aws = await simulated((agenda) => web(agenda, scene), { faults: [fault], inputs: sparse })
  const job = await aws.job({ inputs })
  return { job, log: job.log.join('\n'), refreshes: aws.group.refreshes.all.map(({ status }) => status) }
}

/** Old instances stay until the first new one has shown what it is. */
const oneByOne = { 'max-healthy-percentage': '120' }

const faults = [
  ['fails', failed],
  ['is refused', denied],
  ['is never answered', silent('before-effect')],
  ['stalls in its middle', stalled('after-effect')],
] as const

describe.each(faults)('a call that %s from the first launches on', (_, what) => {
  test.each(['DescribeInstances', 'DescribeScalingActivities', 'DescribeTargetHealth'])(
    '%s: a bad image is rolled back, whatever can be seen',
    async (operation) => {
      const scenes = {
        DescribeInstances: { behaviour: neverHealthy('api'), secondTargetGroup: 'api', code: 'target-health' },
        DescribeScalingActivities: { behaviour: dies(20), code: 'instances-died' },
        DescribeTargetHealth: {
          behaviour: launchIsCancelled(brokenKey),
          code: 'launch-failures',
        },
      } as const
      const { code, ...scene } = scenes[operation as keyof typeof scenes]
      const ran = await play({ ...scene, group: { healthCheckType: 'EC2' } }, without(operation, what), oneByOne)
      expect(ran.job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': code })
      expect(ran.refreshes).toEqual(['RollbackSuccessful'])
    },
  )

  test.each(['DescribeInstances', 'DescribeTargetHealth'])(
    '%s: a good image is never green without it, and nothing is undone',
    async (operation) => {
      const ran = await play({}, without(operation, what))
      expect(ran.job.outputs).toMatchObject({ outcome: 'failed' })
      expect(ran.job.outputs['failure-code']).toMatch(/^(lost-contact|access-denied)$/)
      expect(ran.refreshes).toEqual(['Successful'])
      expect(ran.log).toMatch(/could not be read: judged without/)
    },
  )

  test.each(['DescribeInstances', 'DescribeTargetHealth', 'DescribeScalingActivities'])(
    '%s, for three minutes: a good image succeeds all the same',
    async (operation) => {
      const ran = await play({}, without(operation, what, minutes(3)))
      expect(ran.job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    },
  )

  test('one of two target groups cannot be read: a bad image is seen in the other', async () => {
    const scene = {
      behaviour: neverHealthy('api'),
      secondTargetGroup: 'api',
      group: { healthCheckType: 'EC2' },
    } as const
    const fault = {
      ...without('DescribeTargetHealth', what),
      on: {
        operation: 'DescribeTargetHealth',
        from: START + FIRST_LAUNCHES,
        where: ({ input }: { readonly input: unknown }) => !JSON.stringify(input).includes('targetgroup/api/'),
      },
    }
    const ran = await play(scene, fault, oneByOne)
    expect(ran.job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'target-health' })
    expect(ran.refreshes).toEqual(['RollbackSuccessful'])
  })
})

test('an alarm whose state cannot be read for a minute is still the reason that is told', async () => {
  const fault = outage({
    what: failed,
    of: { operation: 'DescribeAlarms' },
    begins: START + seconds(270),
    lastsMs: seconds(80),
  })
  await using aws = await seldomPolled(
    (agenda) => {
      const account = web(agenda, {})
      account.alarm({ name: 'errors' })
      agenda.after(minutes(5), () => account.alarms.get('errors')?.become('ALARM'))
      return account
    },
    { faults: [fault] },
  )
  const job = await aws.job({ inputs: { alarms: 'errors' } })
  expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'alarm' })
})
