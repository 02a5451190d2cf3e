/** What has not changed between two answers is the same object; every answer is as AWS gave it. */
import * as fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { refreshTo2, scene } from '../../simulator/__tests__/world/scene.ts'
import { simulateAws } from '../../simulator/aws/simulate.ts'
import { cannotLaunch } from '../../simulator/aws/world/behaviour.ts'
import { standingKey } from '../../simulator/aws/world/credentials.ts'
import { virtualClock } from '../../simulator/clock.ts'
import { connectionTo, readsOf } from '../../src/aws/index.ts'
import { isKnown, knownFrom, splitMembers } from '../../src/aws/list-members.ts'

/** The world, served. `connection`: one that has read nothing before. */
async function served(of: Parameters<typeof scene>[0] = {}) {
  const world = scene(of)
  const clock = virtualClock(world.agenda)
  const { url, close } = await simulateAws({ account: world.account, clock })
  onTestFinished(close)
  process.env['AWS_ENDPOINT_URL'] = url
  const connection = () =>
    readsOf(connectionTo({ region: 'eu-west-1', clock, env: {} }, { provider: async () => standingKey }))
  return { world, clock, connection }
}

test('instances and targets that have not changed are the same objects; the others are read', async () => {
  const { world, clock, connection } = await served()
  const reads = connection()
  const [arn = ''] = (await reads.group('web'))?.targetGroups ?? []
  const poll = async (by = reads) => ({
    instances: (await by.group('web'))?.instances ?? [],
    targets: await by.targets(arn),
  })
  const first = await poll()
  const again = await poll()
  expect(again.instances).toHaveLength(6)
  for (const [i, instance] of again.instances.entries()) expect(instance).toBe(first.instances[i])
  for (const [i, target] of again.targets.entries()) expect(target).toBe(first.targets[i])

  world.group.setDesired(9)
  for (const seconds of [1, 30, 60, 200]) {
    await clock.sleep(seconds * 1000)
    expect(await poll(), `${seconds} s later`).toEqual(await poll(connection()))
  }
  const last = await poll()
  expect(last.instances).toHaveLength(9)
  expect(first.instances.every((each) => last.instances.includes(each))).toBe(true)
})

test('the SDK reads the first member of each form; the others are copies for their own instances', async () => {
  const { world, connection } = await served()
  const reads = connection()
  const instances = (await reads.group('web'))?.instances ?? []
  expect(new Set(instances.map(({ zone }) => zone)).size).toBeLessThan(instances.length)
  const truth = world.group.instances.map(({ id, launchInfo: { zone } }) => ({ id, zone }))
  expect(instances.map(({ id, zone }) => ({ id, zone }))).toEqual(truth)
  const checks = await reads.statusChecks(truth.map(({ id }) => id))
  expect([...checks.keys()]).toEqual(truth.map(({ id }) => id))
  expect(checks.get(truth[1]?.id ?? '')).not.toBe(checks.get(truth[0]?.id ?? ''))
  const known = await reads.ec2Instances(truth.map(({ id }) => id))
  const addresses = world.group.instances.map(({ id, launchInfo: { address } }) => [id, address])
  expect([...known].map(([id, { address }]) => [id, address])).toEqual(addresses)
  for (const { id } of truth) {
    const alone = await connection().ec2Instances([id])
    expect(known.get(id), id).toEqual(alone.get(id))
  }
})

test('the users of a template are read with every version that they name or run', async () => {
  const { connection } = await served()
  const reads = connection()
  const instances = (await reads.group('web'))?.instances ?? []
  const template = instances[0]?.template?.id ?? ''
  const [use, ...others] = await reads.templateUses([template])
  expect(others).toEqual([])
  expect(use).toMatchObject({ template, group: 'web' })
  const run = new Set(instances.map(({ template: its }) => its?.version))
  expect(use?.versions).toEqual(expect.arrayContaining([...run]))
  expect(await reads.templateUses(['lt-0000000000000000f'])).toEqual([])
})

