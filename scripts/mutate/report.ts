/** How many of the planted faults were noticed, and which were not. */
import type { Notice } from './notes.ts'
import type { Fault } from './plant.ts'

/** What is known of the faults. `met`: those that a test comes upon. `spoils`: tests whose notices do not count. */
export interface Measured {
  readonly faults: readonly Fault[]
  readonly met: ReadonlySet<number>
  readonly notices: ReadonlyMap<number, Notice>
  readonly spoils: readonly string[]
  readonly minutes: number
}

/** A table by module, then every fault that no test noticed. Wording is counted apart: no decision hangs on it. */
export function reportOf({ faults, met, notices, spoils, minutes }: Measured): string {
  const row = (name: string, of: readonly Fault[]) => rowOf(name, of, { met, notices })
  const left = faults.filter(({ id }) => !notices.has(id))
  const endless = faults.filter(({ id }) => notices.get(id)?.how === 'endless').length
  return [
    '| module | planted | noticed | missed | never met | score | wording noticed |',
    '|---|--:|--:|--:|--:|--:|--:|',
    ...[...Map.groupBy(faults, ({ file }) => file)].map(([file, of]) => row(file, of)),
    row('**all**', faults),
    '',
    ...left.map((fault) => lineOf(fault, met.has(fault.id))),
    '',
    `${faults.length} faults, of which ${endless} were noticed because a test did not end; ${minutes.toFixed(1)} min.`,
    ...spoils.map((name) => `Failed without a fault after some: ${name}`),
  ].join('\n')
}

function rowOf(name: string, all: readonly Fault[], { met, notices }: Pick<Measured, 'met' | 'notices'>): string {
  const isNoticed = ({ id }: Fault) => notices.has(id)
  const of = all.filter(({ isWording }) => !isWording)
  const wording = all.filter(({ isWording }) => isWording)
  const found = of.filter(isNoticed).length
  const unmet = of.filter(({ id }) => !met.has(id) && !notices.has(id)).length
  const score = of.length === 0 ? '' : `${((100 * found) / of.length).toFixed(1)} %`
  const worded = wording.length === 0 ? '' : `${wording.filter(isNoticed).length} of ${wording.length}`
  return `| ${name} | ${of.length} | ${found} | ${of.length - found - unmet} | ${unmet} | ${score} | ${worded} |`
}

const lineOf = ({ file, line, operator, was, text, isWording }: Fault, wasMet: boolean): string =>
  `${file}:${line} ${isWording ? 'wording, ' : ''}${operator}${wasMet ? '' : ' (never met)'}: ${oneLine(was)} → ${oneLine(text) || 'nothing'}`

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 140)
