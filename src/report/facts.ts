/** What a timeline says of the group, its image and its legs, whichever step it stopped at; the post step's has no survey. */
import { idIn } from '../rollout/image-source.ts'
import type { Instant, Leg, Revision, Sighting, TemplateVersion } from '../rollout/model.ts'
import type { Plan } from '../rollout/plan.ts'
import type { Stretch, Timeline } from '../rollout/timeline.ts'

/** A stretch, and whether it leads back to the old version. */
export interface Passage extends Stretch {
  readonly isBack: boolean
}

/** The legs in order. Whatever begins after a retreat was told, or says so itself, leads back. */
export function passages({ turns, legs }: Timeline): readonly Passage[] {
  const retreat = turns.findIndex(({ is }) => is === 'retreating')
  const outward = retreat < 0 ? legs.length : turns.slice(0, retreat).filter(({ is }) => is === 'underway').length
  return legs.map((stretch, i) => ({ ...stretch, isBack: i >= outward || stretch.how === 'back' }))
}

/** The leg that goes forth, also when only its way back was seen. */
function outwardLeg(timeline: Timeline): Leg | undefined {
  const forth = passages(timeline).find(({ isBack }) => !isBack)
  if (forth) return forth.leg
  const told = timeline.turns.find((turn) => turn.is === 'retreating' || turn.is === 'starting')
  const back = timeline.legs[0]?.leg
  return told?.leg ?? (back?.by === 'native-rollback' ? { ...back, from: back.to, to: back.from } : back)
}

const first = (revision: Revision | undefined): TemplateVersion | undefined => revision?.templates[0]

/** The group, from whatever knows its name. */
export const groupOf = (timeline: Timeline): string => timeline.policy?.group ?? outwardLeg(timeline)?.group ?? ''

/** The version that the group ran before; of a check, what the last rollout left if that is another one. */
export function fromOf(timeline: Timeline): TemplateVersion | undefined {
  const { plan, survey, drift } = timeline
  if (drift) return drift.moved?.left
  if (plan && 'from' in plan) return first(plan.from)
  return first(outwardLeg(timeline)?.from) ?? survey?.templates[0]?.saved
}

/** The version that the group is rolled to, once it is known: a plan that is to make one knows only its image. Of a check, what it should run. */
export function toOf(timeline: Timeline): TemplateVersion | undefined {
  const { plan, to, drift } = timeline
  return to ?? drift?.saved ?? first(outwardLeg(timeline)?.to) ?? planned(plan)
}

function planned(plan: Plan | undefined): TemplateVersion | undefined {
  if (plan?.will === 'nothing' || plan?.will === 'adopt' || plan?.will === 'revert' || plan?.will === 'resume')
    return first(plan.to)
  return plan?.will === 'roll' && 'take' in plan.target ? plan.target.take : undefined
}

/** The image that was asked for. */
export const imageOf = (timeline: Timeline): string =>
  asked(timeline) || toOf(timeline)?.image || (timeline.survey?.templates[0]?.wanted?.id ?? '')

const asked = ({ policy }: Timeline): string => policy?.images.flatMap((ref) => idIn(ref) ?? []).join(', ') ?? ''

/** The instance refresh that the run started or took up; empty if there was none. */
export const refreshOf = (timeline: Timeline): string => outwardLeg(timeline)?.refresh ?? ''

/** The newest look that saw something. */
export const lastSeen = ({ legs }: Timeline): Sighting | undefined =>
  legs.findLast(({ last }) => last !== undefined)?.last

/** When the way out was broken off, by a failure or by a person; `undefined` while it goes well, and where none was begun. */
export function brokenOff(timeline: Timeline): Instant | undefined {
  const { turns, outcome } = timeline
  const forth = passages(timeline).filter(({ isBack }) => !isBack)
  if (forth.length === 0) return undefined
  const told = turns.find(({ is }) => is === 'evidence' || is === 'retreating')
  const isBad = outcome?.is === 'failed' || outcome?.is === 'cancelled'
  return told?.at ?? (isBad ? forth.at(-1)?.points.at(-1)?.at : undefined)
}

/** Whether a leg leads to the version that is rolled out. */
export const leadsTo = ({ to }: Leg, version: TemplateVersion | undefined): boolean =>
  to.templates.some((each) => each.id === version?.id && each.version === version.version)
