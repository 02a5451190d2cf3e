/** The log: a story of one line per change, and a heartbeat while nothing changes. */

import type { Drift } from '../rollout/drift.ts'
import type { Event } from '../rollout/events.ts'
import { duration } from '../rollout/measure.ts'
import type { Evidence } from '../rollout/model/evidence.ts'
import type { Timeline, Turn } from '../rollout/timeline.ts'
import { astrayWords } from './drift.ts'
import { conclusionLines } from './log/conclusion.ts'
import { foresightLines } from './log/foresight.ts'
import { beats, type Line, type Tone, text, timed } from './log/line.ts'
import { lookLines } from './log/look.ts'
import { planLines } from './log/plan.ts'
import { imageWords } from './provenance.ts'
import { turnWords } from './turns.ts'
import { evidenceWords } from './words/evidence.ts'
import { refreshWords } from './words/fleet.ts'

/** What an event adds to the log. */
export function logLines(before: Timeline, event: Event, after: Timeline): readonly Line[] {
  switch (event.is) {
    case 'looked':
      return lookLines(before, event, after)
    case 'checked':
      return astrayLines(event.drift)
    case 'waiting':
      return waitingLines(before, event)
    case 'evidence':
      return evidenceLines(event.evidence)
    case 'concluded':
      return [...foresightLines(after), ...conclusionLines(after, event.outcome)]
    case 'surveyed':
      return [...told(event, after), ...imageLines(event)]
    case 'planned':
      return [...told(event, after), ...planLines(event.plan, after)]
    case 'chore':
      return [...told(event, after), ...commandLine(event)]
    case 'noted':
    case 'fixing':
    case 'fixed':
    case 'pinning':
    case 'pinned':
    case 'preparing':
    case 'prepared':
    case 'starting':
    case 'underway':
    case 'retreating':
    case 'tidying':
      return told(event, after)
  }
}

/** The turn in its own words, if it has any. */
function told(turn: Turn, timeline: Timeline): readonly Line[] {
  const words = turnWords(turn, timeline)
  return words === undefined ? [] : [timed(turn.at, words, toneOf(turn))]
}

function toneOf(turn: Turn): Tone | undefined {
  if (turn.is === 'chore') return 'command' in turn.chore ? 'warning' : 'good'
  return turn.is === 'retreating' ? 'warning' : undefined
}

const imageLines = ({ at, survey }: Extract<Event, { is: 'surveyed' }>): readonly Line[] =>
  survey.images.flatMap((each) => imageWords(each, at) ?? []).map((words) => timed(at, words))

/** Instances that a check names in the log; all of them stand in the summary. */
const MOST_ASTRAY = 20

function astrayLines({ astray, saved }: Drift): readonly Line[] {
  const more = astray.length - MOST_ASTRAY
  const named = astray.slice(0, MOST_ASTRAY).map((each) => text(`✖ ${astrayWords(each, saved)}`, 'bad'))
  return more > 0 ? [...named, text(`… and ${more} more`)] : named
}

/** What was found around a failure, in a fold; nothing when nothing was. */
function evidenceLines(evidence: Evidence): readonly Line[] {
  const lines = evidenceWords(evidence)
  const { console: its } = evidence
  const output = its
    ? [`Console of ${its.instance}, its last ${its.lines.length} lines:`, ...its.lines.map((line) => `  ${line}`)]
    : []
  if (lines.length + output.length === 0) return []
  return [{ is: 'group', text: 'What was found' }, ...[...lines, ...output].map((line) => text(line)), { is: 'end' }]
}

/** The first look, every change, and a heartbeat. */
function waitingLines(before: Timeline, { at, refresh }: Extract<Event, { is: 'waiting' }>): readonly Line[] {
  const words = refreshWords(refresh)
  const earlier = before.turns.filter((turn) => turn.is === 'waiting').filter((turn) => turn.refresh.id === refresh.id)
  const since = earlier.find((turn) => refreshWords(turn.refresh) === words)?.at
  if (since !== undefined && !beats(since, before.now, at)) return []
  const waited = earlier[0] ? ` for ${duration(at - earlier[0].at)}` : ''
  const still = `Waiting${waited} for another instance refresh: ${words}`
  return [timed(at, still, since === undefined ? undefined : 'quiet')]
}

const commandLine = ({ chore }: Extract<Event, { is: 'chore' }>): readonly Line[] =>
  'command' in chore ? [text(`          $ ${chore.command}`)] : []
