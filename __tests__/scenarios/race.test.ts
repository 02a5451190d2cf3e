/**
 * Two runs of a group on an alias, and the other one is faster: whatever moment it chooses, the loser ends as `on-conflict`
 * says, and tells what runs.
 */
import { describe, expect, test } from 'vitest'
import type { Fault } from '../../simulator/aws/gate/faults.ts'
import { lost } from '../../simulator/aws/gate/faults.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import { boots } from '../../simulator/aws/world/behaviour.ts'
import { NEW_IMAGE, TEMPLATE, web } from '../../simulator/scenes/web.ts'
import { sparse } from '../brief.ts'
import { lies } from '../property/misreports.ts'
import { truth, watched } from '../property/sight.ts'
import { minutes, simulated } from '../scenario.ts'

const OTHER_IMAGE = 'ami-0b5eac1ed7a1e5003'
const until = 'until=2026-11-21T23:00:00Z'

/** What another run of ours does from its tag to its start, in an instant. */
function otherRun(account: Account, alias: string, image: string): void {
  const group = account.groups.get('web')
  group?.tags.set('ami-rollout:alias', {
    key: 'ami-rollout:alias',
    value: `${alias} run=41/1 ${until}`,
    propagateAtLaunch: false,
  })
  group?.save({ id: TEMPLATE, name: 'web', version: '7' })
  const description = `ami-rollout/1 from=7 image=${image} sha=0f1e2d3c4b5a run=41`
  const [template] = account.templates.all
  const made = template?.createVersion({ data: { ImageId: image }, sourceVersion: '7', description }, 0)
  group?.startRefresh({ template: { id: TEMPLATE, version: String(made?.number ?? template?.latestVersion) } })
}

/** The other run acts just before this write of ours. */
const before = (operation: string, act: () => void): Fault => {
  let has = false
  const where: NonNullable<Fault['on']['where']> = (call) => {
    if (call.operation === operation && !has) {
      has = true
      act()
    }
    return false
  }
  return { on: { where }, what: lost }
}

const moments = [
  'CreateOrUpdateTags',
  'UpdateAutoScalingGroup',
  'CreateLaunchTemplateVersion',
  'StartInstanceRefresh',
] as const

async function raced(alias: '$Latest' | '$Default', operation: string, image: string) {
  const world: { account?: Account } = {}
  const faults = [before(operation, () => world.account && otherRun(world.account, alias, image))]
  return simulated(
    (agenda) => {
      world.account = web(agenda, { version: alias })
      world.account.image({ id: OTHER_IMAGE, name: 'web-other', behaviour: boots(45) })
      return world.account
    },
    { faults, inputs: sparse },
  )
}

describe.each(['$Latest', '$Default'] as const)('on %s', (alias) => {
  describe.each(moments)('another run starts just before our %s', (operation) => {
    test.each([
      ['auto', 'succeeded', ''],
      ['wait', 'succeeded', ''],
      ['replace', 'succeeded', ''],
      ['fail', 'failed', 'conflict'],
    ] as const)('on-conflict %s: %s', async (how, outcome, code) => {
      await using aws = await raced(alias, operation, OTHER_IMAGE)
      const ran = await watched(aws, { inputs: { 'on-conflict': how } })
      expect(lies(ran, { images: [NEW_IMAGE], protectedStay: true, moved: true })).toEqual([])
      expect(ran.job.outputs).toMatchObject({ outcome, 'failure-code': code })
      aws.pass(minutes(90))
      const runs = new Set(truth(aws).instances.map(({ image }) => image))
      expect([...runs]).toEqual([how === 'fail' ? OTHER_IMAGE : NEW_IMAGE])
      expect(truth(aws).next).toBe(how === 'fail' ? OTHER_IMAGE : NEW_IMAGE)
    })

    test('with the same image: waited for, unchanged, and the outputs name the version that runs', async () => {
      await using aws = await raced(alias, operation, NEW_IMAGE)
      const { job } = await watched(aws, {})
      expect(job.outputs).toMatchObject({ outcome: 'unchanged', 'image-id': NEW_IMAGE })
      const runs = [...new Set(truth(aws).instances.map(({ version }) => version))]
      expect([job.outputs['launch-template-version']]).toEqual(runs.map(String))
      expect(job.log.join('\n')).not.toMatch(/\(version 9\) → .*\(version 8\)/)
    })
  })
})
