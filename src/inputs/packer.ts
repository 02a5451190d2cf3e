/**
 * Parses the file of Packer's `manifest` post-processor: the images of its last run in a region. Pure; the text is
 * foreign.
 */

import { commitIn } from '../rollout/launch-template/image-source.ts'
import type { Artifact } from '../rollout/model/image-source.ts'
import { isImageId, Wrong } from './parse.ts'

/**
 * One image for each build of the last run, or for those of this name; or what is wrong with the manifest, as the end of a
 * sentence.
 */
export function artifactsIn(text: string, region: string, name?: string): readonly Artifact[] | Wrong {
  if (text.trim() === '') return new Wrong('is empty')
  const manifest = parsed(text)
  if (manifest === undefined) return new Wrong('is not JSON')
  const run = textAt(manifest, 'last_run_uuid')
  const builds = listAt(manifest, 'builds')
  if (!builds || run === undefined || run === '')
    return new Wrong('is no manifest of Packer: it has no `builds` or no `last_run_uuid`')
  // Packer appends to an existing manifest, so it may contain builds of earlier runs.
  const last = builds.filter((build) => textAt(build, 'packer_run_uuid') === run)
  if (last.length === 0) return new Wrong(`has no build of its last run ${run}, only ${builds.length} of others`)
  const named = name === undefined ? last : last.filter((build) => namesOf(build).includes(name))
  if (named.length === 0)
    return new Wrong(`has no build ${name} in its last run, only ${[...new Set(last.map(nameOf))].join(', ')}`)
  const images = named.flatMap((build) => imagesOf(build).map((image) => ({ build, ...image })))
  if (images.length === 0) return new Wrong(`has no AMI of its last run ${run}, only ${kinds(named)}`)
  const here = images.filter((image) => image.region === region)
  if (here.length === 0) return new Wrong(`has images of its last run in ${regions(images)}, none in ${region}`)
  const once = here.filter(({ id }, i) => here.findIndex((other) => other.id === id) === i)
  return once.map(({ build, id }) => ({ id, run, ...factsOf(build) }))
}

/** What a build may be called by: its name, its builder's type, or both as Packer prints them. */
function namesOf(build: unknown): readonly string[] {
  const [name, type] = [textAt(build, 'name') ?? '', textAt(build, 'builder_type') ?? '']
  return [name, type, `${type}.${name}`].filter((each) => each !== '' && each !== '.')
}

const nameOf = (build: unknown): string => namesOf(build).at(-1) ?? 'a build without a name'

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The images in a build's artifact id, on AWS `region:image,region:image`. Other builders have no images here. */
const imagesOf = (build: unknown): readonly { readonly region: string; readonly id: string }[] =>
  (textAt(build, 'artifact_id') ?? '').split(',').flatMap((part) => {
    const [region = '', id = ''] = part.split(':')
    return isImageId(id) ? [{ region, id }] : []
  })

function factsOf(build: unknown): Pick<Artifact, 'build' | 'built' | 'commit'> {
  const seconds = at(build, 'build_time')
  const custom = at(build, 'custom_data')
  const commit = commitIn(typeof custom === 'object' && custom !== null ? Object.entries(custom) : [])
  return {
    build: textAt(build, 'name') ?? '',
    ...(typeof seconds === 'number' && { built: seconds * 1_000 }),
    ...(commit !== undefined && { commit }),
  }
}

const kinds = (builds: readonly unknown[]): string =>
  [...new Set(builds.map((build) => textAt(build, 'builder_type') ?? 'builds of no kind'))].join(', ')

const regions = (images: readonly { readonly region: string }[]): string =>
  [...new Set(images.map(({ region }) => region))].sort().join(', ')

const at = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
const textAt = (value: unknown, key: string): string | undefined => {
  const found = at(value, key)
  return typeof found === 'string' ? found : undefined
}
const listAt = (value: unknown, key: string): readonly unknown[] | undefined => {
  const found = at(value, key)
  return Array.isArray(found) ? found : undefined
}
