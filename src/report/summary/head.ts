/** The head of the summary: what the group runs, what happened, and what to do. */

import { rowOf } from '../../rollout/failures/index.ts'
import { describeCommand } from '../../rollout/manual-commands.ts'
import { clock, list, targetGroupName } from '../../rollout/measure.ts'
import type { FleetStatus } from '../../rollout/model/fleet-status.ts'
import { unitsOf } from '../../rollout/model/instance.ts'
import { progress } from '../../rollout/model/progress.ts'
import { STEADY_POLLS } from '../../rollout/model/settings.ts'
import type { Outcome } from '../../rollout/outcome.ts'
import type { Timeline } from '../../rollout/timeline.ts'
import { folded, inRegion } from '../command.ts'
import { differs, driftNow, inSyncWords } from '../drift.ts'
import { isWatching, lastSeen, refreshOf, watchedOperations } from '../facts.ts'
import { headlineOf } from '../headline.ts'
import { alert, blocks, bullets, codeBlock, lineBreak, type Markdown, md, prose } from '../markdown.ts'
import { nextStep } from '../next-step.ts'
import { fleetNow, rollbackSentence, unwatchedWords } from '../verdict.ts'
import { finalStepWords } from '../words/final-steps.ts'
import { onTargetWords, refreshWords } from '../words/fleet.ts'
import { trialWords } from '../words/trial.ts'
import { nothingSent } from '../words/watching.ts'
import type { RunPlace, Section, Story } from './story.ts'

/** The headline. After a failure also the reason, the last poll, the present state, and the next step with commands. */
export const head: Section = (story) => {
  const { timeline } = story
  const { outcome } = timeline
  const { sign, says } = headlineOf(timeline)
  return blocks([
    md`## ${sign} ${says}`,
    ...(outcome ? said(story, outcome) : underWay(story)),
    ...failedFinalSteps(story),
    ...trialsLeft(story),
  ])
}

function said(story: Story, outcome: Outcome): readonly Markdown[] {
  const { timeline } = story
  switch (outcome.type) {
    case 'succeeded':
      return [
        md`${fleetNow(timeline, outcome.fleetStatus)}${proof(timeline)}${isWatching(timeline) ? ` ${nothingSent(timeline)}` : ''}`,
      ]
    case 'unchanged':
      return [
        md`${fleetNow(timeline, outcome.fleetStatus)}${proof(timeline)} It was only confirmed: no instance was replaced.`,
      ]
    case 'planned':
      return [md`${fleetNow(timeline, outcome.fleetStatus)} This was a plan: nothing was changed.`]
    case 'in-sync':
      return [md`${timeline.drift ? inSyncWords(timeline.drift) : ''} It was only compared, nothing was changed.`]
    case 'drifted':
      return [
        md`**Why:** ${timeline.drift ? differs(timeline.drift) : ''}`,
        md`**Now:** ${timeline.drift ? driftNow(timeline.drift) : ''} It was only compared, nothing was changed.`,
        ...next(story, outcome),
      ]
    case 'refused':
      return refusal(story, outcome)
    case 'failed':
    case 'cancelled':
      return [
        md`**Why:** ${prose(rowOf(outcome.failure).sentence)}`,
        md`**Now:** ${fleetNow(timeline, outcome.fleetStatus)}${healthNow(timeline, outcome.fleetStatus)} ${rollbackSentence(timeline, outcome)}`,
        ...next(story, outcome),
        ...seen(timeline),
        ...diagnostics(story, outcome),
      ]
  }
}

type Refused = Extract<Outcome, { type: 'refused' }>

/** The head of a refusal: the state first, since there may be many findings. Invalid inputs share one remedy. */
function refusal(story: Story, outcome: Refused): readonly Markdown[] {
  const errors = outcome.findings.filter(({ level }) => level === 'error')
  if (outcome.code === 'invalid-input')
    return [
      md`**Now:** AWS was not asked, nothing was changed.`,
      bullets(errors.map(({ says }) => prose(says))),
      ...next(story, outcome),
    ]
  const fleet = md`**Now:** ${fleetNow(story.timeline, outcome.fleetStatus)} Nothing was changed.`
  const [first] = errors
  return errors.length === 1 && first
    ? [md`**Why:** ${prose(first.says)}`, fleet, ...next(story, outcome)]
    : [fleet, bullets(errors.map(({ says, remedy }) => md`${prose(says)}${lineBreak}**Next:** ${prose(remedy)}`))]
}

