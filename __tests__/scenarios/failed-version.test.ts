/** A version that failed is no trap: `$Latest` does not mean it, for this group, for another, or for Terraform's next run. */
import { describe, expect, test } from 'vitest'
import { denied } from '../../simulator/aws/gate/faults.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { cannotLaunch, impaired } from '../../simulator/aws/world/behaviour.ts'
import { documentedPolicy, policyWith } from '../../simulator/policy.ts'
import { ARM_NEW_IMAGE, ARM_TEMPLATE, mixed } from '../../simulator/scenes/mixed.ts'
import { contents, NEW_IMAGE, OLD_IMAGE, TEMPLATE, type Web, web } from '../../simulator/scenes/web.ts'
import { briefly, sparsely } from '../brief.ts'
import { golden, type Job, minutes, type Simulated, seconds } from '../scenario.ts'

const broken = cannotLaunch('The key pair web does not exist. Launching EC2 instance failed.')
const bad =
  (different: Web = {}) =>
  (agenda: Agenda) =>
    web(agenda, { behaviour: broken, ...different })
const failedJob = { outcome: 'failed', fleet: 'previous', 'failure-code': 'launch-failures' }

/** The versions above the one in use. */
const newer = ({ account }: Simulated, template = 0, above = 7) =>
  account.templates.all[template]?.versions.flatMap(({ number }) => (number > above ? [number] : [])).toReversed()
const saved = ({ group }: Simulated) => group.configuration.template.version
const tag = ({ group }: Simulated) => group.tags.get('ami-rollout:alias')?.value
const deletions = ({ writes }: Job) =>
  writes.flatMap(({ operation, input, outcome }) =>
    operation === 'DeleteLaunchTemplateVersions' && outcome === 'ok' ? [input['Versions']] : [],
  )
const commands = ({ annotations }: Job) =>
  annotations.flatMap(({ level, message }) => (level === 'warning' ? (message.match(/^\$ .*/gm) ?? []) : []))

test('rolled back: deleted, and whoever launches $Latest launches what ran before', async () => {
  await using aws = await briefly(bad())
  const job = await aws.job()
  expect(job.outputs).toMatchObject(failedJob)
  expect([newer(aws), deletions(job), commands(job)]).toEqual([[], [['8']], []])
  expect(aws.account.templates.all[0]?.version('$Latest').data.ImageId).toBe(OLD_IMAGE)
  expect(job.log.join('\n')).toContain(`Deleted version 8 of ${TEMPLATE}, whose rollout failed`)
  await golden(import.meta.url, 'rolled back', aws, [job])
})

test('`keep` leaves it, and needs no permission for it', async () => {
  await using aws = await sparsely(bad({ version: '$Latest' }), { policy: withoutDelete })
  const job = await aws.job({ inputs: { 'failed-version': 'keep' } })
  expect(job.outputs).toMatchObject(failedJob)
  expect([newer(aws), saved(aws), deletions(job)]).toEqual([[8], '7', []])
})

test.each(['cancel', 'leave'])('on-failure: %s leaves it, because instances may run it', async (action) => {
  await using aws = await sparsely(bad())
  const job = await aws.job({ inputs: { 'on-failure': action } })
  expect(job.outputs).toMatchObject({ outcome: 'failed' })
  expect(newer(aws)).toEqual([8])
})

test('AWS’s own rollback: deleted as well', async () => {
  await using aws = await sparsely((agenda) => {
    const account = web(agenda, { version: '$Latest' })
    account.alarm({ name: 'errors' })
    agenda.after(minutes(5), () => account.alarms.get('errors')?.become('ALARM'))
    return account
  })
  const job = await aws.job({ inputs: { alarms: 'errors' } })
  expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous', 'failure-code': 'alarm' })
  expect([newer(aws), saved(aws), tag(aws)]).toEqual([[], '$Latest', undefined])
})

