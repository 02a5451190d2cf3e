/** What becomes of each launch template: a version that stands is taken, or one is made from the version in use. Pure. */

import type { Draft, Group, GroupTemplate, Image, Template, Version } from '../facts.ts'
import { isAlias } from '../launch-template/alias.ts'
import { describe, markerIn, tokenFor } from '../launch-template/marker.ts'
import { alterations, differences } from '../launch-template/template.ts'
import { isInService } from '../model/lifecycle.ts'
import type { Difference } from '../model.ts'
import type { RolloutSettings, Run } from '../policy.ts'
import type { Target, TemplateChange } from './plan.ts'

/** A template of which everything is known that a move needs. */
export interface Known extends GroupTemplate {
  readonly template: Template
  readonly saved: Version
  readonly target: Image
}

/** The template, if everything is known that a move needs. */
export function whole(held: GroupTemplate): readonly Known[] {
  const { template, saved, target: wanted } = held
  return template && saved && wanted ? [{ ...held, template, saved, target: wanted }] : []
}

/** Decides what becomes of one template. */
export function moveOf(held: Known, group: Group, policy: RolloutSettings): TemplateChange {
  const { named, template, saved, rollbackTarget: goal } = held
  const to = goal?.is === 'version' ? { take: goal.version } : targetOf(held, group, policy)
  return {
    template,
    from: saved,
    to,
    ...(isAlias(named.version) && { alias: named.version }),
    ...(goal?.is === 'version' && { why: goal.why }),
    differences: 'take' in to ? differences(saved.data, to.take.data) : imageOnly(held),
  }
}

/** A version that stands and launches the image is taken; otherwise one is made from the version in use. */
function targetOf(
  { template, saved, target: wanted, versions }: Known,
  group: Group,
  { run }: RolloutSettings,
): Target {
  if (saved.image === wanted.id) return { take: saved }
  const running = new Set(
    group.instances.flatMap(({ lifecycle, template: its }) =>
      isInService({ lifecycle }) && its?.id === template.id ? [its.version] : [],
    ),
  )
  const common = running.size === 1 ? versions.find(({ version }) => running.has(version)) : undefined
  if (common?.image === wanted.id) return { take: common }
  return withImage(saved, wanted.id, { versions, run })
}

/** A version that differs from `source` in its image only: one that was made for it before, or one still to be made. */
export function withImage(
  source: Version,
  image: string,
  { versions, run }: { readonly versions: readonly Version[]; readonly run: Run },
): Target {
  const standing = versions.find(
    (each) =>
      markerIn(each.description)?.from === source.version &&
      each.image === image &&
      alterations(source.data, each.data).length === 0,
  )
  if (standing) return { take: standing }
  const { id, version } = source
  const make: Draft = {
    template: id,
    source: version,
    image,
    description: describe(version, image, run),
    token: tokenFor(id, version, image, run),
  }
  return { make }
}

/** A version that is still to be made differs in its image only: that is checked when it has been made. */
const imageOnly = ({ saved, target: wanted }: Known): readonly Difference[] => [
  { path: 'ImageId', from: saved.image, to: wanted.id },
]
