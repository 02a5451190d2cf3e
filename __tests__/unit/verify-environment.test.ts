/** What the user's check is told. */
import { expect, test } from 'vitest'
import type { Ec2Instance } from '../../src/rollout/model/instance.ts'
import type { Operation } from '../../src/rollout/model/operation.ts'
import { verificationFor } from '../../src/rollout/watch/verify-environment.ts'
import { afterLooks, instance, look, NEW, OLD, operation, refresh, settings, T } from './fixtures.ts'

const ec2Instance = (address?: string): Ec2Instance => ({
  image: NEW,
  launched: T,
  state: 'running',
  ...(address !== undefined && { address }),
})
const checked = { ...settings, verify: { checkpoint: 60_000, bake: 90_000 } }

test('the group, the refresh, how far it is, and the new instances in service with their addresses', () => {
  const seen = look(0, 'InProgress', {
    refresh: refresh('InProgress', { percent: 50 }),
    instances: [
      instance('i-old', 7),
      instance('i-1', 8),
      instance('i-2', 8),
      instance('i-3', 8, { lifecycle: 'Pending' }),
      instance('i-4', 8),
    ],
    ec2Instances: new Map([
      ['i-1', ec2Instance('10.0.0.1')],
      ['i-2', ec2Instance()],
      ['i-4', ec2Instance('10.0.0.4')],
    ]),
  })
  expect(verificationFor('checkpoint 50 %', afterLooks([seen]), operation, checked)).toEqual({
    step: 'checkpoint 50 %',
    limit: 60_000,
    instances: ['i-1', 'i-2', 'i-4'],
    facts: {
      group: 'web',
      'instance-refresh-id': 'r-1',
      percentage: '50',
      'new-instance-ids': 'i-1 i-2 i-4',
      'new-instance-addresses': '10.0.0.1 10.0.0.4',
      'image-id': NEW,
      'previous-image-id': OLD,
      'launch-template-id': 'lt-1',
      'launch-template-version': '8',
      'previous-launch-template-version': '7',
    },
  })
})

test('the bake has a limit of its own', () => {
  const watchState = afterLooks([look(0, 'Baking')])
  expect(verificationFor('bake', watchState, operation, checked).limit).toBe(90_000)
  expect(verificationFor('checkpoint 20 %', watchState, operation, checked).limit).toBe(60_000)
})

test('AWS gives no percentage when it is done: none is known', () => {
  expect(verificationFor('bake', afterLooks([look(0, 'Successful')]), operation, checked).facts).toMatchObject({
    percentage: '0',
  })
})

test('of several templates all versions, and each image once', () => {
  const arm = { id: 'lt-2', name: 'arm', version: 4, image: NEW }
  const several: Operation = { ...operation, to: { templates: [...operation.to.templates, arm] } }
  expect(verificationFor('bake', afterLooks([look(0, 'Baking')]), several, checked).facts).toMatchObject({
    'image-id': NEW,
    'launch-template-id': 'lt-1 lt-2',
    'launch-template-version': '8 4',
  })
})

test('an environment does not grow with the fleet: 500 instances are named', () => {
  const instances = Array.from({ length: 600 }, (_, i) => instance(`i-${i}`, 8))
  const { facts } = verificationFor('bake', afterLooks([look(0, 'Baking', { instances })]), operation, checked)
  expect(String(facts['new-instance-ids']).split(' ')).toHaveLength(500)
})
