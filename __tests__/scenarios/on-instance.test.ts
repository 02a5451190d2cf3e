/** `verify-on-instance`: a script that Systems Manager runs on each new instance. */
import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { failed, lost, severed, throttled } from '../../simulator/aws/gate/faults.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agent, ScriptRun } from '../../simulator/aws/world/agent.ts'
import { type PolicyDocument, policyWith } from '../../simulator/policy.ts'
import { NEW_IMAGE, OLD_IMAGE, type Web, web } from '../../simulator/scenes/web.ts'
import type { VerifyResult } from '../../src/rollout/model/observation.ts'
import type { VerifyRunner } from '../../src/rollout/ports.ts'
import { brief } from '../brief.ts'
import { golden, minutes, type Simulated, seconds, simulated } from '../scenario.ts'

const policy = policyWith('on-instance', 'trial')
const script = 'systemctl is-active web'
/** Two servers: each more costs calls. */
const few = { desired: 2, min: 1, max: 6 }
const inputs = { ...brief, 'verify-on-instance': script }

const world = (
  agent: Agent = {},
  { web: different = {}, ...more }: { readonly web?: Web } & Parameters<typeof simulated>[1] = {},
): Promise<Simulated> =>
  simulated((agenda) => web(agenda, { group: few, ...different, behaviour: { agent, ...different.behaviour } }), {
    policy,
    inputs,
    ...more,
  })

/** What the machine's own shell makes of what the agent is given. */
const forReal = (text: string): ScriptRun => {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', text], { encoding: 'utf8' })
  return { exit: status ?? 1, stdout, stderr }
}

/** What the end of the wrapper makes of the exit code of a script on Windows: there is no PowerShell here to run it. */
const byPowerShell =
  (exit: number) =>
  (text: string): ScriptRun => {
    const [, from, says = '', to] =
      /if \(\$code -eq (\d+)\) \{\s+Write-Output '([^']+)'\s+\$code = (\d+)\s+\}\s+exit \$code\s*$/.exec(text) ?? []
    return Number(from) === exit ? { exit: Number(to), stdout: says } : { exit }
  }

/** A script on the runner that passes. */
function passes(): VerifyRunner {
  const run: { result?: VerifyResult } = {}
  return {
    start({ step }) {
      run.result = { step, result: 'passed', tail: [] }
    },
    result: () => run.result,
    end: async () => {},
  }
}

/** On which instances the script was begun, how often. */
function runsIn({ commands }: Account): ReadonlyMap<string, number> {
  const begun = commands.all.flatMap(({ invocations }) =>
    invocations.filter(({ state }) => state !== 'Pending' && state !== 'Terminated').map(({ instance }) => instance.id),
  )
  return new Map([...Map.groupBy(begun, (id) => id)].map(([id, all]) => [id, all.length]))
}

/** No script goes on. */
function nothingRuns({ account, agenda }: Simulated): void {
  agenda.run(30)
  // On an instance that has ended nothing runs, whatever Systems Manager says of the command.
  const all = account.commands.all.flatMap(({ invocations }) => invocations)
  const there = all.filter(({ instance }) => instance.ec2State !== 'terminated')
  expect(there.filter(({ state }) => state === 'InProgress' || state === 'Pending')).toEqual([])
}

const onImage = (aws: Simulated, image: string): void =>
  expect(aws.account.truth('web').map(({ imageId }) => imageId)).toEqual(aws.group.instances.map(() => image))

test('a good image: the script runs once on each new instance, and then the rollout is green', async () => {
  await using aws = await world({ script: forReal })
  const job = await aws.job({ inputs: { 'verify-on-instance': 'echo fine; exit 0' } })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
  expect([...runsIn(aws.account)].toSorted()).toEqual(aws.group.instances.map(({ id }) => [id, 1] as const).toSorted())
  expect(aws.account.commands.all.at(-1)?.at).toBeGreaterThan(aws.group.refreshes.all[0]?.startedAt ?? 0)
  await golden(import.meta.url, 'good image', aws, [job])
})

