/** Step debug: every call to AWS with its tries and its request id, and nothing secret. */
import { expect, test } from 'vitest'
import { throttled } from '../../simulator/aws/gate/faults.ts'
import { web } from '../../simulator/scenes/web.ts'
import { START, seconds, simulated } from '../scenario.ts'

const lineOf = /^##\[debug\](\w+) (\w+): (\w+) after \d+ ms, HTTP (\d+), (\d+) (?:try|tries), request id [\w-]+$/

test('with step debug on, each call of a plan has a line; one that was throttled says how often it was tried', async () => {
  const on = { operation: 'DescribeAutoScalingGroups', from: START, until: START + seconds(1) }
  await using aws = await simulated((agenda) => web(agenda), { faults: [{ on, what: throttled }] })
  const job = await aws.job({ inputs: { mode: 'plan' }, env: { RUNNER_DEBUG: '1' } })
  expect(job.outputs).toMatchObject({ outcome: 'planned' })
  const lines = job.log.filter((line) => line.startsWith('##[debug]'))
  const calls = lines.map((line) => lineOf.exec(line)?.slice(1, 6) ?? [line])
  const groups = calls.filter(([, operation]) => operation === 'DescribeAutoScalingGroups')
  expect(groups[0]?.slice(2, 4)).toEqual(['Throttling', '400'])
  expect(Number(groups[0]?.[4])).toBeGreaterThan(1)
  expect(groups.at(-1)?.slice(0, 4)).toEqual(['AutoScaling', 'DescribeAutoScalingGroups', 'answered', '200'])
  // A trial launch (DryRun) that would succeed is answered by an error.
  const refused = calls.filter(([, , ended]) => ended !== 'answered').map(([, operation]) => operation)
  expect(new Set(refused)).toEqual(new Set(['DescribeAutoScalingGroups', 'RunInstances']))
  const tries = calls.reduce((sum, [, , , , count]) => sum + Number(count), 0)
  expect(tries).toBe(aws.journal.entries.length)
  expect(lines.join('\n')).not.toMatch(/simulated-secret|ami-|eyJ/)
})

test('without it there is none', async () => {
  await using aws = await simulated((agenda) => web(agenda))
  const job = await aws.job({ inputs: { mode: 'plan' } })
  expect(job.log.join('\n')).not.toContain('##[debug]')
})
