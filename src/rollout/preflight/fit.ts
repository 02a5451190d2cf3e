/** Preflight rules for instance types: whether the new image runs on those that the group launches. */

import { launchedTypes } from '../matching.ts'
import type { Finding } from '../model/finding.ts'
import { targetImage } from '../model/group-template.ts'
import type { Image, InstanceType } from '../model/image.ts'
import type { Survey } from '../model/survey.ts'
import { error, type Rule } from './rule.ts'

/** One property of an image that an instance type must support. */
interface Fitting {
  readonly rule: string
  fits(image: Image, type: InstanceType): boolean
  /** The sentence: what the image has, and what the type supports instead. */
  says(image: Image, type: InstanceType): string
  readonly remedy: string
}

const fittings: readonly Fitting[] = [
  {
    rule: 'architecture',
    fits: ({ architecture }, { architectures }) => isAmong(architecture || undefined, architectures),
    says: ({ architecture }, { architectures }) =>
      `is built for ${architecture}, the type runs ${either(architectures)}`,
    remedy: 'Build the image for the architecture of the instance types, or change the types.',
  },
  {
    // An image without a boot mode uses the type's default; `uefi-preferred` works with either.
    rule: 'boot-mode',
    fits: ({ bootMode }, { bootModes }) => bootMode === 'uefi-preferred' || isAmong(bootMode, bootModes),
    says: ({ bootMode = '' }, { bootModes }) => `boots by ${bootMode}, the type by ${either(bootModes)}`,
    remedy: 'Register the image with a boot mode that the instance types have; `uefi-preferred` fits most.',
  },
  {
    rule: 'ena',
    fits: ({ ena }, type) => ena !== false || type.ena !== 'required',
    says: () => 'has no ENA support, which the type requires for its network',
    remedy: 'Install the ENA driver and register the image with `--ena-support`.',
  },
  {
    rule: 'virtualization',
    fits: ({ virtualization }, { virtualizations }) => isAmong(virtualization, virtualizations),
    says: ({ virtualization }, { virtualizations }) =>
      `has ${virtualization ?? ''} virtualization, the type takes ${either(virtualizations)}`,
    remedy: 'Build an HVM image.',
  },
  {
    rule: 'root-device-type',
    fits: ({ rootDeviceType }, { rootDeviceTypes }) => isAmong(rootDeviceType, rootDeviceTypes),
    says: ({ rootDeviceType }, { rootDeviceTypes }) =>
      `has its root device on ${rootDeviceType ?? ''}, the type takes ${either(rootDeviceTypes)}`,
    remedy: 'Build an image with its root device on EBS.',
  },
]

/** Whether the value is supported. What EC2's answer leaves out is unknown and counts as supported. */
const isAmong = (value: string | undefined, all: readonly string[] | undefined): boolean =>
  value === undefined || all === undefined || all.includes(value)

const either = (all: readonly string[] = []): string => all.join(' or ')

/** Each mismatch once, with all instance types that it applies to. */
export const misfits = (survey: Survey): readonly Finding[] =>
  fittings.flatMap(({ rule, fits, says, remedy }) => {
    const bad = pairs(survey).filter(([image, type]) => !fits(image, type))
    const sentences = Map.groupBy(bad, ([image, type]) => `The image ${image.id} ${says(image, type)}`)
    return [...sentences].map(([sentence, of]) =>
      error(rule, `${sentence}: ${[...new Set(of.map(([, { name }]) => name))].join(', ')}.`, remedy),
    )
  })

/** Each new image with each instance type that it will be launched on. */
const pairs = ({ group, templates, launchEnvironment }: Survey): readonly (readonly [Image, InstanceType])[] =>
  group
    ? templates.flatMap((each) =>
        pairsOf(targetImage(each), launchedTypes(each, group), launchEnvironment?.types ?? []),
      )
    : []

const pairsOf = (image: Image | undefined, names: readonly string[], types: readonly InstanceType[]) =>
  image ? types.filter(({ name }) => names.includes(name)).map((type) => [image, type] as const) : []

export const fit: readonly Rule[] = [misfits]