describe('each end but Success rolls a rollout back', () => {
  const cases: readonly [what: string, agent: Agent, reason: RegExp, rules?: Web['rules']][] = [
    [
      'the script fails',
      { script: { exit: 7, stdout: 'inactive\n' } },
      /failed \(bake\) on i-\w+ with exit code 7\. Its last line: “inactive”/,
    ],
    ['it is not the platform’s', { script: { ends: 'InvalidPlatform' } }, /on i-\w+: InvalidPlatform/],
    [
      'it is undeliverable',
      { script: { ends: 'Undeliverable' } },
      /on i-\w+: Undeliverable/,
      { statusBesideUndeliverable: 'Cancelled' },
    ],
    [
      'it does not end, and nothing on the instance ends it: its agent does',
      { script: { seconds: 900 } },
      /on i-\w+: ExecutionTimedOut/,
      { statusDetailsSpelling: 'spaced' },
    ],
    [
      'its agent is lost, which nobody has noticed',
      { isLost: { fromSeconds: 40, unnoticedSeconds: 900 } },
      /on i-\w+: DeliveryTimedOut/,
      { deliveryTimeout: 'alone' },
    ],
    [
      'its agent is lost, and the command waits for it for as long as it may',
      { isLost: { fromSeconds: 40, unnoticedSeconds: 900 } },
      /no verdict in time \(bake\)\. On i-\w+: the script has not ended/,
    ],
    [
      'the agent is out of touch',
      { isLost: { fromSeconds: 40 } },
      /no verdict in time \(bake\)\. On i-\w+: its agent is out of touch/,
    ],
    ['Systems Manager does not manage it', { isMissing: true }, /On i-\w+: Systems Manager does not manage it/],
  ]
  test.each(cases)('%s', async (_, agent, reason, rules) => {
    await using aws = await world(agent, { web: { ...(rules && { rules }) } })
    const job = await aws.job()
    expect(job.exit).toBe(1)
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'verify', fleet: 'previous' })
    expect(job.outputs['reason']).toMatch(reason)
    expect(job.outputs['reason']).not.toContain(aws.account.id)
    onImage(aws, OLD_IMAGE)
    nothingRuns(aws)
  })

  test('exit code 194 asks for a reboot: a failure, and nothing is rebooted', async () => {
    await using aws = await world({ script: forReal })
    const job = await aws.job({ inputs: { 'verify-on-instance': 'echo updated\nexit 194' } })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'verify', fleet: 'previous' })
    expect(job.outputs['reason']).toContain('Exit code 194 asks Systems Manager for a reboot')
    expect([...runsIn(aws.account).values()].every((times) => times === 1)).toBe(true)
    await golden(import.meta.url, 'exit 194', aws, [job])
  })
})

test('output: its end is shown, escaped, without the account, and Systems Manager’s cut hides none of it', async () => {
  await using aws = await world({ script: forReal })
  const long = `for i in $(seq 1 4000); do echo "line $i of many"; done
printf '::error::not mine\\n<b>arn:aws:iam::${aws.account.id}:role/x ${aws.account.id}\\n'
exit 3`
  const job = await aws.job({ inputs: { 'verify-on-instance': long } })
  expect(job.outputs).toMatchObject({ 'failure-code': 'verify' })
  const log = job.log.join('\n')
  expect(log).toContain('line 4000 of many')
  expect(log).not.toContain('truncated')
  expect(job.annotations.map(({ message }) => message)).not.toContain('not mine')
  expect(job.outputs['reason']).toContain('<b>arn:aws:iam::ACCOUNT:role/x ACCOUNT')
  expect(job.summary).not.toContain('<b>arn')
  expect(job.summary).not.toContain(aws.account.id)
})

describe('a passing fault decides nothing', () => {
  test.each([
    ['throttled', { on: { operation: 'SendCommand', nth: [1, 2, 3] }, what: throttled }],
    ['the answer is lost', { on: { operation: 'SendCommand', nth: [1, 3] }, what: lost }],
    ['the connection breaks in the answer', { on: { operation: 'SendCommand', nth: 1 }, what: severed('mid-answer') }],
    ['each read fails now and then', { on: { service: 'SSM', nth: [2, 5, 8, 11, 14] }, what: failed }],
  ])('%s', async (_, fault) => {
    await using aws = await world({}, { faults: [fault], web: { rules: { invocationKnownAfter: 6 } } })
    const job = await aws.job()
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect([...runsIn(aws.account).values()]).toEqual([1, 1])
  })

  test('a request that never arrived is sent when Systems Manager has listed nothing for a minute', async () => {
    await using aws = await world({}, { faults: [{ on: { operation: 'SendCommand', nth: 1 }, what: failed }] })
    const job = await aws.job({ inputs: { 'bake-time': '5m' } })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
    expect([...runsIn(aws.account).values()]).toEqual([1, 1])
  })
})

