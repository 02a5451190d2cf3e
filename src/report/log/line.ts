/** Lines of the log, and their form for the runner. */

import { clock } from '../../rollout/measure.ts'
import type { Finding } from '../../rollout/model/finding.ts'
import type { Instant, Ms } from '../../rollout/model/time.ts'
import { withoutCommands } from '../plain.ts'

/** The colour of a line by meaning. Most lines have none. */
export type Tone = 'good' | 'bad' | 'warning' | 'quiet'

/** One entry of the log. `group` opens a fold with a title, `end` closes it. */
export type Line =
  | { readonly type: 'text' | 'group'; readonly text: string; readonly tone?: Tone }
  | { readonly type: 'end' }

/** A line of text. */
export const text = (words: string, tone?: Tone): Line => ({ type: 'text', text: words, ...(tone && { tone }) })
/** A line with its time, in UTC. */
export const timed = (at: Instant, words: string, tone?: Tone): Line => text(`${clock(at)}  ${words}`, tone)

/** The pause between heartbeat lines while nothing changes. */
const HEARTBEAT: Ms = 120_000

/** Whether a heartbeat is due: a multiple of `every` since `anchor` lies between `before` and `now`. */
export const isHeartbeatDue = (anchor: Instant, before: Instant, now: Instant, every: Ms = HEARTBEAT): boolean =>
  Math.floor((now - anchor) / every) > Math.floor((before - anchor) / every)

const signs: Readonly<Record<Finding['level'], string>> = { error: '✖', warning: '⚠', note: '·' }
const tones: Readonly<Record<Finding['level'], Tone>> = { error: 'bad', warning: 'warning', note: 'quiet' }

/** A finding with its remedy: two lines. */
export const findingLines = ({ level, says, remedy }: Finding): readonly Line[] => [
  text(`${signs[level]} ${says}`, tones[level]),
  text(`  → ${remedy}`),
]

/** SGR codes, which the runner's log shows as colours. */
const colours: Readonly<Record<Tone, number>> = { good: 32, bad: 31, warning: 33, quiet: 90 }

/** The line as it is printed. Only this function makes workflow commands (groups) and colour codes. */
export function printed(line: Line, colour = false): string {
  if (line.type === 'end') return '::endgroup::'
  const words = withoutCommands(line.text)
  if (line.type === 'group') return `::group::${words.replaceAll('%', '%25')}`
  return colour && line.tone ? `\u001b[${colours[line.tone]}m${words}\u001b[0m` : words
}
