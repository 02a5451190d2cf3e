/** What the user's check is told. */
import { expect, test } from 'vitest'
import type { Ec2Instance } from '../../src/rollout/model/instance.ts'
import type { Operation } from '../../src/rollout/model/operation.ts'
import { checkFor } from '../../src/rollout/watch/check-facts.ts'
import { afterLooks, instance, leg, look, NEW, OLD, refresh, T, terms } from './fixtures.ts'

const machine = (address?: string): Ec2Instance => ({
  image: NEW,
  launched: T,
  state: 'running',
  ...(address !== undefined && { address }),
})
const checked = { ...terms, verify: { checkpoint: 60_000, bake: 90_000 } }

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
    machines: new Map([
      ['i-1', machine('10.0.0.1')],
      ['i-2', machine()],
      ['i-4', machine('10.0.0.4')],
    ]),
  })
  expect(checkFor('checkpoint 50 %', afterLooks([seen]), leg, checked)).toEqual({
    step: 'checkpoint 50 %',
    limit: 60_000,
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
  const memory = afterLooks([look(0, 'Baking')])
  expect(checkFor('bake', memory, leg, checked).limit).toBe(90_000)
  expect(checkFor('checkpoint 20 %', memory, leg, checked).limit).toBe(60_000)
})

test('AWS gives no percentage when it is done: none is known', () => {
  expect(checkFor('bake', afterLooks([look(0, 'Successful')]), leg, checked).facts).toMatchObject({ percentage: '0' })
})

test('of several templates all versions, and each image once', () => {
  const arm = { id: 'lt-2', name: 'arm', version: 4, image: NEW }
  const several: Operation = { ...leg, to: { templates: [...leg.to.templates, arm] } }
  expect(checkFor('bake', afterLooks([look(0, 'Baking')]), several, checked).facts).toMatchObject({
    'image-id': NEW,
    'launch-template-id': 'lt-1 lt-2',
    'launch-template-version': '8 4',
  })
})

test('an environment does not grow with the fleet: 500 instances are named', () => {
  const instances = Array.from({ length: 600 }, (_, i) => instance(`i-${i}`, 8))
  const { facts } = checkFor('bake', afterLooks([look(0, 'Baking', { instances })]), leg, checked)
  expect(String(facts['new-instance-ids']).split(' ')).toHaveLength(500)
})
