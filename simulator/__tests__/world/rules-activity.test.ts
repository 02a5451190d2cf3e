import { expect } from 'vitest'
import { provesRule, provesSwitch } from './proves.ts'
import { refreshTo2, scene } from './scene.ts'

provesRule('inProgressFirst', (rules) => {
  const hooks = [{ name: 'drain', transition: 'terminating', heartbeatTimeout: 3600 }] as const
  const { agenda, group } = scene({ rules, group: { hooks } })
  const [first] = group.instances
  group.terminateInstance(first?.id ?? '')
  agenda.run(600)
  const [one, two] = group.activities.list(agenda.now)
  expect(one).toMatchObject({ description: `Terminating EC2 instance: ${first?.id}`, status: 'MidLifecycleAction' })
  expect(two).toMatchObject({ status: 'Successful' })
})

provesRule('keptSixWeeks', (rules) => {
  const { agenda, group } = scene({ rules })
  group.terminateInstance(group.instances[0]?.id ?? '')
  agenda.run(600)
  const { length } = group.activities.list(agenda.now)
  expect(length).toBeGreaterThan(0)
  agenda.run(41 * 86_400)
  expect(group.activities.list(agenda.now)).toHaveLength(length)
  agenda.run(86_400)
  expect(group.activities.list(agenda.now)).toEqual([])
})

provesRule('failedLaunchSaysWhy', (rules) => {
  const { agenda, group } = scene({ rules, next: { launchRefused: 'No. Launching EC2 instance failed.' } })
  refreshTo2(group)
  agenda.run(60)
  const [failed] = group.activities.list(agenda.now).filter(({ status }) => status === 'Failed')
  expect(failed?.description).toBe('Launching a new EC2 instance.  Status Reason: No. Launching EC2 instance failed.')
})

/** A group whose instances are all protected, ten minutes after it had to shrink: its cancelled activities. */
const prevented = (rules: Parameters<typeof scene>[0]) => {
  const { agenda, group } = scene(rules)
  group.protect(
    group.instances.map(({ id }) => id),
    true,
  )
  group.setDesired(5)
  agenda.run(600)
  return group.activities.list(agenda.now).filter(({ status }) => status === 'Cancelled')
}

provesRule('protectedScaleInIsCancelled', (rules) => {
  const [activity] = prevented({ rules })
  expect(activity?.description).toBe(
    'Could not scale to desired capacity because all remaining instances are protected from scale-in.',
  )
  expect(activity?.cause).toMatch(
    /^At \S+ a user request explicitly set group desired capacity changing the desired capacity from 6 to 5\. {2}At \S+ group reached equilibrium\.$/,
  )
})

provesSwitch('protectedScaleInRepeats', {
  once: (rules) => expect(prevented({ rules })).toHaveLength(1),
  'every-minute': (rules) => expect(prevented({ rules }).length).toBeGreaterThan(8),
})