describe('a group on $Latest', () => {
  test('follows it again once the version is gone', async () => {
    await using aws = await sparsely(bad({ version: '$Latest' }))
    const job = await aws.job()
    expect(job.outputs).toMatchObject(failedJob)
    expect([newer(aws), saved(aws), tag(aws), commands(job)]).toEqual([[], '$Latest', undefined, []])
    expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
  })

  test('no refresh begins: the same', async () => {
    await using aws = await sparsely((agenda) => web(agenda, { version: '$Latest' }), {
      faults: [{ on: { operation: 'StartInstanceRefresh' }, what: denied }],
    })
    const job = await aws.job()
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'access-denied', fleet: 'previous' })
    expect([newer(aws), saved(aws), tag(aws)]).toEqual([[], '$Latest', undefined])
  })

  test('a trial fails: the same', async () => {
    await using aws = await sparsely(bad({ version: '$Latest', behaviour: impaired() }), {
      policy: policyWith('trial'),
    })
    const job = await aws.job({ inputs: { trial: 'true' } })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'trial', fleet: 'previous' })
    expect([newer(aws), saved(aws), tag(aws)]).toEqual([[], '$Latest', undefined])
  })

  test('cancelled before the start: the same', async () => {
    await using aws = await sparsely((agenda) => web(agenda, { version: '$Latest' }))
    const job = await aws.job({ cancelOn: { operation: 'CreateLaunchTemplateVersion', when: 'after' } })
    expect(job.outputs).toMatchObject({ outcome: 'cancelled' })
    expect([newer(aws), saved(aws), tag(aws), aws.group.refreshes.all]).toEqual([[], '$Latest', undefined, []])
  })

  test('the permission is missing: kept, pinned, and one warning has the command', async () => {
    await using aws = await sparsely(bad({ version: '$Latest' }), { policy: withoutDelete })
    const job = await aws.job()
    expect(job.outputs).toMatchObject(failedJob)
    expect([newer(aws), saved(aws)]).toEqual([[8], '7'])
    expect(tag(aws)).toMatch(/^\$Latest run=9000000001\/1 /)
    expect(commands(job)[0]).toBe(
      `$ aws ec2 delete-launch-template-versions --region eu-west-1 --launch-template-id ${TEMPLATE} --versions 8`,
    )
  })

  test.each([
    ['before', [8], '7'],
    ['after', [], '7'],
  ] as const)('the machine is lost %s the deletion: the next run ends it', async (when, left, pinned) => {
    await using aws = await sparsely(bad({ version: '$Latest' }))
    await aws.job({ killOn: { operation: 'DeleteLaunchTemplateVersions', when } })
    expect([newer(aws), saved(aws)]).toEqual([left, pinned])
    aws.account.image({ id: GOOD_IMAGE, name: 'web-good' })
    const job = await aws.job({ runId: '9000000002', inputs: { image: GOOD_IMAGE } })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
    expect([newer(aws), saved(aws), tag(aws)]).toEqual([[9], '$Latest', undefined])
  })

  test('a template whose latest version stays what it was: the group stays pinned to what is proven', async () => {
    await using aws = await sparsely(bad({ version: '$Latest', rules: { latestAfterDeletion: 'stays' } }))
    const job = await aws.job()
    expect(job.outputs).toMatchObject(failedJob)
    expect([saved(aws), aws.account.nextLaunch('web').imageId]).toEqual(['7', OLD_IMAGE])
  })
})

const GOOD_IMAGE = 'ami-0b5eac1ed7a1e5003'

describe('a cancel that post settles', () => {
  const cancelled = { cancelAt: minutes(4), patience: seconds(8) }

  test('leaves it to the next run that writes, whose plan names the call', async () => {
    await using aws = await sparsely((agenda) => web(agenda, { version: '$Latest' }))
    await aws.job(cancelled)
    aws.pass(minutes(30))
    expect([newer(aws), saved(aws)]).toEqual([[8], '7'])
    aws.account.image({ id: GOOD_IMAGE, name: 'web-good' })
    const next = { runId: '9000000002', inputs: { image: GOOD_IMAGE } }
    const plan = await aws.job({ ...next, inputs: { ...next.inputs, mode: 'plan' } })
    expect(plan.writes).toEqual([])
    expect(plan.log.join('\n')).toMatch(
      /ec2:DeleteLaunchTemplateVersions on .*: deletes version 8, whose rollout failed/,
    )
    const job = await aws.job(next)
    expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
    expect([newer(aws), saved(aws), tag(aws)]).toEqual([[9], '$Latest', undefined])
  })

  test('a rollback deletes it too, and an unchanged run', async () => {
    await using aws = await sparsely((agenda) => web(agenda))
    await aws.job(cancelled)
    aws.pass(minutes(30))
    const back = await aws.job({ runId: '9000000002', inputs: { image: '', mode: 'rollback', to: '6' } })
    expect(back.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '6' })
    expect(newer(aws)).toEqual([])
  })

  test('the same image again: the version that is there is rolled, not deleted', async () => {
    await using aws = await sparsely((agenda) => web(agenda))
    await aws.job(cancelled)
    aws.pass(minutes(30))
    const job = await aws.job({ runId: '9000000002' })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '8' })
    expect([newer(aws), deletions(job)]).toEqual([[8], []])
  })
})

describe.each(['answers', 'makes'] as const)(
  'run again, where EC2 %s for a token whose version is deleted',
  (setting) => {
    const again = (different: Web = {}) => bad({ rules: { tokenOfDeletedVersion: setting }, ...different })
    const repaired = (aws: Simulated) => {
      const image = aws.account.images.get(NEW_IMAGE)
      if (image) aws.account.images.set(NEW_IMAGE, { ...image, behaviour: { bootSeconds: 45 } })
    }

    test('one version is made again', async () => {
      await using aws = await sparsely(again({ version: '$Latest' }))
      await aws.job()
      repaired(aws)
      const job = await aws.job({ attempt: 2 })
      expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '9' })
      expect([newer(aws), saved(aws)]).toEqual([[9], '$Latest'])
    })

    test('failed twice, and killed as the third version was made: the fourth attempt takes that up', async () => {
      await using aws = await sparsely(again())
      await aws.job()
      await aws.job({ attempt: 2 })
      expect(newer(aws)).toEqual([])
      repaired(aws)
      const nth = setting === 'answers' ? 3 : 1
      await aws.job({ attempt: 3, killOn: { operation: 'CreateLaunchTemplateVersion', when: 'after', nth } })
      expect(newer(aws)).toEqual([10])
      const job = await aws.job({ attempt: 4 })
      expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '10' })
      expect(newer(aws)).toEqual([10])
    })
  },
)

