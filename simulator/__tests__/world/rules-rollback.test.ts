/** How a refresh is cancelled or rolled back. */
import { expect } from 'vitest'
import { provesRule, provesSwitch } from './proves.ts'
import { refreshOf, refreshTo2, refusalOf, runUntil, scene, versions } from './scene.ts'

/** Half of the group is new, and protects itself as soon as it is in service; then somebody rolls back. */
const rolledBackWithProtected = (rules: Parameters<typeof scene>[0]) => {
  const { agenda, group } = scene({ ...rules, group: { newInstancesProtected: true } })
  refreshTo2(group, { ScaleInProtectedInstances: 'Ignore', CheckpointPercentages: [50, 100] })
  agenda.runUntil(agenda.now + 3_600_000, () => refreshOf(group).percent >= 50)
  group.rollbackRefresh()
  agenda.runUntil(agenda.now + 7_200_000, () => !refreshOf(group).isActive)
  return `${refreshOf(group).status} ${versions(group)}`
}
provesSwitch('rollbackOfProtected', {
  'as-forward': (rules) => expect(rolledBackWithProtected({ rules })).toBe('RollbackSuccessful 111222'),
  always: (rules) => expect(rolledBackWithProtected({ rules })).toBe('RollbackSuccessful 111111'),
})

provesRule('rollbackNeedsDesired', (rules) => {
  const { agenda, group } = scene({ rules })
  group.startRefresh({ preferences: { MinHealthyPercentage: 90 } })
  runUntil(agenda, group, 'InProgress')
  expect(refusalOf(() => group.rollbackRefresh())).toMatchObject({ code: 'IrreversibleInstanceRefreshFault' })
})

provesRule('rollbackNeedsNumber', (rules) => {
  const { agenda, group } = scene({ rules, version: '$Default' })
  refreshTo2(group)
  runUntil(agenda, group, 'InProgress')
  expect(refusalOf(() => group.rollbackRefresh())).toMatchObject({ code: 'IrreversibleInstanceRefreshFault' })
})

provesRule('rollbackReplacesDeployed', (rules) => {
  const { agenda, group } = scene({ rules })
  const before = group.instances.map(({ id }) => id)
  refreshTo2(group, { CheckpointPercentages: [50, 100] })
  agenda.runUntil(agenda.now + 3_600_000, () => refreshOf(group).percent >= 50)
  group.rollbackRefresh()
  runUntil(agenda, group, 'RollbackSuccessful')
  expect(versions(group)).toBe('111111')
  expect(group.instances.filter(({ id }) => before.includes(id))).toHaveLength(3)
})

const rolledBackInBake = (rules: Parameters<typeof scene>[0]) => {
  const { agenda, group } = scene(rules)
  refreshTo2(group, { BakeTime: 600 })
  runUntil(agenda, group, 'Baking')
  return () => group.rollbackRefresh()
}
provesSwitch('rollbackWhileBaking', {
  accepted: (rules) => expect(rolledBackInBake({ rules })()).toMatch(/^[0-9a-f-]{36}$/),
  refused: (rules) => expect(refusalOf(rolledBackInBake({ rules })).code).toBe('ActiveInstanceRefreshNotFoundFault'),
})

const cancelledInRollback = (rules: Parameters<typeof scene>[0]) => {
  const { agenda, group } = scene(rules)
  refreshTo2(group)
  agenda.run(120)
  group.rollbackRefresh()
  return () => group.cancelRefresh()
}
provesSwitch('cancelWhileRollingBack', {
  accepted: (rules) => expect(cancelledInRollback({ rules })()).toMatch(/^[0-9a-f-]{36}$/),
  refused: (rules) => expect(refusalOf(cancelledInRollback({ rules })).code).toBe('ActiveInstanceRefreshNotFoundFault'),
})

provesRule('cancelWaits', (rules) => {
  const { agenda, group } = scene({ rules, next: { bootSeconds: 600 } })
  refreshTo2(group)
  agenda.runUntil(agenda.now + 600_000, () => group.instances.length > 6)
  group.cancelRefresh()
  expect(refreshOf(group).status).toBe('Cancelling')
  runUntil(agenda, group, 'Cancelled')
  expect(group.instances.every(({ isComing }) => !isComing)).toBe(true)
})
