/** Which image is for which launch template: by architecture, where there is more than one of either. Pure. */
import type { Group } from './model/group.ts'
import type { GroupTemplate } from './model/group-template.ts'
import type { Image } from './model/image.ts'

/** What a template launches now, as far as its present image, or else its instance types, tell. */
export type Launching = Pick<GroupTemplate, 'current' | 'architectures'>

/** The architectures that a template can launch; none when nothing tells. */
export const architecturesOf = ({ current: present, architectures = [] }: Launching): readonly string[] =>
  present ? [present.architecture] : architectures

/** The one image for a template. One image for one template needs no telling. */
export function matched(of: Launching, templates: readonly Launching[], images: readonly Image[]): Image | undefined {
  const [only, ...more] = images
  if (templates.length === 1 && more.length === 0) return only
  const fitting = fittingTo(of, images)
  return fitting.length === 1 ? fitting[0] : undefined
}

/** All images of a template's architecture. */
export const fittingTo = (of: Launching, images: readonly Image[]): readonly Image[] =>
  images.filter(({ architecture }) => architecturesOf(of).includes(architecture))

type OfType = Pick<GroupTemplate, 'named' | 'saved' | 'rollbackTarget'>

/** The instance types that a template launches, or that run by it. */
export const typesOf = (held: OfType, group: Group): readonly string[] => [
  ...new Set([...chosenTypes(held, group), ...runningTypes(held, group)]),
]

/** The instance types that a template will launch: those that the group chooses for it, else its own; if neither says, those that run. */
export function launchedTypes(held: OfType, group: Group): readonly string[] {
  const chosen = chosenTypes(held, group)
  return chosen.length > 0 ? chosen : runningTypes(held, group)
}

function chosenTypes({ named, saved, rollbackTarget }: OfType, group: Group): readonly string[] {
  const [main] = group.templates
  const overrides = group.mixed?.overrides.filter(({ template = main?.id }) => template === named.id) ?? []
  const chosen = overrides.flatMap(({ type }) => type ?? [])
  const { type } = (rollbackTarget?.type === 'version' ? rollbackTarget.version : saved) ?? {}
  return chosen.length > 0 || type === undefined ? [...new Set(chosen)] : [type]
}

const runningTypes = ({ named }: OfType, { instances }: Group): readonly string[] => [
  ...new Set(instances.filter(({ template }) => template?.id === named.id).map(({ type }) => type)),
]