describe('kept, with a warning and the command', () => {
  const kept = async (build: (agenda: Agenda) => Account) => {
    const aws = await sparsely(build)
    const job = await aws.job()
    expect(job.outputs).toMatchObject({ outcome: 'failed' })
    expect(newer(aws)).toContain(8)
    expect(deletions(job)).toEqual([])
    expect(commands(job)[0]).toMatch(/delete-launch-template-versions .* --versions 8$/)
    return job
  }

  test('another group of the region names the template, in whatever version', async () => {
    const job = await kept((agenda) => {
      const account = bad()(agenda)
      account.group({ name: 'canary', template: { id: TEMPLATE, version: '3' }, desired: 0 })
      return account
    })
    expect(job.log.join('\n')).toContain('another Auto Scaling group uses this launch template')
  })

  test('it is the template’s default by now', async () => {
    await kept((agenda) => {
      const account = bad()(agenda)
      agenda.after(minutes(2), () => account.templates.all[0]?.setDefault('8'))
      return account
    })
  })

  test('a newer version of somebody else was copied from it', async () => {
    await kept((agenda) => {
      const account = bad()(agenda)
      agenda.after(minutes(2), () => {
        const [template] = account.templates.all
        const { data = {}, description = '' } = template?.find('8') ?? {}
        template?.createVersion({ data, description }, agenda.now)
      })
      return account
    })
  })
})

describe('somebody makes a version meanwhile', () => {
  const meanwhile = (image: string) => (agenda: Agenda) => {
    const account = bad({ version: '$Latest' })(agenda)
    agenda.after(minutes(2), () =>
      account.templates.all[0]?.createVersion({ data: contents(image), description: 'by hand' }, agenda.now),
    )
    return account
  }

  test('with the image that failed: theirs is named, ours is deleted, and the group stays on the number', async () => {
    await using aws = await sparsely(meanwhile(NEW_IMAGE))
    const job = await aws.job()
    expect(job.outputs).toMatchObject(failedJob)
    expect([newer(aws), saved(aws)]).toEqual([[9], '7'])
    expect(job.log.join('\n')).toContain('Version 9, which this action did not make, launches the image that failed')
  })

  test('with another image: not named, and the group stays on the number', async () => {
    await using aws = await sparsely(meanwhile(OLD_IMAGE))
    const job = await aws.job()
    expect([newer(aws), saved(aws)]).toEqual([[9], '7'])
    expect(job.log.join('\n')).not.toContain('launches the image that failed')
  })
})

test('several templates, one image bad: both versions go, and both aliases come back', async () => {
  await using aws = await sparsely((agenda) =>
    mixed(agenda, { version: '$Latest', armVersion: '$Latest', armBehaviour: broken }),
  )
  const job = await aws.job({ inputs: { image: `${NEW_IMAGE}\n${ARM_NEW_IMAGE}` } })
  expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous' })
  expect(aws.account.templates.all.map(({ id }) => id)).toEqual([TEMPLATE, ARM_TEMPLATE])
  expect([newer(aws), newer(aws, 1, 3)]).toEqual([[], []])
  expect([saved(aws), aws.group.configuration.mixed?.overrides[1]?.template?.version]).toEqual(['$Latest', '$Latest'])
})

test('a version that Terraform made is never deleted', async () => {
  await using aws = await sparsely((agenda) => {
    const account = bad()(agenda)
    account.templates.all[0]?.createVersion({ data: contents(NEW_IMAGE), description: 'Terraform' }, agenda.now)
    return account
  })
  const job = await aws.job({ inputs: { image: '', 'launch-template-version': '8' } })
  expect(job.outputs).toMatchObject(failedJob)
  expect([newer(aws), deletions(job)]).toEqual([[8], []])
})

test('a rollout that succeeds deletes nothing, nor does the run after it', async () => {
  await using aws = await sparsely((agenda) => web(agenda))
  const job = await aws.job()
  const again = await aws.job({ runId: '9000000002' })
  expect([deletions(job), deletions(again), newer(aws)]).toEqual([[], [], [8]])
})

type Policy = ReturnType<typeof documentedPolicy>
function withoutDelete(account: Account): Policy {
  const { Statement, ...rest } = documentedPolicy(account)
  return {
    ...rest,
    Statement: Statement.filter(({ Action }) => ![Action].flat().includes('ec2:DeleteLaunchTemplateVersions')),
  }
}
