/** The log: one line for each change, and a heartbeat while nothing changes. */

import type { Drift } from '../rollout/drift.ts'
import type { Event } from '../rollout/events.ts'
import { duration } from '../rollout/measure.ts'
import type { Evidence } from '../rollout/model/evidence.ts'
import type { ImageCleanUp } from '../rollout/model/image-archive.ts'
import type { Ms } from '../rollout/model/time.ts'
import type { TrialProgress } from '../rollout/model/trial.ts'
import type { Milestone, Timeline } from '../rollout/timeline.ts'
import { commandLine } from './command.ts'
import { driftedWords } from './drift.ts'
import { conclusionLines } from './log/conclusion.ts'
import { isHeartbeatDue, type Line, type Tone, text, timed } from './log/line.ts'
import { planLines } from './log/plan.ts'
import { pollLines } from './log/poll.ts'
import { previewLines } from './log/preview.ts'
import { milestoneWords } from './milestones.ts'
import { imageWords } from './provenance.ts'
import { comparisonWords, earlierWords, shortCommit, titleOf } from './words/commits.ts'
import { evidenceWords } from './words/evidence.ts'
import { refreshWords } from './words/fleet.ts'
import { isPreview, keptWords } from './words/images.ts'

/** The log lines for an event. */
export function logLines(before: Timeline, event: Event, after: Timeline): readonly Line[] {
  switch (event.type) {
    case 'polled':
      return pollLines(before, event, after)
    case 'unanswered':
      return unansweredLines(before, event)
    case 'checked':
      return driftedLines(event.drift)
    case 'waiting':
      return waitingLines(before, event)
    case 'evidence':
      return evidenceLines(event.evidence)
    case 'concluded':
      return [...previewLines(after), ...conclusionLines(after, event.outcome)]
    case 'surveyed':
      return [...milestoneLines(event, after), ...imageLines(event), ...commitLines(event)]
    case 'planned':
      return [...milestoneLines(event, after), ...planLines(event.plan, after)]
    case 'final-step':
      return [...milestoneLines(event, after), ...finalStepCommand(event)]
    case 'archiving-images':
      return [...milestoneLines(event, after), ...keptLines(event.cleanUp, after)]
    case 'trial':
      return [...milestoneLines(event, after), ...trialCommand(event.trial)]
    case 'claiming':
    case 'noted':
    case 'pinning-image':
    case 'pinned-image':
    case 'pinning':
    case 'pinned':
    case 'preparing':
    case 'prepared':
    case 'starting':
    case 'underway':
    case 'rolling-back':
    case 'watching':
    case 'deleting-versions':
      return milestoneLines(event, after)
  }
}

/** The lines for a milestone, if it has any. */
function milestoneLines(milestone: Milestone, timeline: Timeline): readonly Line[] {
  const words = milestoneWords(milestone, timeline)
  return words === undefined ? [] : [timed(milestone.at, words, toneOf(milestone))]
}

function toneOf(milestone: Milestone): Tone | undefined {
  if (milestone.type === 'final-step') return 'command' in milestone.finalStep ? 'warning' : 'good'
  if (milestone.type === 'trial') return trialTones[milestone.trial.did]
  return milestone.type === 'rolling-back' ? 'warning' : undefined
}

const trialTones: Readonly<Partial<Record<TrialProgress['did'], Tone>>> = {
  passed: 'good',
  'no-room': 'warning',
  left: 'warning',
}

/** The log cuts a line at 4,000 characters. */
const toCopy = (command: string): Line => text(`          ${commandLine(command, 3_900)}`)

const trialCommand = (trial: TrialProgress): readonly Line[] => (trial.did === 'left' ? [toCopy(trial.command)] : [])

/** Images that stay that the log lists at most; the summary has all. */
const MOST_KEPT = 20