describe('only what Systems Manager manages is sent to', () => {
  test('it registers late', async () => {
    await using aws = await world({ registersAfterSeconds: 200 }, { web: { rules: { registrationTakes: 240 } } })
    const job = await aws.job({ inputs: { 'bake-time': '6m' } })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
  })

  test.each(['refuses-all', 'is-left-out'] as const)('one is lost between list and send: %s', async (setting) => {
    await using aws = await world({}, { web: { rules: { oneUnmanagedNode: setting } } })
    let removed = false
    const send = aws.account.commands.send.bind(aws.account.commands)
    aws.account.commands.send = (request) => {
      const [first = ''] = request.instances
      const instance = aws.account.ec2Instances.get(first)
      if (!removed && instance) {
        removed = true
        const { runningAt } = instance
        instance.runningAt = undefined
        aws.agenda.after(40_000, () => {
          instance.runningAt = runningAt
        })
      }
      return send(request)
    }
    const job = await aws.job({ inputs: { 'bake-time': '6m' } })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
    expect(removed).toBe(true)
  })
})

describe.each(['in-progress', 'undeliverable'] as const)(
  'an instance that has ended is left out; its command is %s',
  (setting) => {
    test('scale-in in the middle', async () => {
      await using aws = await world({ script: { seconds: 20 } }, { web: { rules: { invocationOfEnded: setting } } })
      const shrink = () => {
        if (aws.account.commands.all.length === 0) return aws.agenda.after(1_000, shrink)
        aws.group.setDesired(1)
      }
      aws.agenda.after(1_000, shrink)
      const job = await aws.job({ inputs: { 'bake-time': '5m' } })
      expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
      expect(aws.group.instances).toHaveLength(1)
      const sentTo = aws.account.commands.all.flatMap(({ invocations }) => invocations.map(({ instance }) => instance))
      expect(sentTo.map(({ ec2State }) => ec2State)).toContain('terminated')
    })
  },
)

describe('nothing goes on after the end', () => {
  const slow: Agent = { script: { seconds: 60 } }

  // AWS promises nothing of a cancel: what runs may run on.
  test.each(['ends', 'goes-on'] as const)(
    'cancelled: main cancels the command after the rollback is sent; what runs %s',
    async (cancelOfRunning) => {
      await using aws = await world(slow, { web: { rules: { cancelOfRunning } } })
      const job = await aws.job({ cancelOn: { operation: 'SendCommand', when: 'after' }, patience: seconds(10) })
      expect(job.outputs).toMatchObject({ outcome: 'cancelled' })
      const order = job.writes.map(({ operation }) => operation)
      expect(order.indexOf('CancelCommand')).toBeGreaterThan(order.indexOf('RollbackInstanceRefresh'))
      if (cancelOfRunning === 'ends') nothingRuns(aws)
      aws.pass(minutes(15))
      onImage(aws, OLD_IMAGE)
    },
  )

  test.each(['before', 'after'] as const)('killed %s SendCommand: post cancels it', async (when) => {
    await using aws = await world(slow, { web: { rules: { invocationKnownAfter: 6 } } })
    const job = await aws.job({ killOn: { operation: 'SendCommand', when }, machineSurvives: true })
    expect(job.writes.filter(({ operation }) => operation === 'CancelCommand')).toHaveLength(when === 'after' ? 1 : 0)
    nothingRuns(aws)
    onImage(aws, OLD_IMAGE)
  })

  test('a guard triggers meanwhile: rolled back first, and cancelled', async () => {
    await using aws = await world({ script: { seconds: 280 } }, { web: { behaviour: { goesBadAfterSeconds: 170 } } })
    const job = await aws.job({ inputs: { 'bake-time': '6m' } })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'target-health', fleet: 'previous' })
    const order = job.writes.map(({ operation }) => operation)
    expect(order).toEqual(expect.arrayContaining(['SendCommand', 'CancelCommand', 'RollbackInstanceRefresh']))
    nothingRuns(aws)
  })
})

