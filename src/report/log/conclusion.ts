/** The last lines of the log: the outcome. The error annotation right below has the reason and the next step. */

import { duration } from '../../rollout/measure.ts'
import type { Outcome } from '../../rollout/outcome.ts'
import type { Timeline } from '../../rollout/timeline.ts'
import { headlineOf } from '../headline.ts'
import { exitOf } from '../outcomes.ts'
import { verdictOf } from '../verdict.ts'
import { findingLines, type Line, timed } from './line.ts'

/** The outcome; for a refusal, all findings with their remedies. */
export function conclusionLines(timeline: Timeline, outcome: Outcome): readonly Line[] {
  const took = `Took ${duration(timeline.now - timeline.began)}.`
  if (exitOf(outcome) === 0) return [timed(timeline.now, `✔ ${verdictOf(timeline, outcome)} ${took}`, 'good')]
  const verdict = timed(timeline.now, `✖ ${headlineOf(timeline).says}. ${took}`, 'bad')
  return outcome.type === 'refused' ? [verdict, ...outcome.findings.flatMap(findingLines)] : [verdict]
}