/** Why the other images stay, where nothing is archived yet. */
function keptLines({ kept, archive }: ImageCleanUp, after: Timeline): readonly Line[] {
  if (!isPreview(after)) return []
  const more = kept.length - MOST_KEPT
  const named = kept
    .slice(0, MOST_KEPT)
    .map(({ image, because }) => text(`  ${image.id} stays: ${keptWords(because, archive, after.now)}`))
  return more > 0 ? [...named, text(`  … and ${more} more`)] : named
}

const imageLines = ({ at, survey }: Extract<Event, { type: 'surveyed' }>): readonly Line[] =>
  survey.images.flatMap((each) => imageWords(each, at) ?? []).map((words) => timed(at, words))

/** Commits that the log lists at most; the summary has more. */
const MOST_COMMITS = 20

/** The commits that the rollout adds, in a fold. */
const commitLines = ({ survey }: Extract<Event, { type: 'surveyed' }>): readonly Line[] =>
  survey.comparisons.flatMap((each) => {
    const words = comparisonWords(each)
    if (words === undefined || 'problem' in each.answer) return []
    const earlier = earlierWords(each.answer, MOST_COMMITS)
    return [
      { type: 'group', text: `${shortCommit(each.base)} → ${shortCommit(each.head)}: ${words}` },
      ...each.answer.commits.slice(0, MOST_COMMITS).map((of) => text(`${shortCommit(of.sha)} ${titleOf(of)}`)),
      ...(earlier === undefined ? [] : [text(earlier)]),
      { type: 'end' },
    ]
  })

/** Drifted instances that the log lists at most; the summary has all. */
const MOST_DRIFTED = 20

function driftedLines({ drifted, saved }: Drift): readonly Line[] {
  const more = drifted.length - MOST_DRIFTED
  const named = drifted.slice(0, MOST_DRIFTED).map((each) => text(`✖ ${driftedWords(each, saved)}`, 'bad'))
  return more > 0 ? [...named, text(`… and ${more} more`)] : named
}

/** The evidence of a failure, in a fold; empty when there is none. */
function evidenceLines(evidence: Evidence): readonly Line[] {
  const lines = evidenceWords(evidence)
  const { console: its } = evidence
  const output = its
    ? [`Console of ${its.instance}, its last ${its.lines.length} lines:`, ...its.lines.map((line) => `  ${line}`)]
    : []
  if (lines.length + output.length === 0) return []
  return [
    { type: 'group', text: 'What was found' },
    ...[...lines, ...output].map((line) => text(line)),
    { type: 'end' },
  ]
}

/** The first poll, every change, and a heartbeat. */
function waitingLines(before: Timeline, { at, refresh }: Extract<Event, { type: 'waiting' }>): readonly Line[] {
  const words = refreshWords(refresh)
  const earlier = before.milestones
    .filter((milestone) => milestone.type === 'waiting')
    .filter((milestone) => milestone.refresh.id === refresh.id)
  const since = earlier.find((milestone) => refreshWords(milestone.refresh) === words)?.at
  if (since !== undefined && !isHeartbeatDue(since, before.now, at)) return []
  const waited = earlier[0] ? ` for ${duration(at - earlier[0].at)}` : ''
  const still = `Waiting${waited} for another instance refresh: ${words}`
  return [timed(at, still, since === undefined ? undefined : 'quiet')]
}

/** Parallel calls lose their answers together, so they share one line within this time. Milliseconds. */
const SILENCE_PAUSE: Ms = 15_000

function unansweredLines(
  { unansweredAt = Number.NEGATIVE_INFINITY }: Timeline,
  { at, operation, forMs }: Extract<Event, { type: 'unanswered' }>,
): readonly Line[] {
  if (at - unansweredAt < SILENCE_PAUSE) return []
  return [timed(at, `… AWS has not answered ${operation} for ${duration(forMs)}`, 'quiet')]
}

const finalStepCommand = ({ finalStep }: Extract<Event, { type: 'final-step' }>): readonly Line[] =>
  'command' in finalStep ? [toCopy(finalStep.command)] : []