test('beside `verify`: both must pass', async () => {
  await using aws = await world({ script: { exit: 1 } })
  const job = await aws.job({
    inputs: { verify: 'true' },
    verifyRunner: passes,
  })
  expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'verify' })
})

test('at checkpoints each new instance once, and in the bake time only those that came since', async () => {
  await using aws = await world()
  const job = await aws.job({
    inputs: { checkpoints: '50', 'checkpoint-delay': '150s', 'max-healthy-percentage': '150' },
  })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
  expect([...runsIn(aws.account).values()]).toEqual([1, 1])
  const [checkpoint, bake] = ['checkpoint 50 %', 'bake'].map((step) =>
    job.log.findIndex((line) => line.includes(`instances passed (${step})`)),
  )
  expect(checkpoint).toBeGreaterThan(0)
  expect(bake).toBeGreaterThan(checkpoint ?? 0)
})

test('sixty instances: never more at once than a tenth or what fits, at most fifty in a command', async () => {
  await using aws = await world({ script: { seconds: 12 } }, { web: { group: { desired: 60, max: 140 } } })
  const job = await aws.job({ inputs: { 'bake-time': '6m' } })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
  expect(runsIn(aws.account).size).toBe(60)
  const sizes = aws.account.commands.all.toReversed().map(({ request }) => request.instances.length)
  expect(sizes[0]).toBe(6)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(50)
})

test('Windows: exit code 3010 asks for a reboot: a failure, and nothing is rebooted', async () => {
  await using aws = await world({ platform: 'Windows', script: byPowerShell(3010) })
  const job = await aws.job({ inputs: { 'verify-on-instance': 'exit 3010' } })
  expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'verify', fleet: 'previous' })
  expect(job.outputs['reason']).toContain('Exit code 3010 asks Systems Manager for a reboot')
  expect([...runsIn(aws.account).values()].every((times) => times === 1)).toBe(true)
  nothingRuns(aws)
})

test('Windows: by PowerShell, and the script is in it', async () => {
  await using aws = await world({ platform: 'Windows' })
  const job = await aws.job({ inputs: { 'verify-on-instance': 'Get-Service W3SVC' } })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
  const requests = aws.account.commands.all.map(({ request }) => request)
  expect(new Set(requests.map(({ document }) => document))).toEqual(new Set(['AWS-RunPowerShellScript']))
  const [, encoded = ''] = /FromBase64String\('([^']+)'\)/.exec(requests[0]?.script ?? '') ?? []
  expect(Buffer.from(encoded, 'base64').toString()).toBe("$ErrorActionPreference = 'Stop'\nGet-Service W3SVC")
})

describe('trial', () => {
  test('the script fails on the trial: no instance of the group is touched', async () => {
    await using aws = await world({ script: { exit: 4, stdout: 'no route to the database\n' } })
    const job = await aws.job({ inputs: { trial: 'true' } })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'trial', fleet: 'previous' })
    expect(job.outputs['reason']).toMatch(
      /verify-on-instance failed on the trial on i-\w+ with exit code 4\. Its last line: “no route/,
    )
    expect(aws.group.refreshes.all).toEqual([])
    expect(
      [...aws.account.ec2Instances.values()].filter(({ launchInfo }) => launchInfo.group === undefined),
    ).toMatchObject([{ ec2State: 'terminated' }])
  })

  test('Systems Manager does not manage it: failed with that reason, no instance of the group is touched', async () => {
    await using aws = await world({ isMissing: true })
    const job = await aws.job({ inputs: { trial: 'true', 'trial-timeout': '4m' } })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'trial', fleet: 'previous' })
    expect(job.outputs['reason']).toMatch(/On i-\w+: Systems Manager does not manage it/)
    expect(job.outputs['reason']).not.toContain(aws.account.id)
    expect(aws.group.refreshes.all).toEqual([])
  })

  test.each([
    ['Cancelled', 'Cancelled'],
    ['Terminated', 'Terminated'],
    ['Access Denied', 'AccessDenied'],
    ['A New Detail', 'Other'],
  ])('Systems Manager ends it as %s: failed', async (details, says) => {
    const gate: NonNullable<Parameters<typeof simulated>[1]>['gate'] = async (call, next) => {
      const answer: Readonly<Record<string, unknown>> = { ...(await next()) }
      const found = answer['CommandInvocations']
      if (call.operation !== 'ListCommandInvocations' || !Array.isArray(found)) return answer
      return { ...answer, CommandInvocations: found.map((each) => ({ ...each, StatusDetails: details })) }
    }
    await using aws = await world({}, { gate })
    const job = await aws.job({ inputs: { trial: 'true' } })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'trial', fleet: 'previous' })
    expect(job.outputs['reason']).toMatch(new RegExp(`on i-\\w+: ${says}`))
    nothingRuns(aws)
  })

  test('it passes there, and runs again on each instance of the group', async () => {
    await using aws = await world()
    const job = await aws.job({ inputs: { trial: 'true' } })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
    expect(runsIn(aws.account).size).toBe(3)
  })
})

