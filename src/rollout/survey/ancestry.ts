/**
 * Where the new images come from: the image that each was made from, the source of that, and so on. Only to be shown, so it
 * fails nothing: what cannot be read is said to be unknown.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-ancestry.html
 */
import type { Group } from '../model/group.ts'
import type { Ancestry, Image } from '../model/image.ts'
import { problemIn, type Reads } from '../ports.ts'

/** One call for all images of a generation, and no more than two: most images are made from a base image of one's own, and that from AWS's. */
const MOST_CALLS = 2

/** AWS's own images and those of AWS Marketplace are where a chain begins. */
const isRoot = ({ ownerAlias }: Image): boolean => ownerAlias === 'amazon' || ownerAlias === 'aws-marketplace'

/** The ancestry of each of these images that EC2 names a source of, by id. Asks nothing where it names none. */
export async function ancestriesOf(
  { images: read }: Pick<Reads, 'images'>,
  images: readonly Image[],
  { arn }: Pick<Group, 'arn'>,
): Promise<ReadonlyMap<string, Ancestry>> {
  const here = arn.split(':')[3]
  const isHere = ({ region = here }: NonNullable<Image['source']>) => region === here
  const known = new Map(images.map((image) => [image.id, image]))
  const asked = new Set(known.keys())
  let isUnread = false
  for (let calls = 0; calls < MOST_CALLS && !isUnread; calls++) {
    const sources = [...known.values()].flatMap((image) => (image.source && !isRoot(image) ? [image.source] : []))
    const ids = [...new Set(sources.filter(isHere).map(({ image }) => image))].filter((id) => !asked.has(id))
    if (ids.length === 0) break
    for (const id of ids) asked.add(id)
    const found = await read(ids).catch(problemIn)
    isUnread = 'kind' in found
    for (const image of 'kind' in found ? [] : found) known.set(image.id, image)
  }
  const endOf = (id: string): Ancestry['ends'] => {
    if (!asked.has(id)) return 'not-asked'
    return isUnread ? 'unread' : 'gone'
  }
  const chainOf = (image: Image): Ancestry => {
    const sources: NonNullable<Image['source']>[] = []
    for (let last = image; ; ) {
      if (isRoot(last)) return { sources, ends: 'root' }
      const { source } = last
      if (!source || sources.some((each) => each.image === source.image)) return { sources, ends: 'unnamed' }
      sources.push(isHere(source) ? { image: source.image } : source)
      const next = known.get(source.image)
      if (!isHere(source)) return { sources, ends: 'elsewhere' }
      if (!next) return { sources, ends: endOf(source.image) }
      last = next
    }
  }
  return new Map(images.flatMap((image) => (image.source ? [[image.id, chainOf(image)] as const] : [])))
}
