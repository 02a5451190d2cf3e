import { describe, expect, test } from 'vitest'
import type { Image } from '../../src/rollout/model/image.ts'
import type { WhyKept } from '../../src/rollout/model/image-archive.ts'
import type { Version } from '../../src/rollout/model/launch-template.ts'
import type { Refresh } from '../../src/rollout/model/refresh.ts'
import { candidatesOf, type ImageFacts, imageCleanUp, undecided } from '../../src/rollout/plan/image-clean-up.ts'
import { aim, image, refresh, T, version, whole } from './fixtures.ts'

const DAY = 86_400_000
const idOf = (number: number): string => `ami-${String(number).padStart(8, '0')}`
/** The image of a version: built on the day of its number, launched long ago, and nobody else's. */
const built = (number: number, more: Partial<Image> = {}): Image => ({
  ...image(idOf(number)),
  owner: '123456789012',
  isPublic: false,
  created: T - (100 - number) * DAY,
  lastLaunched: T - 31 * DAY,
  ...more,
})
const to = (number: number, status = 'Successful'): Refresh => refresh(status, { to: aim(number) })

/** Versions 1 to 5 of ours were rolled out one after another; 1 to 3 are deleted. */
const facts = (more: Partial<ImageFacts> = {}): ImageFacts => ({
  account: '123456789012',
  at: T,
  template: 'lt-1',
  archive: { keep: 2, how: 'disable' },
  candidates: [1, 2, 3, 4, 5].map((number) => ({ image: built(number), versions: [number] })),
  remaining: [4, 5].map((number) => version(number, idOf(number))),
  rollbackTargets: [version(4, idOf(4))],
  refreshes: [5, 4, 3, 2, 1].map((number) => to(number)),
  proven: [],
  uses: [],
  ...more,
})
/** The same, but image 2 is another one. */
const second = (more: Partial<Image>): Partial<ImageFacts> => ({
  candidates: facts().candidates.map((each) =>
    each.versions[0] === 2 ? { ...each, image: { ...each.image, ...more } } : each,
  ),
})
const nobody = { shared: new Set<string>(), references: [] }
const decided = (of: ImageFacts, others: Parameters<typeof imageCleanUp>[1] = nobody) => imageCleanUp(of, others)
const archived = (...of: Parameters<typeof decided>) => decided(...of).archived.map(({ id }) => id)
const why = (number: number, ...of: Parameters<typeof decided>): WhyKept | undefined =>
  decided(...of).kept.find((each) => each.image.id === idOf(number))?.because

test('what is past use goes, the oldest first', () => {
  expect(archived(facts())).toEqual([1, 2, 3].map(idOf))
  expect(undecided(facts()).map(({ id }) => id)).toEqual([1, 2, 3].map(idOf))
  expect(archived(facts({ archive: { keep: 4, how: 'disable' } }))).toEqual([idOf(1)])
  expect(archived(facts({ archive: { keep: 9, how: 'disable' } }))).toEqual([])
})

describe('an image stays, because', () => {
  test.each<[WhyKept, Partial<ImageFacts>]>([
    [{ why: 'newest' }, { archive: { keep: 4, how: 'disable' } }],
    [{ why: 'newest' }, second({ created: T })],
    [{ why: 'rollback-target', version: 2 }, { rollbackTargets: [version(2, idOf(2))] }],
    [{ why: 'version', name: 'web', version: 9 }, { remaining: [version(9, idOf(2))] }],
    [{ why: 'instance', instance: 'i-1' }, { uses: [{ image: idOf(2), by: 'instance', instance: 'i-1' }] }],
    [{ why: 'override', group: 'mixed' }, { uses: [{ image: idOf(2), by: 'override', group: 'mixed' }] }],
    [
      { why: 'launch-configuration', name: 'old' },
      { uses: [{ image: idOf(2), by: 'launch-configuration', name: 'old' }] },
    ],
    [{ why: 'unproven' }, { refreshes: [5, 4, 3, 1].map((number) => to(number)) }],
    [{ why: 'unproven' }, { refreshes: [to(2, 'InProgress'), ...[5, 4, 3, 1].map((number) => to(number))] }],
    [{ why: 'owner' }, second({ owner: '210987654321' })],
    [{ why: 'state', state: 'pending' }, second({ state: 'pending' })],
    [{ why: 'public' }, second({ isPublic: true })],
    [{ why: 'launched', last: T - 29 * DAY }, second({ lastLaunched: T - 29 * DAY })],
  ])('%o', (because, more) => {
    expect(why(2, facts(more))).toEqual(because)
    expect(archived(facts(more))).not.toContain(idOf(2))
    expect(undecided(facts(more)).map(({ id }) => id)).not.toContain(idOf(2))
  })

  test('nobody says when it was built, launched or whether it is public', () => {
    const without = (key: 'created' | 'lastLaunched' | 'isPublic'): ImageFacts => {
      const { [key]: _, ...rest } = built(2)
      return facts({ candidates: [...facts().candidates.slice(2), { image: rest, versions: [2] }] })
    }
    expect(why(2, without('created'))).toEqual({ why: 'newest' })
    expect(why(2, without('lastLaunched'))).toEqual({ why: 'launched' })
    expect(why(2, without('isPublic'))).toEqual({ why: 'public' })
  })

  test('EC2 names a user, or others may launch it', () => {
    const reference = { image: idOf(2), type: 'ssm:Parameter', resource: 'parameter/golden' }
    const others = { shared: new Set([idOf(3)]), references: [reference] }
    expect(why(2, facts(), others)).toEqual({ why: 'reference', type: 'ssm:Parameter', resource: 'parameter/golden' })
    expect(why(3, facts(), others)).toEqual({ why: 'shared' })
    expect(archived(facts(), others)).toEqual([idOf(1)])
  })
})

