/** Annotations on the run's page: one error with the whole result, and a limited number of warnings. */
import type { Event, FinalStep } from '../rollout/events.ts'
import type { Finding } from '../rollout/model/finding.ts'
import type { TrialProgress } from '../rollout/model/trial.ts'
import type { Outcome } from '../rollout/outcome.ts'
import type { Timeline } from '../rollout/timeline.ts'
import { commandLine } from './command.ts'
import { newFindings } from './facts.ts'
import { headlineOf } from './headline.ts'
import { nextStep } from './next-step.ts'
import { visible } from './plain.ts'
import { outcomeSentences } from './verdict.ts'
import { finalStepWords } from './words/final-steps.ts'
import { trialWords } from './words/trial.ts'

/** An annotation on the run's page. It may have several lines. */
export interface Annotation {
  readonly level: 'error' | 'warning'
  readonly title: string
  readonly message: string
}

/**
 * Warnings for findings; one more counts the rest. With the final steps they stay within the ten that GitHub shows
 * for a step.
 */
const MOST_FINDINGS = 6
const MOST_FINAL_STEPS = 3
/** The longest line, in characters: GitHub cuts a whole message at 4,096. */
const LONGEST_LINE = 700

/** The annotations for an event. */
export function annotationsFor(event: Event, timeline: Timeline): readonly Annotation[] {
  switch (event.type) {
    case 'planned':
      return event.plan.action === 'refuse' ? [] : warnings(newFindings(event.plan, timeline))
    case 'final-step':
      return failedFinalSteps(event.finalStep, timeline)
    case 'trial':
      return trialLeft(event.trial)
    case 'concluded':
      return ending(timeline, event.outcome)
    case 'surveyed':
    case 'checked':
    case 'deleting-versions':
    case 'archiving-images':
    case 'waiting':
    case 'watching':
    case 'claiming':
    case 'noted':
    case 'pinning-image':
    case 'pinning':
    case 'pinned-image':
    case 'pinned':
    case 'preparing':
    case 'prepared':
    case 'starting':
    case 'underway':
    case 'polled':
    case 'unanswered':
    case 'evidence':
    case 'rolling-back':
      return []
  }
}

/** An instance that may still run is an error, whatever became of the rollout. */
const trialLeft = (trial: TrialProgress): readonly Annotation[] =>
  trial.did === 'left'
    ? [annotation('error', 'AMI rollout: a trial instance is left', [trialWords(trial), toCopy(trial.command)])]
    : []

/** A warning for each of the first failed final steps; the last one says that there may be more. */
function failedFinalSteps(finalStep: FinalStep, { milestones }: Timeline): readonly Annotation[] {
  if (!('command' in finalStep)) return []
  const reported = milestones.filter(
    (milestone) => milestone.type === 'final-step' && 'command' in milestone.finalStep,
  ).length
  if (reported > MOST_FINAL_STEPS) return []
  const more = reported === MOST_FINAL_STEPS ? ['The log and the summary list what else is left to do.'] : []
  return [
    annotation('warning', 'AMI rollout: left to do', [finalStepWords(finalStep), toCopy(finalStep.command), ...more]),
  ]
}

const annotation = (level: Annotation['level'], title: string, lines: readonly string[]): Annotation => ({
  level,
  title: visible(title, 200),
  message: lines.map((line) => visible(line, LONGEST_LINE)).join('\n'),
})

const toCopy = (command: string): string => commandLine(command, LONGEST_LINE)

function warnings(findings: readonly Finding[]): readonly Annotation[] {
  const found = findings.filter(({ level }) => level === 'warning')
  const shown = found
    .slice(0, MOST_FINDINGS)
    .map(({ says, remedy }) => annotation('warning', 'AMI rollout: found before the start', [says, remedy]))
  const more = found.length - shown.length
  return more > 0
    ? [...shown, annotation('warning', 'AMI rollout: found before the start', [`${more} more; see the log.`])]
    : shown
}

function ending(timeline: Timeline, outcome: Outcome): readonly Annotation[] {
  const next = nextStep(timeline, outcome)
  if (!next) return []
  return [
    annotation('error', headlineOf(timeline).says, [
      ...outcomeSentences(timeline, outcome),
      ...errorsBeyondTheFirst(outcome),
      `Next: ${next.says}`,
      ...next.commands.map(toCopy),
      ...(next.diagnostics.length > 0 ? ['To see why:', ...next.diagnostics.map(toCopy)] : []),
    ]),
  ]
}

const errorsBeyondTheFirst = (outcome: Outcome): readonly string[] =>
  outcome.type === 'refused'
    ? outcome.findings
        .filter(({ level }) => level === 'error')
        .slice(1)
        .map(({ says }) => says)
    : []
