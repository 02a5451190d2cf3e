/** An older build does not silently overtake a newer one: `on-stale`, by GitHub's compare, by build times, by newer runs. */
import { describe, expect, test } from 'vitest'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { sha } from '../../simulator/github/api/scene.ts'
import type { ApiFault } from '../../simulator/github/api/server.ts'
import { NEW_IMAGE, OLD_IMAGE, TEMPLATE, web } from '../../simulator/scenes/web.ts'
import { type Different, hub } from '../github.ts'
import { type Job, minutes } from '../scenario.ts'

const [first, second, third, beside, alone] = ['a1a1a1a1', 'b2b2b2b2', 'c3c3c3c3', 'e5e5e5e5', 'f6f6f6f6'].map(sha)
const REFUSED = { outcome: 'refused', 'failure-code': 'preflight', changed: 'false' }
const ROLLED = { outcome: 'succeeded', fleet: 'new' }
const OLDER = 'is older than the one in use'
const NOT_COMPARED = 'could not be compared: GitHub answers that it is not found'
const notFound: ApiFault = {
  method: 'GET',
  path: '/compare/{basehead}',
  trouble: { status: 404, message: 'Not Found' },
}

/** The new image was built before the one in use. */
const builtEarlier = (agenda: Agenda): Account => {
  const account = web(agenda)
  const image = account.images.get(NEW_IMAGE)
  const creationDate = new Date(agenda.now - 30 * 86_400_000).toISOString()
  if (image) account.image({ ...image, creationDate })
  return account
}

/** A version 8 with a third image was rolled over the group, by a run of this id, and ended so. */
const rolledBy =
  (run: string, end: 'succeeded' | 'cancelled' = 'succeeded') =>
  (agenda: Agenda): Account => {
    const account = web(agenda)
    const other = 'ami-0b5eac1ed7a1e5009'
    const usual = account.images.get(OLD_IMAGE)
    if (usual) account.image({ ...usual, id: other, name: 'web-2026-11-15' })
    const description = `ami-rollout/1 from=7 image=${other} sha= run=${run}`
    const data = { ...account.templates.all[0]?.version('7').data, ImageId: other }
    account.templates.all[0]?.createVersion({ data, sourceVersion: '7', description }, agenda.now)
    const group = account.groups.get('web')
    group?.startRefresh({ template: { id: TEMPLATE, version: '8' } })
    if (end === 'cancelled') group?.cancelRefresh()
    agenda.runUntil(agenda.now + minutes(60))
    return account
  }

interface Case {
  readonly world: Different
  /** What `refuse` does: `stale` refuses. */
  readonly type: 'stale' | 'fresh'
  /** What is said of it, stale or fresh. */
  readonly says?: readonly string[]
  readonly asksGitHub: boolean
}

const cases: Readonly<Record<string, Case>> = {
  'ahead of the commit in use': { world: { commits: [first, third] }, type: 'fresh', asksGitHub: true },
  'behind the commit in use': {
    world: { commits: [third, first] },
    type: 'stale',
    says: ['a commit that is 2 behind the commit of the image in use'],
    asksGitHub: true,
  },
  'diverged from the commit in use': { world: { commits: [third, beside] }, type: 'fresh', asksGitHub: true },
  'of the same commit, whose hash is cut': {
    world: { commits: [third, third?.slice(0, 8)], build: builtEarlier },
    type: 'fresh',
    asksGitHub: false,
  },
  'of an unknown commit, and built earlier': {
    world: { commits: [third, undefined], build: builtEarlier },
    type: 'stale',
    says: [OLDER],
    asksGitHub: false,
  },
  'of an unknown commit, and built later': { world: { commits: [third, undefined] }, type: 'fresh', asksGitHub: false },
  'of a commit that GitHub does not know, and built earlier': {
    world: { commits: [third, sha('9999')], build: builtEarlier },
    type: 'stale',
    says: [NOT_COMPARED, OLDER],
    asksGitHub: true,
  },
  'of a commit without an ancestor in common, and built later': {
    world: { commits: [third, alone] },
    type: 'fresh',
    says: [NOT_COMPARED],
    asksGitHub: true,
  },
  'ahead, though it was built earlier': {
    world: { commits: [first, third], build: builtEarlier },
    type: 'fresh',
    asksGitHub: true,
  },
  'ahead, where GitHub answers 404, and built earlier': {
    world: { commits: [first, third], build: builtEarlier, trouble: [notFound] },
    type: 'stale',
    says: [NOT_COMPARED, OLDER],
    asksGitHub: true,
  },
  'overtaken by a newer run': {
    world: { build: rolledBy('9000000002') },
    type: 'stale',
    says: ['newer run 9000000002 has rolled version 8'],
    asksGitHub: false,
  },
  'of a run that is newer than the one that rolled last': {
    world: { build: rolledBy('8999999999') },
    type: 'fresh',
    asksGitHub: false,
  },
  'of a run beside one whose id is no number': {
    world: { build: rolledBy('local') },
    type: 'fresh',
    asksGitHub: false,
  },
  'older than a run whose rollout came to nothing': {
    world: { build: rolledBy('9000000002', 'cancelled') },
    type: 'fresh',
    asksGitHub: false,
  },
}

