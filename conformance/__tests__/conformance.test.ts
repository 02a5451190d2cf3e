import { describe, expect, test } from 'vitest'
import { commandsIn, distinct } from '../aws-cli/commands.ts'
import { expected, explained } from '../part.ts'
import { parts } from '../parts.ts'
import { bundleHash, type Result, resultOf, results } from '../result.ts'
import { scrub, shortened } from '../scrub.ts'
import { tableInPage, tableOf } from '../table.ts'

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

test('docs/proof.md has the results that are kept (npm run conformance -- --table)', () => {
  expect(tableInPage()).toBe(tableOf(parts, kept))
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
  ].join('\n')
  expect(distinct(commandsIn(page))).toEqual([
    'aws autoscaling describe-scaling-activities --auto-scaling-group-name web --max-records 20',
    'aws ec2 describe-images --image-ids ami-2',
  ])
})
