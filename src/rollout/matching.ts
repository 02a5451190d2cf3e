/** Matches images to launch templates by architecture, where there is more than one of either. Pure. */
import type { Group } from './model/group.ts'
import { type GroupTemplate, launchedVersion } from './model/group-template.ts'
import type { Image } from './model/image.ts'

/** What shows a template's architecture: its current image or, without one, its instance types. */
export type Launching = Pick<GroupTemplate, 'current'>

/** The architectures that a template can launch; empty when unknown. */
export const architecturesOf = ({ current }: Launching): readonly string[] =>
  current.type === 'image' ? [current.image.architecture] : current.architectures

/** The image for a template; `undefined` unless exactly one fits. A single image and a single template always match. */
export function matched(of: Launching, templates: readonly Launching[], images: readonly Image[]): Image | undefined {
  const [only, ...more] = images
  if (templates.length === 1 && more.length === 0) return only
  const fitting = fittingTo(of, images)
  return fitting.length === 1 ? fitting[0] : undefined
}

/** All images of a template's architecture. */
export const fittingTo = (of: Launching, images: readonly Image[]): readonly Image[] =>
  images.filter(({ architecture }) => architecturesOf(of).includes(architecture))

/** The instance types that a template launches, and those of its instances. */
export const typesOf = (template: GroupTemplate, group: Group): readonly string[] => [
  ...new Set([...chosenTypes(template, group), ...runningTypes(template, group)]),
]

/** The instance types that a template will launch: from the group's policy, else from the template, else those that run. */
export function launchedTypes(template: GroupTemplate, group: Group): readonly string[] {
  const chosen = chosenTypes(template, group)
  return chosen.length > 0 ? chosen : runningTypes(template, group)
}

function chosenTypes(of: GroupTemplate, group: Group): readonly string[] {
  const [main] = group.templates
  const overrides = group.mixed?.overrides.filter(({ template = main?.id }) => template === of.named.id) ?? []
  const chosen = overrides.flatMap(({ type }) => type ?? [])
  const { type } = of.type === 'found' ? launchedVersion(of) : {}
  return chosen.length > 0 || type === undefined ? [...new Set(chosen)] : [type]
}

const runningTypes = ({ named }: GroupTemplate, { instances }: Group): readonly string[] => [
  ...new Set(instances.filter(({ template }) => template?.id === named.id).map(({ type }) => type)),
]
