/**
 * The fifteen workflows of docs/moving-here.md, each run whole: its file on the simulated runner, with our action as a step
 * of it, over the simulated AWS. `npm test` runs each in one weather, by turns; `npm run proof -- --moving` runs all in all
 * three, and what it runs as our action is the shipped bundle in processes of its own.
 */
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { readContract } from '../../scripts/contract.ts'
import { root } from '../../simulator/stage.ts'
import { filesIn, read } from '../repo/fences.ts'
import { loadParts } from './in-process.ts'
import { type Move, type MoveEnd, weathers } from './move.ts'
import { currentMoves } from './moves/current.ts'
import { imageMoves } from './moves/images.ts'
import { versionMoves } from './moves/versions.ts'
import { play } from './play.ts'

const inputs = new Set(readContract(join(root, 'action.yml')).inputs.map(({ name }) => name))

const moves: readonly Move[] = [...currentMoves, ...imageMoves, ...versionMoves].toSorted((a, b) =>
  a.file.localeCompare(b.file),
)

const isProof = process.env['EVERY_MOVE'] !== undefined

const plays = moves.flatMap((move, number) =>
  weathers.flatMap((weather, turn) =>
    isProof || number % weathers.length === turn ? [{ file: move.file, weather, move }] : [],
  ),
)

const engine = isProof ? 'bundle' : 'source'

beforeAll(loadParts)

/** Processes of the bundle wait side by side; in one process only one action can run. */
const several = isProof ? describe.concurrent : describe

several('a workflow of others that has moved here', () => {
  test.each(plays)(
    '$file, $weather',
    async ({ move, weather }) => {
      expect(await play(move, weather, { engine })).toMatchObject(shown(move.ends[weather]))
    },
    300_000,
  )

  test.each(moves.flatMap(({ afterwards, ...move }) => (afterwards ? [{ file: move.file, move, afterwards }] : [])))(
    '$file, good, and once more',
    async ({ move, afterwards: { inputs, end } }) => {
      expect(await play(move, 'good', { engine, afterwards: inputs })).toMatchObject(shown(end))
    },
    300_000,
  )
})

/** Of a summary the beginning is said. */
const shown = ({ summaries, ...end }: MoveEnd) => ({
  ...end,
  summaries: summaries.map((text) => expect.stringContaining(text)),
})

describe('the table of docs/moving-here.md', () => {
  const text = read('docs/moving-here.md')
  const rows = [...text.matchAll(/^\| \[\d+\]\(\.\.\/examples\/moving\/(\S+)\) .* \| (yes|in part) \|$/gm)]

  test('has a row for each workflow that is run here, in their order', () => {
    expect(rows.map(([, file]) => file)).toEqual(moves.map(({ file }) => file))
    expect(filesIn('examples/moving', '.yml').toSorted()).toEqual(moves.map(({ file }) => `examples/moving/${file}`))
  })

  test('counts those that move with an equal or better result', () => {
    const whole = rows.filter(([, , how]) => how === 'yes').length
    expect(text).toContain(`${whole} of ${rows.length} move with an equal or better result`)
  })

  test.each(rows.map(([row, file = '']) => ({ row, file })))(
    '$file has the inputs that its row names',
    ({ row, file }) => {
      const workflow = read(`examples/moving/${file}`)
      const named = [...row.matchAll(/`([a-z-]+): ([^`…]+?)(?:…[^`]*)?`/g)].filter(([, input = '']) =>
        inputs.has(input),
      )
      expect(named.filter(([, input, value]) => !workflow.includes(`${input}: ${value?.trim()}`))).toEqual([])
    },
  )
})
