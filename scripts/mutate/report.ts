/** How many of the planted faults were noticed, and which were not. */
import type { Noted } from './notes.ts'
import type { Fault } from './plant.ts'

/** A table by file, then every fault that no test noticed. */
export function reportOf(faults: readonly Fault[], notes: readonly Noted[], minutes: number): string {
  const noticed = new Set(notes.flatMap(({ fault, how }) => (how === 'missed' ? [] : [fault])))
  const met = new Set(notes.map(({ fault }) => fault))
  const rows = [...Map.groupBy(faults, ({ file }) => file)].map(([file, of]) => rowOf(file, of, noticed, met))
  const left = faults.filter(({ id }) => !noticed.has(id))
  return [
    '| module | planted | noticed | missed | never met | score |',
    '|---|--:|--:|--:|--:|--:|',
    ...rows,
    rowOf('**all**', faults, noticed, met),
    '',
    ...left.map((fault) => lineOf(fault, met.has(fault.id))),
    '',
    `${faults.length} faults, ${minutes.toFixed(1)} min`,
  ].join('\n')
}

function rowOf(name: string, of: readonly Fault[], noticed: ReadonlySet<number>, met: ReadonlySet<number>): string {
  const found = of.filter(({ id }) => noticed.has(id)).length
  const unmet = of.filter(({ id }) => !met.has(id)).length
  const score = ((100 * found) / Math.max(1, of.length)).toFixed(1)
  return `| ${name} | ${of.length} | ${found} | ${of.length - found - unmet} | ${unmet} | ${score} % |`
}

const lineOf = ({ file, line, operator, was, text }: Fault, wasMet: boolean): string =>
  `${file}:${line} ${operator}${wasMet ? '' : ' (never met)'}: ${oneLine(was)} → ${oneLine(text) || 'nothing'}`

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 140)
