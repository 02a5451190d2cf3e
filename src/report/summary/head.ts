/** What is read first: the verdict, the fleet and the next step, in the first lines. */
import { progress } from '../../rollout/coverage.ts'
import type { Outcome } from '../../rollout/model.ts'
import { STEADY_LOOKS } from '../../rollout/policy.ts'
import type { Timeline } from '../../rollout/timeline.ts'
import { astrayList } from '../drift.ts'
import { groupOf, imageOf, lastSeen, passages, refreshOf } from '../facts.ts'
import { alert, blocks, bullets, code, codeBlock, type Markdown, md, prose } from '../markdown.ts'
import { clock, count, duration, list, moment, targetGroupName } from '../measure.ts'
import { nextStep } from '../next-step.ts'
import { aftermathOf, fleetNow, verdictOf } from '../verdict.ts'
import { choreWords } from '../words/aftermath.ts'
import { progressWords, refreshWords } from '../words/fleet.ts'
import type { Section, Story } from './story.ts'

const kinds = {
  succeeded: 'TIP',
  unchanged: 'TIP',
  planned: 'NOTE',
  'in-sync': 'TIP',
  drifted: 'CAUTION',
  refused: 'CAUTION',
  failed: 'CAUTION',
  cancelled: 'WARNING',
} as const satisfies Record<Outcome['is'], Parameters<typeof alert>[0]>

/** The coloured box, and below it the commands to copy. */
export const head: Section = (story) => {
  const { outcome } = story.timeline
  if (!outcome) return alert('NOTE', blocks(underWay(story)))
  const commands = nextStep(story.timeline, outcome)?.commands ?? []
  const box = alert(kinds[outcome.is], blocks(said(story, outcome)))
  return commands.length > 0
    ? blocks([
        box,
        codeBlock(
          commands.map((line) => inRegion(line, story)),
          'sh',
        ),
      ])
    : box
}

function said(story: Story, outcome: Outcome): readonly Markdown[] {
  const { timeline } = story
  const verdict = md`**${prose(verdictOf(timeline, outcome))}**`
  switch (outcome.is) {
    case 'succeeded':
      return [
        verdict,
        md`${code(groupOf(timeline))} was rolled in ${duration(timeline.now - timeline.began)}.${proof(timeline)}`,
        ...chores(story),
      ]
    case 'unchanged':
      return [
        verdict,
        md`What stands in ${code(groupOf(timeline))} was confirmed; no instance was replaced.${proof(timeline)}`,
        ...chores(story),
      ]
    case 'planned':
      return [verdict, md`Only looked: nothing was changed.`]
    case 'in-sync':
      return [verdict, md`${code(groupOf(timeline))} was only compared: nothing was changed.`]
    case 'drifted':
      return [
        verdict,
        ...(timeline.drift ? astrayList(timeline.drift).map((words) => md`${words}`) : []),
        md`${code(groupOf(timeline))} was only compared: nothing was changed.`,
        md`**Next:** ${prose(nextStep(timeline, outcome)?.says ?? '')}`,
      ]
    case 'refused':
      return outcome.code === 'invalid-input'
        ? [md`**The inputs of this step cannot be taken. AWS was not asked, nothing was changed.**`, misfits(outcome)]
        : refusal(timeline, outcome)
    case 'failed':
    case 'cancelled':
      return [
        verdict,
        ...evidence(timeline),
        md`${aftermathOf(timeline, outcome)} ${fleetNow(timeline, outcome.standing)}`,
        md`**Next:** ${prose(nextStep(timeline, outcome)?.says ?? '')}`,
      ]
  }
}

/** What a verdict of success stands for. */
const proof = ({ legs }: Timeline): string => {
  const names = legs[0]?.leg.targetGroups.map(targetGroupName) ?? []
  return names.length > 0 ? ` Every covered instance is healthy in ${list(names)}, ${STEADY_LOOKS} looks in a row.` : ''
}

/** One error is the verdict; several stand below it. */
function refusal(timeline: Timeline, outcome: Refused): readonly Markdown[] {
  const fleet = md`${fleetNow(timeline, outcome.standing)}`
  const found = outcome.findings.filter(({ level }) => level === 'error')
  return found.length === 1
    ? [md`**${prose(verdictOf(timeline, outcome))}**`, fleet, md`**Next:** ${prose(found[0]?.remedy ?? '')}`]
    : [md`**Refused, nothing was changed: ${count(found.length, 'problem')}.**`, fleet, errors(outcome)]
}

/** What is wrong with the inputs: they have one remedy. */
const misfits = ({ findings }: Refused): Markdown =>
  blocks([bullets(findings.map(({ says }) => prose(says))), md`**Next:** ${prose(findings[0]?.remedy ?? '')}`])

type Refused = Extract<Outcome, { is: 'refused' }>

/** Each error with its remedy. */
const errors = ({ findings }: Refused): Markdown =>
  bullets(
    findings
      .filter(({ level }) => level === 'error')
      .map(({ says, remedy }) => md`${prose(says)} **Next:** ${prose(remedy)}`),
  )

/** What the last look on the way out saw. */
function evidence(timeline: Timeline): readonly Markdown[] {
  const { leg, last } = passages(timeline).findLast((each) => !each.isBack && each.last) ?? {}
  if (!leg || !last) return []
  const { healthy, total, inTargetGroups } = progress(last, leg)
  const targets = inTargetGroups.map(
    (each) => `${each.healthy} of ${each.registered} targets healthy in ${targetGroupName(each.targetGroup)}`,
  )
  return [
    md`Last seen on the way, at ${clock(last.at)} UTC: ${[`${healthy} of ${total} instances healthy`, ...targets].join(', ')}.`,
  ]
}

/** Only what is left to do: the rest stands further down. */
const chores = ({ timeline }: Story): readonly Markdown[] =>
  timeline.turns.flatMap((turn) =>
    turn.is === 'chore' && 'command' in turn.chore ? [md`${choreWords(turn.chore)}`] : [],
  )

/** Such a summary is read only if the run could not write another one. */
function underWay({ timeline }: Story): readonly Markdown[] {
  const seen = lastSeen(timeline)
  const passage = passages(timeline).at(-1)
  const point = passage?.points.at(-1)
  const counts = point
    ? progressWords(point, passage?.leg.to.templates[0]?.image ?? imageOf(timeline))
    : 'no instance was touched so far'
  const refresh = seen?.refresh ? md` Instance refresh ${refreshWords(seen.refresh)}.` : md``
  const goesOn =
    refreshOf(timeline) === ''
      ? md`If the job has ended, it was ended before it started an instance refresh: run it again.`
      : md`If the job has ended, it was ended here and AWS goes on by itself: run it again, and it takes up its own refresh.`
  return [
    md`**${passage?.isBack ? 'On the way back' : 'Under way'}: ${counts}.**`,
    md`${code(groupOf(timeline))} as of ${moment(timeline.now)}.${refresh}`,
    goesOn,
  ]
}

const inRegion = (command: string, { run: { region } }: Story): string =>
  region && /^[a-z0-9-]+$/.test(region) && command.startsWith('aws ') ? `${command} --region ${region}` : command
