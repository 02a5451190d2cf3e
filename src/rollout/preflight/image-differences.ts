/** Preflight rules that compare the new image with the one in use: what makes the same launch template behave otherwise. */

import type { Finding } from '../model/finding.ts'
import { currentImage, type GroupTemplate, targetImage } from '../model/group-template.ts'
import type { Image } from '../model/image.ts'
import { type Rule, warning } from './rule.ts'

/** Makes a rule that compares the new image with the one in use. A rollback is exempt: its image ran before. */
const comparing =
  (compare: (target: Image, current: Image, account: string) => readonly Finding[]): Rule =>
  ({ group, templates }, { to }) =>
    to === undefined && group ? unique(templates).flatMap((pair) => compare(...pair, group.account)) : []

/** The pairs of new and current image without duplicates; several templates may share a pair. */
function unique(templates: readonly GroupTemplate[]): readonly (readonly [Image, Image])[] {
  const pairs = templates.flatMap((each) => {
    const [target, current] = [targetImage(each), currentImage(each)]
    return target && current && target.id !== current.id ? [[target, current] as const] : []
  })
  return [...new Map(pairs.map((pair) => [pair.map(({ id }) => id).join(), pair])).values()]
}

const platform = comparing(({ id, windows }, current) =>
  windows === current.windows
    ? []
    : [
        warning(
          'platform-change',
          `The image ${id} is ${system(windows)}, the one in use, ${current.id}, is ${system(current.windows)}. User data, disks and health checks of the launch template were made for the latter.`,
          'See that it is the one that you mean.',
        ),
      ],
)

const system = (windows: boolean): string => (windows ? 'Windows' : 'Linux or another Unix')

/** A property of an image by which EC2 launches it otherwise. `of`: its value, for a sentence; `undefined` where EC2 leaves it out. */
interface Behaviour {
  readonly name: string
  of(image: Image): string | undefined
}

/**
 * What an image says of its own instances (API Reference, Image). `ImdsSupport` v2.0: they take IMDSv2 alone, with a hop
 * limit of 2. `UsageOperation` with `PlatformDetails`: what they are billed as.
 */
const behaviours: readonly Behaviour[] = [
  { name: 'instance metadata', of: ({ imds }) => imds && `IMDSv${imds.replace(/^v/, '').replace(/\.0$/, '')} only` },
  { name: 'TPM', of: ({ tpm }) => tpm },
]

const launches = comparing((target, current) => {
  const differences = [
    ...behaviours.flatMap(({ name, of }) => changed(name, of(target), of(current))),
    ...bothKnown('boot mode', target.bootMode, current.bootMode),
    ...(target.windows === current.windows ? bothKnown('billed as', target.billedAs, current.billedAs) : []),
  ]
  return differences.length === 0
    ? []
    : [
        warning(
          'image-behaves-otherwise',
          `The image ${target.id} differs from the one in use, ${current.id}: ${differences.join('; ')}.`,
          'See that its software, the instance types and the launch template are ready for it.',
        ),
      ]
})

/** An image without a boot mode takes the instance type's default: nothing is known to differ. */
const bothKnown = (name: string, to: string | undefined, from: string | undefined): readonly string[] =>
  to === undefined || from === undefined ? [] : changed(name, to, from)

const changed = (name: string, to = 'not set', from = 'not set'): readonly string[] =>
  to === from ? [] : [`${name} ${to} (was ${from})`]

export const differenceRules: readonly Rule[] = [platform, launches]
