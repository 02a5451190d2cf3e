/** Which image is for which launch template: by architecture, where there is more than one of either. Pure. */
import type { Group, Held, Image } from './facts.ts'

/** What a template launches now, as far as its present image, or else its instance types, tell. */
export type Launching = Pick<Held, 'present' | 'architectures'>

/** The architectures that a template can launch; none when nothing tells. */
export const architecturesOf = ({ present, architectures = [] }: Launching): readonly string[] =>
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

/** The instance types that a template launches: those that the group chooses for it, else its own, and those that run. */
export function typesOf({ named, saved }: Pick<Held, 'named' | 'saved'>, group: Group): readonly string[] {
  const [main] = group.templates
  const overrides = group.mixed?.overrides.filter(({ template = main?.id }) => template === named.id) ?? []
  const chosen = overrides.flatMap(({ type }) => type ?? [])
  const own = chosen.length > 0 || saved?.type === undefined ? chosen : [saved.type]
  const running = group.instances.filter(({ template }) => template?.id === named.id).map(({ type }) => type)
  return [...new Set([...own, ...running])]
}
