/** What a plan says beyond what preflight finds: of credentials, of time, of other groups; and the code of a refusal. */
import { describe, expect, test } from 'vitest'
import type { TemplateUse } from '../../src/rollout/model/launch-template.ts'
import type { RolloutSettings } from '../../src/rollout/model/settings.ts'
import type { Survey } from '../../src/rollout/model/survey.ts'
import { plan } from '../../src/rollout/plan/decide.ts'
import { templateOf } from '../group-template.ts'
import {
  group,
  instance,
  known,
  named,
  policy,
  refresh,
  survey,
  T,
  targetsOf,
  v7,
  v8,
  version,
  whole,
} from './fixtures.ts'

const decided = (facts: Partial<Survey> = {}, wishes: Partial<RolloutSettings> = {}) =>
  plan(survey(facts), { ...policy, ...wishes })
const told = (facts: Partial<Survey>, wishes: Partial<RolloutSettings> = {}) =>
  decided(facts, wishes).findings.map(({ level, rule }) => `${level} ${rule}`)

describe('credentials that may not last', () => {
  // Two batches of 150 s, and the bake: 7 min.
  const length = 420_000
  test.each<[string, RolloutSettings['session'] | undefined, readonly string[]]>([
    ['last', { type: 'lasting' }, []],
    ['nothing is known of them', undefined, []],
    ['end as the rollout does', { type: 'session', ends: T + length }, []],
    ['end a moment sooner', { type: 'session', ends: T + length - 1 }, ['warning short-session']],
    ['do not say when they end, but half an hour is enough', { type: 'session', ends: undefined }, []],
  ])('%s', (_, session, expected) => {
    expect(told({}, session ? { session } : {})).toEqual(expected)
  })

  const long = { bakeTime: 1_500_000 }
  test('that do not say when they end are taken to have half an hour left', () => {
    const session = { type: 'session', ends: undefined } as const
    expect(told({}, { session, bakeTime: 1_500_000 })).toEqual([])
    expect(decided({}, { session, bakeTime: 1_501_000 }).findings).toMatchObject([
      { rule: 'short-session', says: expect.stringMatching(/do not say when they end .* 31 min/) },
    ])
  })

  test('say in how many minutes they end, and how long it will take', () => {
    const session = { type: 'session', ends: T + 600_000 } as const
    expect(decided({}, { session, ...long }).findings).toMatchObject([
      { says: expect.stringMatching(/end in 10 min, .* 30 min/) },
    ])
  })
})

describe('a rollout that outlasts its job', () => {
  const lasting = (bakeTime: number) => ({ bakeTime, timeout: 1e9 })
  test('nothing is handed over: six hours are not too long, a second more is, and the job’s end is a cancel', () => {
    const six = 21_600_000 - 300_000
    expect(told({}, lasting(six))).not.toContain('warning outlasts-job')
    expect(decided({}, lasting(six + 1000)).findings).toContainEqual(
      expect.objectContaining({
        level: 'warning',
        rule: 'outlasts-job',
        says: expect.stringMatching(/take 7 h, and nothing is handed over.*`on-cancel: rollback`/),
      }),
    )
  })

  test('longer than `hand-over`: it is handed over', () => {
    const handOver = 3_600_000
    expect(told({}, { ...lasting(handOver - 300_000), handOver })).not.toContain('warning outlasts-job')
    expect(decided({}, { ...lasting(handOver), handOver }).findings).toContainEqual(
      expect.objectContaining({
        rule: 'outlasts-job',
        says: expect.stringContaining('After 1 h 0 min this step hands'),
      }),
    )
  })
})

describe('other groups that follow $Latest of the template', () => {
  const use = (name: string, more: Partial<TemplateUse> = {}): TemplateUse => ({
    template: 'lt-1',
    group: name,
    versions: ['$Latest'],
    ...more,
  })
  const found = (...uses: readonly TemplateUse[]) => decided({ uses }).findings

  test('are named, each with the command that pins it', () => {
    expect(found(use('batch'), use('api', { mixed: true }))).toMatchObject([
      {
        level: 'error',
        rule: 'latest-shared',
        says: expect.stringContaining('The groups "batch", "api" follow $Latest of the launch template lt-1 (web)'),
        remedy: expect.stringMatching(
          /^Pin them .*--auto-scaling-group-name batch --launch-template 'LaunchTemplateId=lt-1,Version=7' ; .*--auto-scaling-group-name api --mixed-instances-policy/,
        ),
      },
    ])
    expect(found(use('batch'))).toMatchObject([
      { says: expect.stringContaining('The group "batch" follows'), remedy: expect.stringMatching(/^Pin it /) },
    ])
  })

  test('are in nobody’s way while another refresh is at work: the plan is made again after it', () => {
    const busy = { uses: [use('batch')], refreshes: [refresh('InProgress')] }
    expect(decided(busy, { onConflict: 'wait' }).action).toBe('wait')
  })

  test('are told once, though a template is pinned and rolled', () => {
    const parameterised = whole(version(7, 'resolve:ssm:/web/ami'))
    const facts = known({
      saved: parameterised,
      versions: [parameterised],
      parameter: { means: v7.image, running: [v7.image] },
    })
    const rules = told({ ...facts, uses: [use('batch')] }, { ssmTemplate: 'pin' })
    expect(rules.filter((rule) => rule === 'error latest-shared')).toHaveLength(1)
  })
})