test('`mode: rollback` runs it on the old version, where it is set in that step', async () => {
  await using aws = await world()
  await aws.job()
  const before = aws.account.commands.all.length
  const job = await aws.job({ runId: '77', inputs: { mode: 'rollback', image: '' } })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
  expect(aws.account.commands.all.length).toBeGreaterThan(before)
  onImage(aws, OLD_IMAGE)
})

test('a pause that is open is not handed over: the verdict comes first, and the next job runs it again', async () => {
  await using aws = await world({ script: { seconds: 30 } })
  const job = await aws.job({
    inputs: { checkpoints: '50', 'checkpoint-delay': '15m', 'hand-over': '10m', 'max-healthy-percentage': '110' },
  })
  expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'handed-over' })
  nothingRuns(aws)
  const next = await aws.job({ inputs: { checkpoints: '50', 'checkpoint-delay': '15m' } })
  expect(next.outputs).toMatchObject({ outcome: 'succeeded' })
  onImage(aws, NEW_IMAGE)
})

test('plan: no command is sent, and what it needs is listed', async () => {
  await using aws = await world()
  const job = await aws.job({ inputs: { mode: 'plan' } })
  expect(aws.account.commands.all).toEqual([])
  expect(job.writes).toEqual([])
  expect(job.summary).toContain('ssm:SendCommand')
})

describe('before the start', () => {
  test('without the reads: refused, with nothing changed', async () => {
    await using aws = await world({}, { policy: policyWith('trial') })
    const job = await aws.job()
    expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'access-denied' })
    expect(job.log.join('\n')).toContain('ssm:DescribeInstanceInformation')
    expect(job.writes).toEqual([])
  })

  test('Systems Manager manages none of the present instances: a warning', async () => {
    await using aws = await world({}, { web: { oldBehaviour: { agent: { isMissing: true } } } })
    const job = await aws.job({ inputs: { mode: 'plan' } })
    expect(job.annotations.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('Systems Manager manages none of the 2 instances'),
    )
  })
})

describe('docs/iam-policy-on-instance.json: what each statement costs to leave out', () => {
  const without =
    (sid: string) =>
    (account: Account): PolicyDocument => ({
      Statement: policy(account).Statement.filter((each) => !('Sid' in each) || each.Sid !== sid),
    })
  test.each([
    ['SendScripts', 'failed', /SendCommand failed \(AccessDenied/],
    ['SendThemToTheGroup', 'failed', /AccessDenied/],
    ['ReadCommands', 'refused', /not authorized to perform: ssm:/],
  ])('%s', async (sid, outcome, reason) => {
    await using aws = await world({}, { policy: without(sid) })
    const job = await aws.job()
    expect(job.outputs).toMatchObject({ outcome })
    expect(job.outputs['reason']).toMatch(reason)
  })

  test('SendThemToTheTrial', async () => {
    await using aws = await world({}, { policy: without('SendThemToTheTrial') })
    const job = await aws.job({ inputs: { trial: 'true' } })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'trial' })
  })

  test('CancelCommands: a warning with the command, and the outcome stays', async () => {
    await using aws = await world({ script: { seconds: 60 } }, { policy: without('CancelCommands') })
    const job = await aws.job({ inputs: { 'verify-timeout': '30s' } })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'verify', fleet: 'previous' })
    expect(job.annotations.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/aws ssm cancel-command --region eu-west-1 --command-id [0-9a-f-]{36}/),
    )
  })
})
