/** What the log says of a plan: from what to what, how, and what was found. */
import type { Instant } from '../../rollout/model.ts'
import type { Move, Plan } from '../../rollout/plan.ts'
import type { Terms } from '../../rollout/policy.ts'
import type { Timeline } from '../../rollout/timeline.ts'
import { imageOf, type TemplateWay, versionsWords, waysOf } from '../facts.ts'
import { count, duration } from '../measure.ts'
import { rollWords } from '../verdict.ts'
import { differenceWords, goalWords } from '../words/template.ts'
import { findingLines, type Line, text, timed } from './line.ts'

/** The plan in one line, its terms in a fold, its findings in full. */
export function planLines(at: Instant, plan: Plan, timeline: Timeline): readonly Line[] {
  // A refusal's findings are told with the verdict.
  if (plan.will === 'refuse') return []
  const found = plan.findings.flatMap(findingLines)
  const said = timed(at, `${intent(plan)}: ${wayWords(timeline)}${plan.will === 'roll' ? paceWords(plan) : ''}`)
  return 'terms' in plan
    ? [
        said,
        { is: 'group', text: 'What is asked of AWS, and the limits' },
        ...termsWords(plan).map(text),
        { is: 'end' },
        ...differenceLines(plan),
        ...found,
      ]
    : [said, ...found]
}

const paceWords = (plan: Rolling): string => (plan.moveOnly ? '' : `: ${rollWords(plan)}`)

const intent = (plan: Exclude<Plan, { will: 'refuse' }>): string => {
  switch (plan.will) {
    case 'nothing':
      return 'Nothing to roll'
    case 'adopt':
      return 'Taking up this run’s own refresh'
    case 'wait':
      return 'Another refresh first'
    case 'replace':
      return 'Cancelling another refresh first'
    case 'resume':
      return 'Taking up this run’s own way back'
    case 'revert':
      return plan.sent ? 'AWS is rolling back already' : 'Rolling back what is in flight'
    case 'roll':
      if (plan.back) return 'Going back'
      return plan.moveOnly ? 'Moving the group’s template' : 'Plan'
  }
}

/** `ami-old (version 7) → ami-new (version 8)`. */
function wayWords(timeline: Timeline): string {
  const ways = waysOf(timeline)
  if (ways.length === 0) return `an unknown image → ${imageOf(timeline)} (a new version)`
  return ways.map((way) => `${ways.length > 1 ? `${way.name} ` : ''}${templateWords(way)}`).join(', ')
}

function templateWords({ from, to, image }: TemplateWay): string {
  if (from && from.version === to?.version) return versionsWords([from])
  const start = from ? versionsWords([from]) : 'an unknown image'
  return `${start} → ${to ? versionsWords([to]) : `${image} (a new version)`}`
}

/** Why a rollback goes where it goes, and all that it brings back besides the image. */
function differenceLines(plan: Plan): readonly Line[] {
  if (plan.will !== 'roll') return []
  const several = plan.moves.length > 1
  return plan.moves.flatMap((move) => moveLines(move, several ? `${move.template.name}: ` : ''))
}

function moveLines({ why: goal, differences }: Move, of: string): readonly Line[] {
  if (!goal) return []
  const why = text(`  ${of}${goalWords[goal]}`)
  const rest = differences.filter(({ path }) => path !== 'ImageId')
  if (goal === 'stays') return [why]
  if (rest.length === 0) return [why, text(`  ${of}The launch template versions differ in nothing but the image.`)]
  return [
    why,
    {
      is: 'group',
      text: `${of}Besides the image it brings back ${count(rest.length, 'setting')} of the launch template`,
    },
    ...rest.map((difference) => text(differenceWords(difference))),
    { is: 'end' },
  ]
}

type Going = Extract<Plan, { terms: Terms }>
type Rolling = Extract<Plan, { will: 'roll' }>

/** What is asked of AWS and what it means for this group. */
export function termsWords(plan: Going): readonly string[] {
  const { terms, timeout, coverage } = plan
  const { preferences: asked, onFailure, onCancel, targetHealthTimeout } = terms
  const left = coverage.leftOut.map(({ instance, why }) => `Left out: ${instance} (${why})`)
  return [
    `At least ${asked.minHealthyPercentage} % healthy, at most ${asked.maxHealthyPercentage} % of the desired capacity${plan.will === 'roll' ? room(plan) : ''}`,
    `Warm-up ${duration(asked.instanceWarmup * 1000)}, bake time ${duration(asked.bakeTime * 1000)}, target health within ${duration(targetHealthTimeout)}`,
    `Time limit ${duration(timeout)}; on failure: ${onFailure}; on cancel: ${onCancel}`,
    ...left,
  ]
}

/** `: 2 more at a time, none fewer`. */
const room = ({ estimate: { extra, fewer } }: Rolling): string =>
  `: up to ${count(extra, 'instance')} more, ${fewer === 0 ? 'none' : `up to ${fewer}`} fewer for a while`
