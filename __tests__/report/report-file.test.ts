import { describe, expect, it, test } from 'vitest'
import { reportOf } from '../../src/report/json/report.ts'
import type { Event } from '../../src/rollout/events.ts'
import type { RolloutSettings } from '../../src/rollout/model/settings.ts'
import type { Survey } from '../../src/rollout/model/survey.ts'
import { templateOf } from '../group-template.ts'
import { bad, concluded, departure, timelineOf } from './emitting.ts'
import { exhibits } from './exhibits.ts'
import { failures } from './failures.ts'
import { group, held, policy, survey, T } from './fleet.ts'
import { misfits, schema } from './schema.ts'
import { stories } from './stories.ts'

const asFile = (events: readonly Event[]): unknown => JSON.parse(JSON.stringify(reportOf(timelineOf(events))))

const causes = Object.entries(failures).map(
  ([name, [cause]]) => [name, [...departure(), concluded(16, bad(cause))]] as const,
)

/** A plan for a group on `$Latest` with weights, and with all that a group and a step may set. */
const everySetting: RolloutSettings = {
  ...policy,
  mode: 'plan',
  keepTemplateVersions: 3,
  setParameter: '/web/image',
  archive: { keep: 2, how: 'deprecate' },
  verify: { timeout: 60_000, namesInstances: true, onInstance: false },
  trial: { timeout: 900_000 },
}
const weighty: Survey = {
  ...survey,
  group: {
    ...group,
    templates: [{ ...held.named, version: '$Latest' }],
    defaultInstanceWarmup: 90_000,
    maintenance: { minHealthyPercentage: 90, maxHealthyPercentage: 110 },
    instances: group.instances.map((each) => ({ ...each, weight: 2 })),
  },
  templates: [
    templateOf({
      ...held,
      named: { ...held.named, version: '$Latest' },
      current: { ...held.current, deprecated: T + 86_400_000 },
    }),
  ],
}
const runs: readonly (readonly [string, readonly Event[]])[] = [
  ...Object.entries({ ...exhibits, ...stories }),
  ...causes,
  ['a plan of many settings', departure(weighty, everySetting)],
]

test.each(runs)('the report of «%s» is what the schema says', (_, events) => {
  expect(misfits(asFile(events))).toEqual([])
})

describe('the schema', () => {
  it('names no member that no report has', () => {
    const seen = new Set(runs.flatMap(([, events]) => members(asFile(events))))
    expect(properties(schema).filter((name) => !seen.has(name))).toEqual([])
  })

  it.each([
    ['a member that it does not know', (report: object) => ({ ...report, watchState: {} })],
    ['one that is missing', (report: object) => Object.fromEntries(Object.entries(report).slice(1))],
    ['a time that is a number', (report: object) => ({ ...report, began: 1 })],
    [
      'an event of no kind',
      (report: object) => ({ ...report, events: [{ at: '2026-11-21T03:00:00Z', type: 'sung' }] }),
    ],
  ])('refuses %s', (_, spoil) => {
    expect(misfits(spoil(reportOf(timelineOf(stories.succeeded)))).length).toBeGreaterThan(0)
  })
})

/** All names of members that stand anywhere in a value. */
function members(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  const own = Array.isArray(value) ? [] : Object.keys(value)
  return [...own, ...Object.values(value).flatMap(members)]
}

/** All names of members that a schema describes. */
function properties(part: unknown): readonly string[] {
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([key, value]) => [
    ...(key === 'properties' ? Object.keys(value) : []),
    ...properties(value),
  ])
}
