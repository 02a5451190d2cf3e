/** What random rollouts have brought to light, each with the smallest world that shows it. */
import { expect, test } from 'vitest'
import { stale, throttled } from '../../simulator/aws/gate/faults.ts'
import { cannotLaunch } from '../../simulator/aws/world/behaviour.ts'
import { GROUP, NEW_IMAGE, OLD_IMAGE, TEMPLATE, web } from '../../simulator/scenes/web.ts'
import { minutes, START, seconds, simulated } from '../scenario.ts'
import { lies, truth, watched } from './oracle.ts'

const terms = { image: NEW_IMAGE, protectedStay: true }

test.each(['$Latest', '$Default'])('an empty group that gets %s back is on the new image', async (version) => {
  await using aws = await simulated((agenda) => web(agenda, { version, group: { desired: 0, min: 0 } }))
  const ran = await watched(aws, { inputs: { 'set-default-version': 'true' } })
  expect(ran.job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
  expect(ran.then.saved).toBe(version)
  expect(lies(ran, terms)).toEqual([])
})

test('all instances are protected on the old version though the saved template is new: refused, not waited for', async () => {
  await using aws = await simulated((agenda) => {
    const account = web(agenda, { newVersion: true })
    const group = account.groups.get(GROUP)
    group?.protect(
      group.instances.map(({ id }) => id),
      true,
    )
    group?.save({ id: TEMPLATE, name: 'web', version: '8' })
    return account
  })
  const { job } = await watched(aws)
  expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight' })
  expect(job.writes).toEqual([])
})

test('cancelled while it waits for another run: the fleet is what it has become, not what the survey saw', async () => {
  await using aws = await simulated((agenda) => web(agenda))
  await aws.job({ killAt: seconds(10) })
  const ran = await watched(aws, { runId: '9000000002', cancelAt: minutes(6) })
  expect(ran.job.outputs).toMatchObject({ outcome: 'cancelled', fleet: 'mixed' })
  expect(lies(ran, terms)).toEqual([])
})

test('AWS is lost from sight while another run is waited for: the fleet is unknown', async () => {
  const faults = [{ on: { from: START + minutes(2), until: START + minutes(12) }, what: throttled }]
  await using aws = await simulated((agenda) => web(agenda), { faults })
  await aws.job({ killAt: minutes(1) })
  const { job } = await watched(aws, { runId: '9000000002' })
  expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'lost-contact', fleet: 'unknown' })
})

test('EC2 does not list the new version yet when the rollout has failed: $Latest, which means it, is not given back', async () => {
  const faults = [{ on: { operation: 'DescribeLaunchTemplates', nth: 2 }, what: stale }]
  const behaviour = cannotLaunch('The key pair web does not exist. Launching EC2 instance failed.')
  await using aws = await simulated((agenda) => web(agenda, { version: '$Latest', behaviour }), { faults })
  const { job } = await watched(aws)
  expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous' })
  expect(truth(aws)).toMatchObject({ saved: '7', owed: '$Latest', next: OLD_IMAGE })
})