test('a launch in the last 30 days keeps none from being deprecated', () => {
  expect(archived(facts({ ...second({ lastLaunched: T }), archive: { keep: 2, how: 'deprecate' } }))).toContain(idOf(2))
})

test('a reference by an own template, which was read version by version, is out of date; one by another counts', () => {
  const by = (id: string) => ({
    ...nobody,
    references: [{ image: idOf(2), type: 'ec2:LaunchTemplate', resource: `launch-template/${id}` }],
  })
  expect(archived(facts(), by('lt-1'))).toContain(idOf(2))
  expect(archived(facts(), by('lt-9'))).not.toContain(idOf(2))
})

test('what failed is neither counted nor kept: it goes once enough newer ones have proved themselves', () => {
  const refreshes = [to(5), to(4, 'Failed'), to(3, 'RollbackSuccessful'), to(2), to(1)]
  const remaining = [version(5, idOf(5))]
  expect(archived(facts({ refreshes, remaining, rollbackTargets: [] }))).toEqual([idOf(1)])
  const [proven] = [[version(6, idOf(6))]]
  const candidates = [...facts().candidates, { image: built(6), versions: [6] }]
  expect(archived(facts({ refreshes, remaining, rollbackTargets: [], candidates, proven }))).toEqual(
    [1, 2, 3, 4].map(idOf),
  )
})

test('what is archived already is done with, and no longer counts among the newest', () => {
  const off = { state: 'disabled' } as const
  expect(decided(facts(second(off))).kept.map((each) => each.image.id)).not.toContain(idOf(2))
  expect(archived(facts({ ...second({ deprecated: T - 1 }), archive: { keep: 2, how: 'deprecate' } }))).not.toContain(
    idOf(2),
  )
  expect(archived(facts(second({ deprecated: T - 1 })))).toContain(idOf(2))
  const candidates = facts().candidates.map((each) => ({
    ...each,
    image: each.versions[0] === 5 ? built(5, off) : each.image,
  }))
  expect(why(3, facts({ candidates }))).toEqual({ why: 'newest' })
})

describe('a candidate', () => {
  const ours = (number: number, its = idOf(number)): Version =>
    whole(version(number, its), `ami-rollout/1 from=${number - 1} image=${its} sha= run=${number}`)
  const numbers = (versions: readonly Version[], images: readonly Image[]) =>
    candidatesOf('lt-1', versions, images).map((each) => [each.image.id, ...each.versions])

  test('is an image that a version of ours names, or whose tag says so', () => {
    const retired = { template: 'lt-1', versions: [1, 2] }
    expect(
      numbers([ours(4), whole(version(5, idOf(5)), 'by hand')], [built(4), built(5), built(1, { retired })]),
    ).toEqual([
      [idOf(4), 4],
      [idOf(1), 1, 2],
    ])
    expect(numbers([ours(4)], [built(1, { retired: { template: 'lt-2', versions: [1] } })])).toEqual([])
  })

  test('is not believed where two claim a version, or one claims what another has', () => {
    const retired = { template: 'lt-1', versions: [2, 4] }
    expect(
      numbers([ours(4)], [built(2, { retired }), built(3, { retired: { template: 'lt-1', versions: [2] } })]),
    ).toEqual([[idOf(2)], [idOf(3)]])
  })
})
