import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { refusedBy } from '../../src/rollout/failures/from-problem.ts'
import { rowOf } from '../../src/rollout/failures/index.ts'
import { completeHookCommands } from '../../src/rollout/manual-commands.ts'
import { refreshStatus } from '../../src/rollout/model/refresh-status.ts'
import { faultsOfScript } from '../repo/aws-cli.ts'
import { failures, onceGone, variants } from '../report/failures.ts'

const cases = [...Object.entries(failures), ...variants.map((each) => [each[0].code, each] as const)]

describe('a failure', () => {
  test.each(cases)('%s: what becomes of the refresh, the sentence, the next step, the commands', (key, told) => {
    const [failure, action, runAgain, sentence, nextStep, commands] = told
    const { commands: commandsFor, onceGone: gone, ...row } = rowOf(failure)
    expect(row).toEqual({ action, sentence, nextStep, runAgain })
    expect(gone).toBe(new Map(Object.entries(onceGone)).get(key))
    expect(commandsFor('web')).toEqual(commands)
    expect(key.split('/')[0]).toBe(failure.code)
  })

  test('quotes a group’s name in each command', () => {
    const commands = cases.flatMap(([, [failure]]) => rowOf(failure).commands("web's"))
    expect(commands.filter((command) => /web's/.test(command))).toEqual([])
  })
})

test('a hook that nobody answers is named, and no input about protection is', () => {
  const { sentence, nextStep } = rowOf({
    code: 'stalled',
    since: 0,
    limitMs: 900_000,
    waitingFor: [{ by: 'lifecycle-hook', waits: [{ instance: 'i-1', at: 'launch', hooks: ['a', 'b'] }] }],
  })
  expect(sentence).toBe('Nothing has changed for 15 min: i-1 waits for one of the lifecycle hooks a and b.')
  expect(nextStep).not.toContain('scale-in-protected-instances')
})

describe('the command for a lifecycle hook', () => {
  const commands = (hooks: readonly string[]) =>
    completeHookCommands("web's", { instance: 'i-1', at: 'termination', hooks })

  test('is one for each hook that the instance may wait for', () => {
    const both = commands(['drain', 'save logs'])
    expect(both.map((each) => /--lifecycle-hook-name ('.*?'|\S+) /.exec(each)?.[1])).toEqual(['drain', "'save logs'"])
    expect(both.flatMap(faultsOfScript)).toEqual([])
  })

  test.each([[[]], [['a', 'b', 'c', 'd']]])('finds out those of the same transition by itself: %s', (hooks) => {
    const [loop = '', ...others] = commands(hooks)
    expect(others).toEqual([])
    const aws = `aws() { case "$2" in describe*) echo "$*" >&2; echo "a\tb";; *) echo "$*";; esac; }; `
    const { stdout, stderr } = spawnSync('bash', ['-c', aws + loop], { encoding: 'utf8' })
    expect(stderr).toContain("[?LifecycleTransition=='autoscaling:EC2_INSTANCE_TERMINATING']")
    const complete = "autoscaling complete-lifecycle-action --auto-scaling-group-name web's --instance-id i-1"
    expect(stdout.split('\n').map((line) => line.split(' --lifecycle-action-result')[0])).toEqual([
      `${complete} --lifecycle-hook-name a`,
      `${complete} --lifecycle-hook-name b`,
      '',
    ])
  })
})

describe('of AWS’s own end', () => {
  const sentence = (status: string, statusReason?: string) =>
    rowOf({
      code: 'aws-failed',
      reason: 'ended',
      status: refreshStatus(status),
      ...(statusReason !== undefined && { statusReason }),
    }).sentence

  test('a status that nobody knows is named, and never called a success', () => {
    expect(sentence('Paused')).toBe('The instance refresh became Paused, which is no success.')
    expect(sentence('constructor')).toBe('The instance refresh became constructor, which is no success.')
  })

  test('nothing is read into what AWS wrote', () => {
    expect(sentence('Failed', 'Successful')).toBe('AWS ended the instance refresh as Failed. AWS says: “Successful”')
  })

  test('somebody else’s rollback leads to that person', () => {
    const row = rowOf({ code: 'aws-failed', reason: 'ended', status: 'RollbackInProgress', requested: true })
    expect(row.sentence).toContain('somebody else did, since `AutoRollback` was off')
    expect(row.nextStep).toMatch(/^Ask who rolled it back and why/)
  })
})

test('a version without the image that was asked for says so', () => {
  expect(rowOf({ code: 'aws-failed', reason: 'altered', differences: [] }).sentence).toBe(
    'The new template version does not have the image that was asked for.',
  )
})

test('an answer that was lost is looked for before the job runs again', () => {
  const lost = refusedBy({ kind: 'lost', operation: 'X', code: 'C', message: 'm' })
  expect(rowOf(lost).nextStep).toBe('See whether it took effect, then run the job again: it takes up its own refresh.')
})
