/** Lines of the log, and how the runner takes them. */
import type { Finding, Instant, Ms } from '../../rollout/model.ts'
import { clock } from '../measure.ts'
import { harmless } from '../plain.ts'

/** One entry of the log. `group` opens a fold with a title, `end` closes it. */
export type Line = { readonly is: 'text' | 'group'; readonly text: string } | { readonly is: 'end' }

/** A line of text. */
export const text = (words: string): Line => ({ is: 'text', text: words })
/** A line with its time, in UTC. */
export const timed = (at: Instant, words: string): Line => text(`${clock(at)}  ${words}`)

/** How often a wait is told of while nothing changes. */
export const HEARTBEAT: Ms = 120_000

/** Whether a heartbeat is due: `now` is past a beat since `anchor` that `before` was not. */
export const beats = (anchor: Instant, before: Instant, now: Instant): boolean =>
  Math.floor((now - anchor) / HEARTBEAT) > Math.floor((before - anchor) / HEARTBEAT)

const signs: Readonly<Record<Finding['level'], string>> = { error: '✖', warning: '⚠', note: '·' }

/** A finding with its remedy: two lines. */
export const findingLines = ({ level, says, remedy }: Finding): readonly Line[] => [
  text(`${signs[level]} ${says}`),
  text(`  → ${remedy}`),
]

/** The line as the runner takes it. Groups are the only workflow commands, and they are made here. */
export function printed(line: Line): string {
  if (line.is === 'end') return '::endgroup::'
  return line.is === 'group' ? `::group::${harmless(line.text).replaceAll('%', '%25')}` : harmless(line.text)
}
