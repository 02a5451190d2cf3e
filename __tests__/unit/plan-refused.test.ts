/** What a plan refuses, and what it warns of. */
import { describe, expect, test } from 'vitest'
import type { RolloutSettings } from '../../src/rollout/model/settings.ts'
import type { Survey } from '../../src/rollout/model/survey.ts'
import { plan } from '../../src/rollout/plan/decide.ts'
import {
  asked,
  group,
  image,
  instance,
  known,
  NEW,
  named,
  policy,
  survey,
  targetsOf,
  v7,
  v8,
  version,
  whole,
} from './fixtures.ts'

const decided = (more: Partial<Survey> = {}, wishes: Partial<RolloutSettings> = {}) =>
  plan(survey(more), { ...policy, ...wishes })
const rules = (more: Partial<Survey> = {}, wishes: Partial<RolloutSettings> = {}) =>
  decided(more, wishes).findings.map(({ level, rule }) => `${level} ${rule}`)
const on = (number: number) => group({ instances: [instance('i-1', number), instance('i-2', number)] })
/** The survey's one template, but for something that is not there. */
const without = (member: 'template' | 'saved' | 'target'): Pick<Survey, 'templates'> => known({ [member]: undefined })
const saving = (number: string, instances: number) => ({
  ...on(instances),
  templates: [named(number)],
})

describe('What is refused before the start, all at once', () => {
  test('a healthy group and a good image: nothing is found', () => {
    expect(rules()).toEqual([])
  })

  const { group: _, ...noGroup } = survey()
  test.each([
    ['group-missing', noGroup],
    ['image-missing', survey({ ...asked(null), ...without('target') })],
    ['version-missing', survey(without('saved'))],
    ['template-missing', survey(without('template'))],
  ])('%s', (rule, facts) => {
    const does = plan(facts, policy)
    expect(does).toMatchObject({ action: 'refuse', code: 'preflight' })
    expect(does.findings).toMatchObject([{ level: 'error', rule }])
    expect(does.findings[0]?.remedy).not.toBe('')
  })

  const pending = image(NEW, { state: 'pending' })
  test.each([
    ['error launch-configuration', { group: group({ form: 'launch-configuration' }) }],
    ['error image-not-available', { ...asked(pending), ...known({ target: pending }) }],
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
    expect(does.action === 'refuse').toBe(expected.startsWith('error'))
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
      action: 'refuse',
      code,
    })
  })

  test('all instances left out', () => {
    const instances = [instance('i-1', 7, { protectedFromScaleIn: true }), instance('i-2', 7, { lifecycle: 'Standby' })]
    const does = decided({ group: group({ instances }) })
    expect(does).toMatchObject({ action: 'refuse', findings: [{ rule: 'all-left-out' }] })
    expect(decided({ group: group({ instances }) }, { scaleInProtectedInstances: 'Refresh' })).toMatchObject({
      action: 'roll',
    })
  })

  test('a time-out that is less than the estimate', () => {
    expect(decided({}, { timeout: 60_000 })).toMatchObject({ action: 'refuse', findings: [{ rule: 'timeout' }] })
  })

  test('percentages that are too far apart once the group’s own are added', () => {
    const maintained = group({ maintenance: { minHealthyPercentage: 90, maxHealthyPercentage: 150 } })
    expect(decided({ group: maintained }, { minHealthyPercentage: 10 })).toMatchObject({
      action: 'refuse',
      findings: [{ rule: 'percentages' }],
    })
  })
})
