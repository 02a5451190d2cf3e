import { describe, expect, test } from 'vitest'
import { commandsIn, distinct } from '../aws-cli/commands.ts'
import { expected, explained } from '../part.ts'
import { parts } from '../parts.ts'
import { cellsOf, HEADINGS, lineOf } from '../peers/row.ts'
import { peersTable } from '../peers/table.ts'
import { bundleHash, type Result, resultOf, results } from '../result.ts'
import { scrub, shortened } from '../scrub.ts'
import { peersPage, proofPage, tableInPage, tableOf } from '../table.ts'

const kept = results()

/** Not a failure: software of others cannot be played on every machine, and dist changes with every commit to src. */
test.each(kept)('what $part found on $date', ({ part, bundle, date }) => {
  expect(parts.map(({ name }) => name)).toContain(part)
  if (bundle !== bundleHash())
    console.warn(`conformance/results/${part}.json (${date}) belongs to another bundle: npm run conformance -- ${part}`)
})

test('no difference that was recorded is left unexplained', () => {
  expect(
    kept.flatMap(({ part, cases }) =>
      cases.filter(({ verdict }) => verdict === 'unexplained').map((one) => `${part}: ${one.name}`),
    ),
  ).toEqual([])
})

test('docs/proof.md and docs/peers.md have the results that are kept (npm run conformance -- --table)', () => {
  expect(tableInPage(proofPage)).toBe(tableOf(parts, kept))
  expect(tableInPage(peersPage)).toBe(peersTable(kept))
})

test('what a tool said of a rollout is one line of the result, and cells of the table', () => {
  const line = lineOf({
    isGreen: true,
    minutes: 14.04,
    isTrue: false,
    atEnd: { size: 6, onNew: 6, healthy: 0 },
    later: { size: 6, onNew: 2, healthy: 4 },
    nextLaunch: 'new',
    calls: 31,
  })
  expect(cellsOf({ name: 'tool: an image that dies', seen: line })).toEqual([
    'tool',
    'an image that dies',
    'green, 14.0 min',
    'not true',
    'new, 0 of 6 healthy',
    '2 of 6 new, 4 of 6 healthy',
    'new',
    '31',
  ])
  expect(HEADINGS).toHaveLength(8)
})

describe('a result file', () => {
  const right: Result = {
    part: 'moto',
    date: '2026-11-29T12:00:00.000Z',
    bundle: 'a'.repeat(64),
    seconds: 12,
    versions: { moto: '5.2.5' },
    cases: [{ name: 'plain group', verdict: 'explained', seen: 'late', source: 'AWS: …' }],
  }

  test('is read back as it was written', () => {
    expect(resultOf(JSON.parse(JSON.stringify(right)), 'moto.json')).toEqual(right)
  })

  test.each([
    ['nothing', null],
    ['no part', { ...right, part: '' }],
    ['a date that is none', { ...right, date: 'yesterday' }],
    ['a hash that is none', { ...right, bundle: 'main' }],
    ['no case', { ...right, cases: [] }],
    ['a version that is no text', { ...right, versions: { moto: 5 } }],
    ['a verdict of its own', { ...right, cases: [{ name: 'x', verdict: 'fine', seen: 'y' }] }],
    ['an explanation without a source', { ...right, cases: [{ name: 'x', verdict: 'explained', seen: 'y' }] }],
  ])('with %s is refused, by name', (_, value) => {
    expect(() => resultOf(value, 'moto.json')).toThrow(/^moto\.json/)
  })
})

test('a difference needs a source before it counts as explained', () => {
  const difference = expected('fleet', 'new', 'mixed')
  expect(difference).toEqual({ name: 'fleet', verdict: 'unexplained', seen: 'mixed (expected: new)' })
  expect(explained(difference, 'AWS: …')).toMatchObject({ verdict: 'explained', source: 'AWS: …' })
  expect(explained(expected('fleet', 'new', 'new'), 'AWS: …')).toEqual(expected('fleet', 'new', 'new'))
})

test('a log that is kept names no folder of the machine that wrote it', () => {
  expect(scrub('/srv/clone/dist and /srv', { REPOSITORY: '/srv/clone', ABOVE: '/srv' })).toBe(
    '$REPOSITORY/dist and $ABOVE',
  )
})

test('a long log keeps its begin and its end', () => {
  const lines = Array.from({ length: 100 }, (_, i) => `line ${i}\n`).join('')
  const short = shortened(lines, 200)
  expect(short).toMatch(/^line 0\n/)
  expect(short).toMatch(/line 99\n$/)
  expect(short).toMatch(/… \d+ lines left out …/)
  expect(shortened(lines, lines.length)).toBe(lines)
})

test('the AWS CLI commands of a page, each kind once', () => {
  const page = [
    'Type `aws ec2 describe-images --image-ids ami-1` or `aws ec2 wait image-available`.',
    '```sh',
    'export GROUP=web',
    'aws autoscaling describe-scaling-activities --auto-scaling-group-name web \\',
    '  --max-records 20',
    '```',
    '`aws ec2 describe-images --image-ids ami-2`',
    '> ```sh',
    '> aws autoscaling start-instance-refresh --auto-scaling-group-name web \\',
    '>   --preferences \'{"SkipMatching":true,',
    '>     "BakeTime":60}\'',
    '> ```',
  ].join('\n')
  expect(distinct(commandsIn(page))).toEqual([
    'aws autoscaling describe-scaling-activities --auto-scaling-group-name web --max-records 20',
    'aws autoscaling start-instance-refresh --auto-scaling-group-name web --preferences \'{"SkipMatching":true, "BakeTime":60}\'',
    'aws ec2 describe-images --image-ids ami-2',
  ])
})
