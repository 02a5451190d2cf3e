/** The log's last lines: the verdict, and after a bad end all that a person needs to go on. */
import type { Outcome } from '../../rollout/model.ts'
import type { Timeline } from '../../rollout/timeline.ts'
import { duration } from '../measure.ts'
import { nextStep } from '../next-step.ts'
import { exitOf } from '../outcomes.ts'
import { aftermathOf, fleetNow, verdictOf } from '../verdict.ts'
import { findingLines, type Line, text, timed } from './line.ts'

/** How it ended. */
export function conclusionLines(timeline: Timeline, outcome: Outcome): readonly Line[] {
  const sign = exitOf(outcome) === 0 ? '✔' : '✖'
  const took = `Took ${duration(timeline.now - timeline.began)}.`
  if (outcome.is === 'refused')
    return [
      timed(timeline.now, `${sign} Refused, nothing was changed. ${took}`),
      ...outcome.findings.flatMap(findingLines),
    ]
  const verdict = timed(timeline.now, `${sign} ${verdictOf(timeline, outcome)} ${took}`)
  if (outcome.is === 'drifted') return [verdict, ...nextLines(timeline, outcome)]
  if (outcome.is !== 'failed' && outcome.is !== 'cancelled') return [verdict]
  return [
    verdict,
    text(`          ${aftermathOf(timeline, outcome)}`),
    text(`          ${fleetNow(timeline, outcome.standing)}`),
    ...nextLines(timeline, outcome),
  ]
}

function nextLines(timeline: Timeline, outcome: Outcome): readonly Line[] {
  const next = nextStep(timeline, outcome)
  return next
    ? [text(`          Next: ${next.says}`), ...next.commands.map((command) => text(`          $ ${command}`))]
    : []
}
