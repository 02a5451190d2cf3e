/**
 * AWS starts no refresh with a desired configuration from a template that names its image by a parameter, and rolls none
 * back. Where that is asked for, the group is moved to a version with an image of its own first; then all goes on as
 * with any group. Pure.
 */

import type { Group, GroupTemplate, Survey, Version } from '../facts.ts'
import { ALIAS_TAG, aliasTagFor } from '../launch-template/alias.ts'
import { describe } from '../launch-template/marker.ts'
import { launchedBy, parameterIn } from '../launch-template/parameter.ts'
import type { TemplateVersion } from '../model.ts'
import type { RolloutSettings, Run } from '../policy.ts'
import { withImage } from './moves.ts'
import { type ImagePin, type Plan, revision, type TemplateChange } from './plan.ts'

/** What a survey will find when the pins have been set, and the pins. */
export interface Pinned {
  readonly survey: Survey
  readonly pins: readonly ImagePin[]
}

/** Where nothing is to be pinned the survey stays as it is. */
export function pinned(survey: Survey, { run }: RolloutSettings): Pinned {
  const each = survey.templates.map((held) => ({ held, pin: pinFor(held, run) }))
  const templates = each.map(({ held, pin }) => (pin ? afterPin(held, pin, run) : held))
  return { survey: { ...survey, templates }, pins: each.flatMap(({ pin }) => pin ?? []) }
}

function pinFor({ saved, template, parameter: leads, versions }: GroupTemplate, run: Run): ImagePin | undefined {
  const parameter = saved && parameterIn(saved)
  const image = saved && leads && launchedBy(saved, leads)
  if (!saved || !template || parameter === undefined || image === undefined) return undefined
  return { template, from: saved, parameter, to: withImage(saved, image, { versions, run }), image }
}

function afterPin(held: GroupTemplate, { template, from, to, image }: ImagePin, run: Run): GroupTemplate {
  const saved: Version =
    'take' in to
      ? to.take
      : {
          ...from,
          // EC2 numbers versions in order.
          version: template.latest + 1,
          image,
          description: describe(from.version, image, run),
          data: { ...from.data, ImageId: image },
        }
  const latest = Math.max(template.latest, saved.version)
  return { ...held, template: { ...template, latest }, saved, versions: [...new Set([...held.versions, saved])] }
}

/** A plan that may begin with pins. */
export type Pinnable = Extract<Plan, { will: 'roll' | 'nothing' }>

/** What stands once the pins are set: a version for each, and the group as AWS shows it. */
export interface PinnedTo {
  readonly versions: readonly Version[]
  readonly group: Group
}

/** The plan then: from these versions, whatever numbers they were given. */
export function onto(decided: Pinnable, { versions, group: shown }: PinnedTo): Pinnable {
  const { imagePins: _, ...rest } = decided
  const real = <V extends TemplateVersion>(version: V) => versions.find(({ id }) => id === version.id) ?? version
  // AWS may show a tag later than the versions.
  const tag = aliasTagFor(decided.group)
  const group = tag === undefined ? shown : { ...shown, tags: new Map([...shown.tags, [ALIAS_TAG, tag]]) }
  const from = revision(decided.from.templates.map(real))
  if (rest.will === 'nothing') return { ...rest, group, from, to: revision(rest.to.templates.map(real)) }
  return { ...rest, group, from, moves: rest.moves.map((move) => moveFrom(move, versions, rest.terms.run)) }
}

function moveFrom({ alias, ...move }: TemplateChange, versions: readonly Version[], run: Run): TemplateChange {
  const from = versions.find(({ id }) => id === move.from.id)
  if (!from) return { ...move, ...(alias && { alias }) }
  if ('make' in move.to) return { ...move, from, to: withImage(from, move.to.make.image, { versions: [], run }) }
  const isItself = move.to.take.version === move.from.version
  return { ...move, from, to: isItself ? { take: from } : move.to }
}