/** A refusal is told with its reason alone; the summary has the warnings beside it. */
const told = ({ annotations, summary }: Job): string =>
  [...annotations.map(({ message }) => message), summary].join('\n')

describe.each(Object.entries(cases))('an image %s', (_, { world, type, says = [], asksGitHub }) => {
  test(`is ${type === 'stale' ? 'refused' : 'rolled'} by on-stale: refuse`, async () => {
    const { job, github } = await hub(world)
    const ended = await job({ 'on-stale': 'refuse' })
    expect(ended.outputs).toMatchObject(type === 'stale' ? REFUSED : ROLLED)
    for (const each of says) expect(told(ended)).toContain(each)
    if (type === 'stale') expect(ended.writes).toEqual([])
    expect(github.calls.length > 0).toBe(asksGitHub)
    expect(github.faults).toEqual([])
  })

  test('is planned by default, with a warning where there is one', async () => {
    const { job } = await hub(world)
    const ended = await job({ mode: 'plan' })
    expect(ended.outputs).toMatchObject({ outcome: 'planned' })
    expect(ended.annotations.map(({ level }) => level)).toEqual(says.map(() => 'warning'))
    for (const each of says) expect(told(ended)).toContain(each)
  })

  test('is planned without a word, and without GitHub, by on-stale: allow', async () => {
    const { job, github } = await hub(world)
    const ended = await job({ mode: 'plan', 'on-stale': 'allow' })
    expect(ended.outputs).toMatchObject({ outcome: 'planned' })
    expect(ended.annotations).toEqual([])
    expect(github.calls).toEqual([])
  })
})

describe('nobody asks whether it is stale', () => {
  test('where a run takes up its own refresh', async () => {
    const { aws, job } = await hub({ commits: [third, first] })
    const killed = await job({}, { killAt: minutes(2) })
    expect(killed.exit).toBeUndefined()
    expect(aws.group.refreshes.all.map(({ status }) => status)).toEqual(['InProgress'])
    const ended = await job({ 'on-stale': 'refuse' }, { attempt: 2 })
    expect(ended.outputs).toMatchObject(ROLLED)
    expect(aws.group.refreshes.all).toHaveLength(1)
  })

  test('for a rollback', async () => {
    const { job, github } = await hub({ commits: [third, second], build: builtEarlier })
    await job()
    const asked = github.calls.length
    const ended = await job({ image: '', mode: 'rollback', 'on-stale': 'refuse' }, { runId: '9000000002' })
    expect(ended.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'previous' })
    expect(github.calls).toHaveLength(asked)
  })
})

test('a stale image is refused before anybody else’s refresh is cancelled for it', async () => {
  const build = (agenda: Agenda) => {
    const account = web(agenda, { newVersion: true })
    account.groups.get('web')?.startRefresh({ template: { id: TEMPLATE, version: '8' } })
    agenda.runUntil(agenda.now + minutes(3))
    return account
  }
  const { aws, job } = await hub({ commits: [third, first], build })
  const ended = await job({ 'on-stale': 'refuse', 'on-conflict': 'replace' })
  expect(ended.outputs).toMatchObject(REFUSED)
  expect(ended.writes).toEqual([])
  expect(aws.group.refreshes.all.map(({ status }) => status)).toEqual(['InProgress'])
})

test('after a wait for another refresh the group is surveyed again, and GitHub is not asked again', async () => {
  const build = (agenda: Agenda) => {
    const account = web(agenda, { newVersion: true })
    account.groups.get('web')?.startRefresh({ template: { id: TEMPLATE, version: '8' } })
    agenda.runUntil(agenda.now + minutes(3))
    account.groups.get('web')?.cancelRefresh()
    return account
  }
  const { job, github } = await hub({ commits: [first, third], build })
  const ended = await job({ 'on-conflict': 'wait' })
  expect(ended.outputs).toMatchObject(ROLLED)
  expect(github.calls).toHaveLength(1)
})
