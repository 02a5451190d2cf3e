import { describe, expect, test } from 'vitest'
import type { Survey } from '../../src/rollout/facts.ts'
import { describe as describeVersion } from '../../src/rollout/launch-template/marker.ts'
import { plan } from '../../src/rollout/plan/decide.ts'
import type { Policy } from '../../src/rollout/policy.ts'
import {
  aim,
  asked,
  group,
  image,
  instance,
  known,
  NEW,
  named,
  policy,
  preferences,
  refresh,
  survey,
  T,
  targetsOf,
  v7,
  v8,
  version,
  whole,
} from './fixtures.ts'

const decided = (more: Partial<Survey> = {}, wishes: Partial<Policy> = {}) =>
  plan(survey(more), { ...policy, ...wishes })
const rules = (more: Partial<Survey> = {}, wishes: Partial<Policy> = {}) =>
  decided(more, wishes).findings.map(({ level, rule }) => `${level} ${rule}`)
const on = (number: number) => group({ instances: [instance('i-1', number), instance('i-2', number)] })
/** The survey's one template, but for something that is not there. */
const without = (member: 'template' | 'saved' | 'wanted'): Pick<Survey, 'templates'> => ({
  templates: known().templates.map(({ [member]: _, ...rest }) => rest),
})
const saving = (number: string, instances: number) => ({
  ...on(instances),
  templates: [named(number)],
})

describe('What is done', () => {
  test('another image: a version is made from the one in use, and rolled', () => {
    const does = decided()
    expect(does).toMatchObject({
      will: 'roll',
      moves: [{ to: { make: { template: 'lt-1', source: 7, image: NEW } } }],
      from: { templates: [v7] },
      terms: { preferences },
      timeout: 3_600_000,
      moveOnly: false,
      standing: { fleet: 'previous', covered: 2, onTarget: 0 },
    })
    expect(does).not.toHaveProperty(['moves', 0, 'alias'])
  })

  test('the fleet and the saved template are right: nothing', () => {
    const does = decided({ group: saving('8', 8), ...known({ saved: whole(v8), versions: [whole(v8)] }) })
    expect(does).toMatchObject({ will: 'nothing', to: { templates: [v8] }, standing: { fleet: 'new' } })
  })

  test('instances are right but the saved template is wrong: only the template moves, to the version that they run', () => {
    const does = decided({ group: saving('7', 8), ...known({ versions: [whole(v7), whole(v8)] }) })
    expect(does).toMatchObject({
      will: 'roll',
      moves: [{ to: { take: v8 } }],
      moveOnly: true,
      estimate: { replaced: 0, batches: 0 },
    })
  })

  test('the same image on an older version (user data changed): roll to the saved one', () => {
    const older = version(7, NEW)
    const does = decided({ group: saving('8', 7), ...known({ saved: whole(v8), versions: [whole(older), whole(v8)] }) })
    expect(does).toMatchObject({
      will: 'roll',
      moves: [{ to: { take: v8 } }],
      moveOnly: false,
      estimate: { replaced: 2 },
    })
  })

  test('skip-matching off: every instance is replaced though it runs the version already', () => {
    const does = decided(
      { group: saving('8', 8), ...known({ saved: whole(v8), versions: [whole(v8)] }) },
      { skipMatching: false },
    )
    expect(does).toMatchObject({
      will: 'roll',
      moves: [{ to: { take: v8 } }],
      moveOnly: false,
      estimate: { replaced: 2 },
    })
  })

  test('a standing version of ours with the same contents is taken again', () => {
    const standing = whole(v8, describeVersion(7, NEW, policy.run))
    expect(decided(known({ versions: [whole(v7), standing] }))).toMatchObject({
      will: 'roll',
      moves: [{ to: { take: { version: 8 } } }],
    })
  })

  test.each([
    ['somebody else’s', whole(v8, 'by hand')],
    ['made from another version', whole(v8, describeVersion(6, NEW, policy.run))],
    [
      'changed in more than the image',
      { ...whole(v8, describeVersion(7, NEW, policy.run)), data: { ImageId: NEW, InstanceType: 't3.large' } },
    ],
  ])('a standing version that is %s is not', (_, standing) => {
    expect(decided(known({ versions: [whole(v7), standing] }))).toMatchObject({
      moves: [{ to: { make: { source: 7 } } }],
    })
  })

  test.each(['$Latest', '$Default'] as const)('a group on %s is to be pinned', (alias) => {
    expect(decided({ group: saving(alias, 7), ...known({ named: named(alias) }) })).toMatchObject({
      will: 'roll',
      moves: [{ alias }],
    })
  })

  test('an empty group is rolled: its template moves', () => {
    expect(decided({ group: group({ desired: 0, instances: [] }), targets: [] })).toMatchObject({
      will: 'roll',
      estimate: { replaced: 0 },
    })
  })
})