describe('the code of a refusal', () => {
  const launch = { operation: 'RunInstances', code: 'X', message: 'no' }
  const problem = (kind: 'denied' | 'expired' | 'passing' | 'rejected') => ({ ...launch, kind })
  test.each([
    ['deploy', 'denied', 'access-denied'],
    ['deploy', 'expired', 'credentials-expired'],
    ['deploy', 'rejected', 'preflight'],
  ] as const)('%s, whose launch on trial is %s: %s', (mode, kind, code) => {
    expect(decided(known({ launch: problem(kind) }), { mode })).toMatchObject({ action: 'refuse', code })
  })

  test('a launch that is denied refuses no plan', () => {
    const refused = { group: group({ suspended: ['Launch'] }), ...known({ launch: problem('denied') }) }
    expect(decided(refused, { mode: 'plan' })).toMatchObject({ action: 'refuse', code: 'preflight' })
    expect(decided(refused, { mode: 'deploy' })).toMatchObject({ action: 'refuse', code: 'access-denied' })
  })

  test('several: credentials that are gone weigh more than a right, a right more than a bad line', () => {
    const look = (...kinds: Parameters<typeof problem>[0][]) => decided({ problems: kinds.map(problem) })
    expect(look('passing', 'denied', 'expired')).toMatchObject({ code: 'credentials-expired' })
    expect(look('passing', 'denied')).toMatchObject({ code: 'access-denied' })
    expect(look('rejected', 'passing')).toMatchObject({ code: 'lost-contact' })
  })
})

describe('what is refused as it is decided is an error of preflight', () => {
  const leftOut = [instance('i-1', 7, { protectedFromScaleIn: true }), instance('i-2', 7, { lifecycle: 'Standby' })]
  test.each<[string, Partial<Survey>, Partial<RolloutSettings>, string]>([
    [
      'all-left-out',
      { group: group({ instances: leftOut }) },
      {},
      'All 2 instances would be left out (protected, standby)',
    ],
    ['percentages', {}, { minHealthyPercentage: 50, maxHealthyPercentage: 151 }, 'would be 50 and 151'],
    ['timeout', {}, { timeout: 60_000 }, '`timeout` is 1 min, but this rollout is estimated to take 7 min'],
  ])('%s', (rule, facts, wishes, says) => {
    expect(decided(facts, wishes)).toMatchObject({
      action: 'refuse',
      code: 'preflight',
      findings: [{ level: 'error', rule, says: expect.stringContaining(says) }],
    })
  })

  test('a hundred between the percentages is not too far apart', () => {
    expect(decided({}, { minHealthyPercentage: 50, maxHealthyPercentage: 150 }).action).toBe('roll')
  })

  test('a group whose only instances are being launched is rolled: they are left out for the moment', () => {
    const starting = [instance('i-1', 7, { lifecycle: 'Pending' })]
    expect(decided({ group: group({ instances: starting }), targets: [] }).action).toBe('roll')
  })
})

describe('what the fleet is said to run before anything is done', () => {
  const fleet = (facts: Partial<Survey>, wishes: Partial<RolloutSettings> = {}) =>
    decided(facts, wishes).fleetStatus.fleet
  const empty = { group: group({ desired: 0, instances: [] }), targets: [] }
  const { templates } = known()
  const unread = (of = named('7')) => known({ saved: undefined, named: of }).templates

  test('an empty group is what its saved template launches', () => {
    expect(fleet(empty)).toBe('previous')
    expect(fleet({ ...empty, ...known({ saved: whole(v8) }) })).toBe('new')
  })

  test.each<[string, Partial<Survey>]>([
    ['there is no template', { templates: [] }],
    ['a saved version could not be read', { templates: unread() }],
    [
      'one of several could not be',
      { templates: [...templates, ...unread({ id: 'lt-2', name: 'arm', version: '1' })] },
    ],
    [
      'versions could not be listed',
      { problems: [{ kind: 'denied', operation: 'DescribeLaunchTemplateVersions', code: 'X', message: '' }] },
    ],
  ])('unknown where %s', (_why, facts) => {
    expect(fleet(facts)).toBe('unknown')
    expect(fleet({ ...facts, group: group({ instances: [] }) })).toBe('unknown')
  })

  test('known where another look failed', () => {
    expect(fleet({ problems: [{ kind: 'denied', operation: 'DescribeImages', code: 'X', message: '' }] })).toBe(
      'previous',
    )
  })

  test('a rollback calls what it leads to the previous image', () => {
    const v6 = whole(version(6, v7.image))
    const rollbackTarget = { type: 'version', version: v6, why: 'chain' } as const
    const back = { mode: 'rollback', to: 'previous', images: [] } as const
    const facts = {
      group: group({ instances: [instance('i-1', 8)] }),
      ...known({ saved: whole(v8), versions: [v6, whole(v8)], rollbackTarget }),
    }
    expect(fleet(facts, back)).toBe('new')
    expect(fleet({ ...facts, group: group({ instances: [instance('i-1', 6)] }) }, back)).toBe('previous')
    expect(fleet({ ...facts, ...empty }, back)).toBe('new')
  })
})

test('a survey of which a template is not complete decides nothing', () => {
  const twice = [...known().templates, templateOf({ named: { id: 'lt-2', name: 'arm', version: '1' } })]
  expect(decided({ templates: twice, targets: targetsOf(['i-1', 'i-2']) }).action).toBe('refuse')
})