/** The next step and the commands to copy. */
function next({ timeline, run }: Story, outcome: Outcome): readonly Markdown[] {
  const step = nextStep(timeline, outcome)
  if (!step) return []
  return [md`**Next:** ${prose(step.says)}`, ...toCopy(step.commands, run)]
}

/** Below the first screen: these change nothing. */
function diagnostics({ timeline, run }: Story, outcome: Outcome): readonly Markdown[] {
  const shown = toCopy(nextStep(timeline, outcome)?.diagnostics ?? [], run)
  return shown.length === 0 ? [] : [md`**To see why:**`, ...shown]
}

/** A block for each command: GitHub's button copies a whole block, and what follows may be meant for later. */
const toCopy = (commands: readonly string[], { region }: RunPlace): readonly Markdown[] =>
  commands.map((each) => codeBlock(folded(inRegion(each, region)), 'sh'))

/** What a success has been confirmed by. */
const proof = (timeline: Timeline): string => {
  const names = timeline.operations[0]?.operation.targetGroups.map(targetGroupName) ?? []
  const unwatched = unwatchedWords(timeline)
  return names.length > 0
    ? ` Every instance of this rollout is healthy in ${list(names)}, ${STEADY_POLLS} checks in a row${unwatched}.`
    : unwatched.replace(/^; (.*)$/, ' $1.')
}

/** What the last poll of the rollout saw. */
function seen(timeline: Timeline): readonly Markdown[] {
  const watched = watchedOperations(timeline).findLast((each) => !each.isRollback && each.last)
  const point = watched?.points.at(-1)
  if (!watched?.last || !point) return []
  const { operation, last } = watched
  const { onTarget, healthy, total, inTargetGroups } = progress(last, operation)
  const by = inTargetGroups.map((each) => `${targetGroupName(each.targetGroup)} ${each.healthy} of ${each.registered}`)
  const says = [
    `${onTarget} of ${total} ${onTargetWords(operation.to)}, ${healthy} of ${total} healthy, at ${clock(point.at)} UTC during the rollout.`,
    ...(by.length > 0 ? [`By target group: ${by.join(', ')}.`] : []),
    ...(unitsOf(last.instances) === 'instances' && total > last.desired
      ? [`The desired capacity is ${last.desired}: the others run meanwhile.`]
      : []),
  ]
  return [md`**Seen:** ${says.join(' ')}`]
}

/** The fleet's health at the last poll. */
function healthNow(timeline: Timeline, { fleet }: FleetStatus): string {
  const last = watchedOperations(timeline)
    .findLast(({ points }) => points.length > 0)
    ?.points.at(-1)
  if (!last || fleet === 'unknown') return ''
  const share = last.healthy === last.total ? 'All were' : `${last.healthy} of ${last.total} were`
  return ` ${share} healthy at ${clock(last.at)} UTC.`
}

/** Failed final steps with their commands. The others are in a later section. */
const failedFinalSteps = ({ timeline, run }: Story): readonly Markdown[] =>
  timeline.milestones.flatMap((milestone) =>
    milestone.type === 'final-step' && 'command' in milestone.finalStep
      ? [
          alert(
            'WARNING',
            blocks([md`${finalStepWords(milestone.finalStep)}`, ...toCopy([milestone.finalStep.command], run)]),
          ),
        ]
      : [],
  )

/** Instances of a trial that may still run, with the command that ends them. */
const trialsLeft = ({ timeline, run }: Story): readonly Markdown[] =>
  timeline.milestones.flatMap((milestone) =>
    milestone.type === 'trial' && milestone.trial.did === 'left'
      ? [alert('WARNING', blocks([md`${trialWords(milestone.trial)}`, ...toCopy([milestone.trial.command], run)]))]
      : [],
  )

/** The head of a run in progress. It is read only if the run was killed before it wrote another one. */
function underWay({ timeline, run }: Story): readonly Markdown[] {
  if (isWatching(timeline))
    return [
      alert(
        'NOTE',
        md`If the job has ended, it was ended here and AWS goes on by itself: run it again, and it watches on.`,
      ),
    ]
  if (refreshOf(timeline) === '')
    return [alert('NOTE', md`If the job has ended, it was ended before it started an instance refresh: run it again.`)]
  const its = lastSeen(timeline)?.refresh
  return [
    ...(its ? [md`Instance refresh ${refreshWords(its)}.`] : []),
    alert(
      'NOTE',
      md`If the job has ended, it was ended here and AWS goes on by itself: run it again, and it takes up its own refresh.`,
    ),
    ...toCopy(
      timeline.operations.slice(-1).map(({ operation }) => describeCommand(operation)),
      run,
    ),
  ]
}
