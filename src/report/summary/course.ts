/** The course of the run: chart, phases, events, evidence and findings. */

import type { PinnedVersion } from '../../rollout/events.ts'
import { clock, count, duration } from '../../rollout/measure.ts'
import type { Evidence } from '../../rollout/model/evidence.ts'
import { refreshIdOf } from '../../rollout/model/operation.ts'
import type { Timeline } from '../../rollout/timeline.ts'
import { chartOf } from '../chart.ts'
import { type CourseEvent, eventsOf } from '../events.ts'
import { lastSeen, refreshOf, sourceNumber } from '../facts.ts'
import { blocks, bullets, code, codeBlock, details, join, type Markdown, md, prose, table } from '../markdown.ts'
import { phasesOf } from '../phases.ts'
import { evidenceWords } from '../words/evidence.ts'
import { finalStepWords } from '../words/final-steps.ts'
import type { Section } from './story.ts'

/** The chart, and each phase with its duration. */
export const course: Section = ({ timeline }) => {
  const drawn = [chartOf(timeline) ?? [], phases(timeline) ?? []].flat()
  return drawn.length > 0 ? blocks([md`### How it went`, ...drawn]) : undefined
}

/** `Read and plan 1 s → ❌ Replace 3 min 4 s → Roll back 1 min 51 s · in all 4 min 56 s`. */
function phases(timeline: Timeline): Markdown | undefined {
  const gone = phasesOf(timeline)
  if (timeline.operations.length === 0 || gone.length === 0) return undefined
  const steps = gone.map(({ name, from, to, isBroken }) => md`${isBroken ? '❌ ' : ''}${name} ${duration(to - from)}`)
  return md`${join(steps, md` → `)} · in all **${duration(timeline.now - timeline.began)}**`
}

/** Of a long list of events, this many are shown at the beginning. */
const FIRST_EVENTS = 60
const LAST_EVENTS = 240

/** All events, folded. */
export const events: Section = ({ timeline }) => {
  if (timeline.operations.length === 0) return undefined
  const all = eventsOf(timeline)
  const row = ({ at, says }: CourseEvent) => [clock(at), says]
  const left = all.length - FIRST_EVENTS - LAST_EVENTS
  const rows =
    left > 0
      ? [
          ...all.slice(0, FIRST_EVENTS).map(row),
          ['…', `Cut here: ${count(left, 'event')}, not listed.`],
          ...all.slice(-LAST_EVENTS).map(row),
        ]
      : all.map(row)
  return details(`What happened, in ${count(all.length, 'event')}`, table(['UTC', 'event'], rows))
}

/** The evidence of a failure: AWS's messages, and the last lines of console output. */
export const found: Section = ({ timeline }) => {
  const milestone = timeline.milestones.findLast(({ type }) => type === 'evidence')
  if (milestone?.type !== 'evidence') return undefined
  const { console: its } = milestone.evidence
  const lines = evidenceWords(beyond(milestone.evidence, timeline))
  if (lines.length === 0 && !its) return undefined
  return blocks([
    md`### What was found`,
    ...(lines.length > 0 ? [bullets(lines.map(prose))] : []),
    ...(its
      ? [details(`Console of ${its.instance}, its last ${its.lines.length} lines`, codeBlock(its.lines, 'text'))]
      : []),
  ])
}

/** The evidence that the failure's sentence does not contain already. */
function beyond(evidence: Evidence, { outcome }: Timeline): Evidence {
  if (!outcome || !('failure' in outcome) || !('messages' in outcome.failure)) return evidence
  const said = outcome.failure.messages.map(({ text }) => text)
  return { ...evidence, launches: evidence.launches.filter(({ text }) => !said.includes(text)) }
}

/** The warnings. The errors of a refusal are in the head. */
export const findings: Section = ({ timeline: { plan, outcome } }) => {
  const found = (outcome?.type === 'refused' ? outcome.findings : (plan?.findings ?? [])).filter(
    ({ level }) => level === 'warning',
  )
  if (found.length === 0) return undefined
  return blocks([
    md`### Found before the start: ${count(found.length, 'warning')}`,
    bullets(found.map(({ says, remedy }) => md`${prose(says)} ${prose(remedy)}`)),
  ])
}

/** The state in AWS after the run. */
export const fleetStatus: Section = ({ timeline }) => {
  const { outcome, milestones } = timeline
  if (outcome?.type === 'planned') return undefined
  const made = milestones.flatMap((milestone) =>
    milestone.type === 'prepared' && milestone.how === 'made' ? [milestone.to] : [],
  )
  const pins = milestones.flatMap((milestone) => (milestone.type === 'pinned' ? milestone.pins : []))
  // Failed final steps are in the head.
  const done = milestones.flatMap((milestone) =>
    milestone.type === 'final-step' && !('command' in milestone.finalStep) ? [milestone.finalStep] : [],
  )
  const lines: readonly Markdown[] = [
    ...refreshes(timeline),
    ...made.map(
      ({ id, version }) =>
        md`Version ${version} of ${code(id)}, made by this run from version ${sourceNumber(timeline, id) ?? '–'}`,
    ),
    ...savedVersions(timeline),
    ...pins.map((pin) => pinned(pin, pins.length > 1)),
    ...done.map((finalStep) => md`${finalStepWords(finalStep)}`),
  ]
  return lines.length > 0 ? blocks([md`### State in AWS`, bullets(lines)]) : undefined
}

/** The refresh of this run with its newest status, and another one that is in progress as the run ends. */
function refreshes(timeline: Timeline): readonly Markdown[] {
  const { outcome, operations } = timeline
  const active = outcome && 'fleetStatus' in outcome ? outcome.fleetStatus.active : undefined
  const ours = [
    ...new Set([refreshOf(timeline), ...operations.map(({ operation }) => refreshIdOf(operation) ?? '')]),
  ].filter((id) => id !== '')
  const status = (id: string) => (active?.id === id ? active.status : lastStatus(timeline, id))
  return [
    ...ours.map(
      (id) => md`Instance refresh ${code(id)}: ${status(id)}${active?.id === id ? ', still in progress' : ''}`,
    ),
    ...(active && !ours.includes(active.id)
      ? [md`Another instance refresh, ${code(active.id)}: ${active.status}, still in progress`]
      : []),
  ]
}

const lastStatus = ({ operations }: Timeline, id: string): string =>
  operations.findLast(({ last }) => last?.refresh?.id === id)?.last?.refresh?.status ?? 'not seen'

function savedVersions(timeline: Timeline): readonly Markdown[] {
  const saved = lastSeen(timeline)?.saved.map(({ version }) => version) ?? []
  return saved.length === 0 ? [] : [md`The group’s saved template version at the last poll: ${code(saved.join(', '))}`]
}

function pinned(pin: PinnedVersion, several: boolean): Markdown {
  const of = several ? ` of ${pin.name}` : ''
  if ('former' in pin)
    return md`The group had version ${pin.former} saved and was set to version ${pin.version} for the rollout, so that it can be rolled back`
  return 'alias' in pin
    ? md`The group followed ${pin.alias}${of} and was pinned to version ${pin.version} for the rollout`
    : md`The group${of} named its image by the parameter ${code(pin.parameter)} and was pinned to version ${pin.version} with ${code(pin.image)}`
}
