/** The log's last lines: how it ended. Why, and what to do, the annotation says, which stands right below. */

import { duration } from '../../rollout/measure.ts'
import type { Outcome } from '../../rollout/outcome.ts'
import type { Timeline } from '../../rollout/timeline.ts'
import { headlineOf } from '../headline.ts'
import { exitOf } from '../outcomes.ts'
import { verdictOf } from '../verdict.ts'
import { findingLines, type Line, timed } from './line.ts'

/** How it ended; of a refusal all findings, each with its remedy. */
export function conclusionLines(timeline: Timeline, outcome: Outcome): readonly Line[] {
  const took = `Took ${duration(timeline.now - timeline.began)}.`
  if (exitOf(outcome) === 0) return [timed(timeline.now, `✔ ${verdictOf(timeline, outcome)} ${took}`, 'good')]
  const verdict = timed(timeline.now, `✖ ${headlineOf(timeline).says}. ${took}`, 'bad')
  return outcome.type === 'refused' ? [verdict, ...outcome.findings.flatMap(findingLines)] : [verdict]
}
