/** What EC2 says of a trial instance, and what it means; and whose trial a run may end. */
import { expect, test } from 'vitest'
import { launchesAfter } from '../../src/github/trial-state.ts'
import type { Event } from '../../src/rollout/events.ts'
import { evaluateTrial } from '../../src/rollout/execute/trial/evaluate.ts'
import { isLeftTrial, type TrialProgress, type UnfinishedLaunch } from '../../src/rollout/model/trial.ts'
import { NEW, T } from './fixtures.ts'

const ec2 = (state: string) => ({ ec2Instance: { image: NEW, launched: T, state } })
const checks = (system: string, instance: string) => ({ ...ec2('running'), checks: { system, instance } })

test.each([
  ['not listed yet', { ec2Instance: undefined }, false, 'wait'],
  ['pending', ec2('pending'), false, 'wait'],
  ['running, not checked', ec2('running'), false, 'wait'],
  ['initializing', checks('ok', 'initializing'), false, 'wait'],
  ['without data', checks('insufficient-data', 'ok'), false, 'wait'],
  ['impaired for the first time', checks('ok', 'impaired'), false, 'wait'],
  ['impaired again', checks('ok', 'impaired'), true, 'failed'],
  [
    'a volume that cannot be reached, again',
    { ...ec2('running'), checks: { system: 'ok', instance: 'ok', attachedEbs: 'impaired' } },
    true,
    'failed',
  ],
  ['ok', checks('ok', 'ok'), false, 'ready'],
  [
    'a check that EC2 does not make',
    { ...ec2('running'), checks: { system: 'ok', instance: 'ok', attachedEbs: 'not-applicable' } },
    false,
    'ready',
  ],
  ['stopping', ec2('stopping'), false, 'failed'],
  ['terminated', ec2('terminated'), false, 'failed'],
] as const)('%s: %s', (_, seen, wasImpaired, type) => {
  expect(evaluateTrial('i-1', seen, wasImpaired).type).toBe(type)
})

const left = { instance: 'i-1', template: 'lt-1', version: 8, run: '41', attempt: 1, until: T }
test.each([
  ['its own earlier attempt, at once', { run: '41', attempt: 2, at: T - 1 }, true],
  ['its own attempt', { run: '41', attempt: 1, at: T - 1 }, false],
  ['another run, before its time is over', { run: '42', attempt: 9, at: T - 1 }, false],
  ['another run, afterwards', { run: '42', attempt: 1, at: T }, true],
] as const)('%s', (_, by, may) => {
  expect(isLeftTrial(left, by)).toBe(may)
})

const launch = (subnet: string): UnfinishedLaunch => ({
  owner: { group: { name: 'web', arn: 'arn' }, run: '41', attempt: 1, until: T },
  template: 'lt-1',
  version: 8,
  place: { subnet },
})
const problem = { kind: 'rejected', operation: 'RunInstances', code: 'X', message: '' } as const
const made = { ...launch('b'), instance: 'i-1' }

test.each<[what: string, so: readonly TrialProgress[], open: readonly UnfinishedLaunch[]]>([
  ['a request that is sent may have an instance', [{ did: 'launching', launch: launch('a') }], [launch('a')]],
  [
    'one that found no room has none',
    [
      { did: 'launching', launch: launch('a') },
      { did: 'no-room', place: { subnet: 'a' }, problem, isLast: false },
      { did: 'launching', launch: launch('b') },
    ],
    [launch('b')],
  ],
  [
    'one that was refused has none',
    [
      { did: 'launching', launch: launch('a') },
      { did: 'not-launched', place: { subnet: 'a' }, problem },
    ],
    [],
  ],
  [
    'its instance is known from then on',
    [
      { did: 'launching', launch: launch('b') },
      { did: 'launched', launch: made, instance: 'i-1', isSpot: false },
    ],
    [made],
  ],
  [
    'asked to end, it may still run',
    [
      { did: 'launching', launch: made },
      { did: 'ending', instances: ['i-1'] },
    ],
    [made],
  ],
  [
    'seen to be gone',
    [
      { did: 'launching', launch: made },
      { did: 'ended', instances: ['i-1'] },
    ],
    [],
  ],
  [
    'reported with the command',
    [
      { did: 'launching', launch: made },
      { did: 'left', instances: ['i-1'], command: 'aws' },
    ],
    [],
  ],
])('for the post step: %s', (_, so, open) => {
  const events = so.map((trial): Event => ({ type: 'trial', at: T, trial }))
  expect(events.reduce<readonly UnfinishedLaunch[]>(launchesAfter, [])).toEqual(open)
})