describe('What is sent to AWS', () => {
  test('the group’s maintenance policy stands for percentages that are not set', () => {
    const maintained = group({ maintenance: { minHealthyPercentage: 90, maxHealthyPercentage: 110 } })
    expect(decided({ group: maintained })).toMatchObject({
      terms: { preferences: { minHealthyPercentage: 90, maxHealthyPercentage: 110 } },
    })
    expect(decided({ group: maintained }, { minHealthyPercentage: 50 })).toMatchObject({
      terms: { preferences: { minHealthyPercentage: 50, maxHealthyPercentage: 110 } },
    })
  })

  test('the warm-up is the group’s default, else its grace period, unless it is set', () => {
    const { defaultInstanceWarmup: _, ...without } = group()
    expect(decided({ group: without })).toMatchObject({ terms: { preferences: { instanceWarmup: 120 } } })
    expect(decided({}, { instanceWarmup: 30_000 })).toMatchObject({ terms: { preferences: { instanceWarmup: 30 } } })
  })

  test.each([
    ['rollback', true],
    ['cancel', false],
    ['leave', false],
  ] as const)('on-failure %s: AutoRollback %s', (onFailure, autoRollback) => {
    expect(decided({}, { onFailure })).toMatchObject({ terms: { preferences: { autoRollback } } })
  })
})

describe('Somebody’s refresh is at work', () => {
  const ours = whole(v8, describeVersion(7, NEW, policy.run))
  const others = whole(v8, describeVersion(7, NEW, { id: '41', sha: '' }))
  const at = (status: string, of = ours, more = {}) => ({
    refreshes: [refresh(status, { to: aim(8), began: T, ...more })],
    ...known({ versions: [whole(v7), of] }),
  })

  test.each(['Pending', 'InProgress', 'Baking', 'RollbackInProgress'])('this run’s own (%s) is adopted', (status) => {
    expect(decided(at(status))).toMatchObject({
      will: 'adopt',
      refresh: { id: 'r-1' },
      from: { templates: [v7] },
      to: { templates: [v8] },
    })
  })

  test('this run’s, but with other preferences: not adopted', () => {
    expect(decided(at('InProgress', ours, { preferences: { ...preferences, bakeTime: 0 } }))).toMatchObject({
      will: 'wait',
    })
  })

  test('this run’s, but on its way out: its end is waited for', () => {
    expect(decided(at('Cancelling'))).toMatchObject({ will: 'wait' })
  })

  test.each([
    ['auto', 'ours', 'wait'],
    ['auto', 'a stranger’s', 'refuse'],
    ['fail', 'ours', 'refuse'],
    ['fail', 'a stranger’s', 'refuse'],
    ['wait', 'a stranger’s', 'wait'],
    ['replace', 'ours', 'replace'],
    ['replace', 'a stranger’s', 'replace'],
  ] as const)('on-conflict %s, another run of %s: %s', (onConflict, whose, will) => {
    const its = whose === 'ours' ? at('InProgress', others) : at('InProgress', whole(v8, 'by hand'))
    const does = decided(its, { onConflict })
    expect(does.will).toBe(will)
    if (will === 'refuse') expect(does).toMatchObject({ code: 'conflict' })
  })

  test('a refresh that names no version is a stranger’s', () => {
    expect(decided({ refreshes: [refresh('InProgress')] })).toMatchObject({ will: 'refuse', code: 'conflict' })
  })

  test('one that has ended is in nobody’s way', () => {
    expect(decided(at('Successful'))).toMatchObject({ will: 'roll' })
  })
})

