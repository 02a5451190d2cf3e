/**
 * Reporters, which write events to log, annotations, summary, report and outputs. They never throw; a failure is one
 * warning.
 */
import { writeFileSync } from 'node:fs'
import { error, setOutput, warning } from '@actions/core'
import type { Event } from '../rollout/events.ts'
import type { Instant, Ms } from '../rollout/model/time.ts'
import type { Timeline } from '../rollout/timeline.ts'
import { withMembers } from '../rollout/with-members.ts'
import { annotationsFor } from './annotations.ts'
import { inRegion, withRegion } from './command.ts'
import { reportOf } from './json/report.ts'
import { printed } from './log/line.ts'
import { logLines } from './log.ts'
import { type OutputContext, outputsOf } from './outputs.ts'
import { asText, type Readership } from './pages.ts'
import { withoutCommands } from './plain.ts'
import { type RunPlace, summaryOf } from './summary.ts'

/** Receives each event with the timeline before and after it. Never throws. */
export type Reporter = (event: Event, before: Timeline, after: Timeline) => void

/** Writes the log. `print` receives one safe line. */
export const logReporter = (
  print: (line: string) => void,
  { colour, run }: { readonly colour: boolean; readonly run: Readership },
): Reporter =>
  withoutThrowing('The log', (event, before, after) => {
    for (const line of logLines(before, event, after)) print(asText(printed(line, colour), run))
  })

/** Writes annotations. */
export const annotationReporter = (run: Readership): Reporter =>
  withoutThrowing('An annotation', (event, _before, after) => {
    const levels = { error, warning }
    for (const { level, title, message } of annotationsFor(event, after)) levels[level](asText(message, run), { title })
  })

/** The least time between two writes of the summary at polls. */
const SUMMARY_PAUSE: Ms = 60_000

/** Rewrites the summary at each phase and at most once a minute at polls, so that a killed job shows its last state. */
export function summaryReporter({
  paths,
  run,
}: {
  readonly paths: readonly string[]
  readonly run: RunPlace
}): Reporter {
  let written: Instant = Number.NEGATIVE_INFINITY
  return withoutThrowing('The job summary', (event, before, after) => {
    if (!isPhase(event, before, after) && event.at - written < SUMMARY_PAUSE) return
    written = event.at
    const text = summaryOf(after, run)
    for (const path of paths) writeFileSync(path, text)
  })
}

/** Rewrites the report at each phase. */
export const jsonReporter = ({ path, run }: { readonly path: string; readonly run: Readership }): Reporter =>
  withoutThrowing('The report file', (event, before, after) => {
    if (!isPhase(event, before, after)) return
    writeFileSync(path, `${JSON.stringify(inRegionOf(run, reportOf(after)), undefined, 2)}\n`)
  })

/**
 * The same with commands that name the region; a copy of what has such a command in it, and of nothing else.
 * `JSON.stringify` is several times slower if it has to ask for each value.
 */
function inRegionOf(run: Readership, value: unknown, name = ''): unknown {
  if (typeof value === 'string')
    return name === 'command' ? inRegion(value, run.region) : name === 'remedy' ? withRegion(value, run.region) : value
  if (typeof value !== 'object' || value === null) return value
  return withMembers(value, (member, key) => inRegionOf(run, member, key))
}

/** Sets all outputs each time they change, so that a killed job has the values known by then. */
export function outputReporter(context: OutputContext): Reporter {
  let written = ''
  return withoutThrowing('The outputs', (event, before, after) => {
    if (!isPhase(event, before, after)) return
    const outputs = outputsOf(after, context)
    const text = JSON.stringify({ ...outputs, 'duration-seconds': '' })
    if (text === written) return
    written = text
    for (const [name, value] of Object.entries(outputs)) setOutput(name, value)
  })
}

/** Whether the event begins a phase: a poll only with a new status, and a repeated wait never. */
function isPhase(event: Event, before: Timeline, after: Timeline): boolean {
  if (event.type === 'polled')
    return before.operations.at(-1)?.statuses.length !== after.operations.at(-1)?.statuses.length
  if (event.type === 'unanswered') return false
  return event.type !== 'waiting' || before.milestones.at(-1)?.type !== 'waiting'
}

function withoutThrowing(what: string, reader: Reporter): Reporter {
  let warned = false
  return (event, before, after) => {
    try {
      reader(event, before, after)
    } catch (thrown) {
      if (warned) return
      warned = true
      warning(
        withoutCommands(`${what} could not be written: ${thrown instanceof Error ? thrown.message : String(thrown)}`),
        {
          title: 'AMI rollout: the rollout goes on',
        },
      )
    }
  }
}
