/** Which versions failed, and what keeps one of them. */
import { describe, expect, test } from 'vitest'
import type { Version } from '../../src/rollout/model/launch-template.ts'
import type { Refresh } from '../../src/rollout/model/refresh.ts'
import type { TemplateUsers } from '../../src/rollout/plan/clean-up.ts'
import {
  endOf,
  type FailedVersionEvidence,
  failedVersions,
  obstacleTo,
  withSameImage,
} from '../../src/rollout/plan/failed-versions.ts'
import { leftVersions } from '../../src/rollout/plan/left-versions.ts'
import { aim, instance, NEW, OLD, refresh, version, whole } from './fixtures.ts'

const ours = (number: number, { run = '42', from = 7, image = NEW } = {}): Version =>
  whole(version(number, image), `ami-rollout/1 from=${from} image=${image} sha= run=${run}`)
const theirs = (number: number, image = NEW): Version => whole(version(number, image), 'by hand')
const to = (number: number, status = 'Successful'): Refresh => refresh(status, { to: aim(number) })
const numbers = (versions: readonly Version[]) => versions.map((each) => each.version)

describe('failed is', () => {
  const rollout = { run: '42', to: [8], isRolledBack: true, trial: { passed: [], hasFailed: false } }
  test.each<[string, Parameters<typeof failedVersions>[0], readonly number[]]>([
    ['ours, whose refresh was cancelled', { versions: [ours(8)], refreshes: [to(8, 'Cancelled')] }, [8]],
    ['of whatever run', { versions: [ours(8, { run: '1' })], refreshes: [to(8, 'RollbackSuccessful')] }, [8]],
    ['not one that a refresh has proved', { versions: [ours(8)], refreshes: [to(8, 'Failed'), to(8)] }, []],
    ['not one whose refresh goes on', { versions: [ours(8)], refreshes: [to(8, 'InProgress')] }, []],
    ['not one that another run has only made', { versions: [ours(8)], refreshes: [] }, []],
    ['not one of others', { versions: [theirs(8)], refreshes: [to(8, 'Failed')] }, []],
    [
      'what this run has rolled back, though AWS called it a success',
      { versions: [ours(8)], refreshes: [to(8)], rollout },
      [8],
    ],
    [
      'not what this run failed to begin, if it was proved before',
      { versions: [ours(8)], refreshes: [to(8)], rollout: { ...rollout, isRolledBack: false } },
      [],
    ],
    ['what this run made and never used', { versions: [ours(8)], refreshes: [], rollout: { ...rollout, to: [] } }, [8]],
    ['not what another run made and never used', { versions: [ours(8, { run: '1' })], refreshes: [], rollout }, []],
  ])('%s', (_what, evidence, expected) => {
    expect(numbers(failedVersions(evidence))).toEqual(expected)
  })
})

describe('what became of it', () => {
  const trial = (passed: readonly number[], hasFailed = false) => ({ passed, hasFailed })
  const rollout = { run: '42', to: [8], isRolledBack: false, trial: trial([]) }
  test.each<[ReturnType<typeof endOf>, string, Partial<FailedVersionEvidence>]>([
    ['rollout-failed', 'what an earlier run has left', { refreshes: [to(8, 'Cancelled')] }],
    [
      'rollout-failed',
      'rolled back, though AWS called it a success',
      { refreshes: [to(8)], rollout: { ...rollout, isRolledBack: true } },
    ],
    [
      'rollout-failed',
      'rolled back after a trial that passed',
      { rollout: { ...rollout, isRolledBack: true, trial: trial([8]) } },
    ],
    ['trial-failed', 'the trial failed', { rollout: { ...rollout, trial: trial([], true) } }],
    ['trial-passed', 'it passed, and another run was first', { rollout: { ...rollout, trial: trial([8]) } }],
    [
      'trial-passed',
      'it passed before, and another template’s trial failed',
      { rollout: { ...rollout, trial: trial([8], true) } },
    ],
    ['not-begun', 'no trial', { rollout }],
    [
      'not-begun',
      'a version that was made beside the one whose trial failed',
      { rollout: { ...rollout, to: [9], trial: trial([], true) } },
    ],
  ])('%s: %s', (end, _what, evidence) => {
    expect(endOf(ours(8), { versions: [ours(8)], refreshes: [], ...evidence })).toBe(end)
  })
})

/** Version 8 failed; the group runs and has saved 7. */
const users = (more: Partial<TemplateUsers['history']> = {}, rest: Partial<TemplateUsers> = {}): TemplateUsers => ({
  template: { id: 'lt-1', name: 'web', latest: 8, default: 7 },
  pooled: [],
  others: [],
  ...rest,
  history: {
    saved: theirs(7, OLD),
    versions: [ours(8), theirs(7, OLD)],
    refreshes: [to(8, 'Failed')],
    instances: [instance('i-1', 7)],
    ...more,
  },
})

test.each<[string | undefined, TemplateUsers]>([
  [undefined, users()],
  ['default', users({}, { template: { id: 'lt-1', name: 'web', latest: 8, default: 8 } })],
  ['saved', users({ saved: ours(8) })],
  ['instances', users({ instances: [instance('i-1', 7), instance('i-2', 8)] })],
  ['instances', users({}, { pooled: [instance('i-3', 8)] })],
  ['refresh', users({ refreshes: [to(8, 'InProgress')] })],
  ['group', users({}, { others: [{ template: 'lt-1', group: 'canary', versions: [3] }] })],
  ['origin', users({ versions: [ours(9, { from: 8 }), ours(8), theirs(7, OLD)] })],
  ['copied', users({ versions: [ours(9), ours(8), theirs(7, OLD)] })],
])('it stays because of: %s', (why, of) => {
  expect(obstacleTo(ours(8), of)).toBe(why)
})

test('it stays while a trial of it goes on, and no trial of another version keeps it', () => {
  const why = (tried: readonly number[]) => obstacleTo(ours(8), users(), { tried })
  expect([why([8]), why([9])]).toEqual(['trial', undefined])
})

test('it stays where this run has saved it, although AWS still shows what the group had saved before', () => {
  const why = (saved: readonly string[]) => obstacleTo(ours(8), users(), { saved })
  expect([why(['8']), why(['7', '$Default'])]).toEqual(['saved', undefined])
})

test('newer versions of others with its image are named, older ones and other images are not', () => {
  const versions = [theirs(10), theirs(9, OLD), ours(8), theirs(6)]
  expect(numbers(withSameImage([ours(8)], versions))).toEqual([10])
})

describe('what earlier runs have left', () => {
  const template = { id: 'lt-1', name: 'web', latest: 9, default: 7 }
  const of = { template, saved: theirs(7, OLD), versions: [ours(9), ours(8, { run: '1', image: OLD }), theirs(7, OLD)] }
  const refreshes = [to(9, 'Failed'), to(8, 'Cancelled')]
  const left = (failedVersion: 'delete' | 'keep', target: readonly Version[] = []) =>
    leftVersions([of], { settings: { failedVersion }, refreshes, to: target })

  test('is deleted, and $Latest then means what remains', () => {
    expect(left('delete')).toEqual([{ template: 'lt-1', versions: [8, 9], latest: 7 }])
  })

  test('is not, if it is to be kept or is the target now', () => {
    expect(left('keep')).toEqual([])
    expect(left('delete', [ours(9)])).toEqual([{ template: 'lt-1', versions: [8], latest: 9 }])
  })
})