describe('Look before you leap: what is refused, all at once', () => {
  test('a healthy group and a good image: nothing is found', () => {
    expect(rules()).toEqual([])
  })

  const { group: _, ...noGroup } = survey()
  test.each([
    ['group-missing', noGroup],
    ['image-missing', survey({ ...asked(null), ...without('wanted') })],
    ['version-missing', survey(without('saved'))],
    ['template-missing', survey(without('template'))],
  ])('%s', (rule, facts) => {
    const does = plan(facts, policy)
    expect(does).toMatchObject({ will: 'refuse', code: 'preflight' })
    expect(does.findings).toMatchObject([{ level: 'error', rule }])
    expect(does.findings[0]?.remedy).not.toBe('')
  })

  const pending = image(NEW, { state: 'pending' })
  test.each([
    ['error launch-configuration', { group: group({ form: 'launch-configuration' }) }],
    ['error image-not-available', { ...asked(pending), ...known({ wanted: pending }) }],
    ['error suspended', { group: group({ suspended: ['Launch'] }) }],
    ['error suspended', { group: group({ suspended: ['InstanceRefresh'] }) }],
    ['warning suspended', { group: group({ suspended: ['HealthCheck'] }) }],
    ['warning unhealthy-before', { targets: targetsOf(['i-1', 'i-2'], ['healthy', 'unhealthy']) }],
    ['warning vpc-lattice', { group: group({ unwatched: ['arn:aws:vpc-lattice:eu-west-1:1:targetgroup/tg-1'] }) }],
    ['error ssm-template', known({ saved: whole(version(7, 'resolve:ssm:/app/ami')) })],
    [
      'error launch-denied',
      known({ launch: { kind: 'denied', operation: 'RunInstances', code: 'UnauthorizedOperation', message: 'no' } }),
    ],
    [
      'error launch-rejected',
      known({ launch: { kind: 'rejected', operation: 'RunInstances', code: 'InvalidParameterValue', message: 'no' } }),
    ],
    [
      'error cannot-see-DescribeImages',
      { problems: [{ kind: 'denied', operation: 'DescribeImages', code: 'UnauthorizedOperation', message: 'no' }] },
    ],
    [
      'warning no-way-back',
      { group: saving('8', 7), ...known({ saved: whole(v8), versions: [whole(v7), whole(v8)] }) },
    ],
  ] as const)('%s', (expected, facts) => {
    expect(rules(facts)).toEqual([expected])
    const does = decided(facts)
    expect(does.will === 'refuse').toBe(expected.startsWith('error'))
  })

  test('several at once, errors first', () => {
    const facts = survey({
      group: group({ suspended: ['HealthCheck', 'Launch'], form: 'launch-configuration' }),
      ...asked(null),
      templates: [],
    })
    expect(plan(facts, policy).findings.map(({ level, rule }) => `${level} ${rule}`)).toEqual([
      'error launch-configuration',
      'error suspended',
      'error image-missing',
      'warning suspended',
    ])
  })

  test.each([
    ['denied', 'access-denied'],
    ['expired', 'credentials-expired'],
    ['passing', 'lost-contact'],
    ['rejected', 'preflight'],
  ] as const)('a survey that was %s has the code %s', (kind, code) => {
    expect(decided({ problems: [{ kind, operation: 'DescribeImages', code: 'X', message: 'x' }] })).toMatchObject({
      will: 'refuse',
      code,
    })
  })

  test('all instances left out', () => {
    const instances = [instance('i-1', 7, { protectedFromScaleIn: true }), instance('i-2', 7, { lifecycle: 'Standby' })]
    const does = decided({ group: group({ instances }) })
    expect(does).toMatchObject({ will: 'refuse', findings: [{ rule: 'all-left-out' }] })
    expect(decided({ group: group({ instances }) }, { scaleInProtectedInstances: 'Refresh' })).toMatchObject({
      will: 'roll',
    })
  })

  test('a time-out that is less than the estimate', () => {
    expect(decided({}, { timeout: 60_000 })).toMatchObject({ will: 'refuse', findings: [{ rule: 'timeout' }] })
  })

  test('percentages that are too far apart once the group’s own are added', () => {
    const maintained = group({ maintenance: { minHealthyPercentage: 90, maxHealthyPercentage: 150 } })
    expect(decided({ group: maintained }, { minHealthyPercentage: 10 })).toMatchObject({
      will: 'refuse',
      findings: [{ rule: 'percentages' }],
    })
  })
})

test('instances of a warm pool are neither covered nor left out', () => {
  const pooled = ['Warmed:Stopped', 'Warmed:Running', 'Warmed:Pending:Wait'].map((lifecycle, i) =>
    instance(`i-${i + 3}`, 7, { lifecycle }),
  )
  const does = decided({ group: group({ instances: [instance('i-1', 7), instance('i-2', 7), ...pooled] }) })
  expect(does).toMatchObject({ estimate: { replaced: 2 }, coverage: { leftOut: [] }, standing: { covered: 2 } })
})

test('what the fleet runs is told for a refusal too', () => {
  const instances = [instance('i-1', 8), instance('i-2', 7)]
  const does = decided({
    group: group({ instances, suspended: ['Launch'] }),
    ...known({ versions: [whole(v7), whole(v8)] }),
  })
  expect(does).toMatchObject({ will: 'refuse', standing: { fleet: 'mixed', covered: 2, onTarget: 1 } })
})