test('launches are those that a connection finds which has read none before', async () => {
  const { world, clock, connection } = await served({ next: cannotLaunch('The key pair web does not exist.') })
  const reads = connection()
  const since = world.agenda.now
  const failed: number[] = []
  refreshTo2(world.group)
  for (const seconds of [1, 60, 120, 240]) {
    await clock.sleep(seconds * 1000)
    const found = await reads.launches('web', since)
    expect(found, `${seconds} s later`).toEqual(await connection().launches('web', since))
    expect(
      await reads.causes(
        'web',
        world.group.instances.map(({ id }) => id),
      ),
    ).toEqual(
      await connection().causes(
        'web',
        world.group.instances.map(({ id }) => id),
      ),
    )
    failed.push(found.failed.length)
  }
  expect(failed.at(-1)).toBeGreaterThan(failed[0] ?? 0)
})

describe('an answer', () => {
  const list = { element: 'Instances', member: 'member' } as const
  const xml = (instances: string) =>
    `<R><Groups><member><Instances>${instances}</Instances><Zones><member>a</member></Zones></member></Groups></R>`
  const [a, b] = ['<member><Id>i-a</Id></member>', '\n      <member>\n<Id>i-b</Id></member>']

  const keyIn = (text: string) => text.slice(0, text.indexOf('</Id>'))
  const partsOf = (instances: string) => {
    const split = splitMembers(Buffer.from(xml(instances)), list)
    const of = ({ raw, ends }: { readonly raw: Buffer; readonly ends: readonly number[] }) =>
      ends.map((end, i) => raw.toString('utf8', ends[i - 1] ?? 0, end))
    return split && { members: of(split.all), around: `${split.before}${split.after}` }
  }

  test('is split at the ends of its members, whatever white space lies between them', () => {
    expect(partsOf(`${a}${b}\n    `)).toEqual({ members: [a, b], around: xml('') })
    expect(partsOf('')).toEqual({ members: [], around: xml('') })
  })
  test('is split by its tags, whichever members the answer before had, and those that are the same are known', () => {
    const member = fc.record({
      id: fc.integer({ min: 0, max: 9 }),
      says: fc.constantFrom('a', 'é', '<Ids><member>1</member></Ids>'),
    })
    const members = fc.array(
      member.map(({ id, says }) => `<member><Id>i-${id}</Id>${says}</member>`),
      { maxLength: 12 },
    )
    const kept = (texts: readonly string[]) => {
      const all = splitMembers(Buffer.from(xml(texts.join(''))), list)?.all
      if (!all) throw new Error('it is not split')
      const known = all.members.map((each, i) => ({ ...each, value: texts[i], namePaths: [] }))
      return knownFrom(all, known)
    }
    fc.assert(
      fc.property(members, members, (before, now) => {
        const split = splitMembers(Buffer.from(xml(now.join(''))), list, kept(before))
        const values = split?.all.members.map((each, i) => (isKnown(each) ? each.value : now[i]))
        expect(values).toEqual(now)
        // Of two with one id the later one is known.
        const isIn = (text: string) => before.findLast((each) => keyIn(each) === keyIn(text)) === text
        expect(split?.all.members.every((each, i) => isKnown(each) || !isIn(now[i] ?? ''))).toBe(true)
      }),
    )
  })
  test('is split around members with lists of their own', () => {
    const nested = '<member><Ids><member>1</member><member>2</member></Ids></member>'
    expect(partsOf(nested + a + nested)?.members).toEqual([nested, a, nested])
  })
  test.each([
    ['without the list', '<R><Instances/></R>'],
    ['with two such lists', xml(a) + xml(b)],
    ['with a member that does not end', xml('<member><Id>i-a</Id><member><Id>i-b</Id></member>')],
    ['with a member that ends twice', xml(`${a}</member>`)],
    ['with a comment', xml(`<!-- ${a} -->${a}`)],
    ['with character data', xml('<member><Id><![CDATA[</member><member>]]></Id></member>')],
    ['with something else in the list', xml(`${a}<Id>i</Id>`)],
  ])('%s is read whole', (_, answer) => {
    expect(splitMembers(Buffer.from(answer), list)).toBeUndefined()
  })
})
