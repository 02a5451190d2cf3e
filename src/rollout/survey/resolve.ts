/** Resolves image references to images, by what AWS answers during the survey. */

import { versionOf } from '../launch-template/alias.ts'
import { isMoving } from '../launch-template/image-source.ts'
import { markerIn } from '../launch-template/marker.ts'
import type { Image } from '../model/image.ts'
import {
  candidateId,
  candidateImage,
  type ImageCandidate,
  type ImageRef,
  type NamedImage,
  type Provenance,
  type Unresolved,
} from '../model/image-source.ts'
import type { Parameter } from '../model/parameter.ts'
import type { Refresh } from '../model/refresh.ts'
import { isActive } from '../model/refresh-status.ts'
import type { WorkflowRun } from '../model/settings.ts'
import type { Reads } from '../ports.ts'

/** The reads. `ask` keeps a failed read as a problem instead of throwing. */
interface CandidateReads {
  readonly reads: Pick<Reads, 'image' | 'imagesNamed' | 'parameter' | 'version'>
  readonly ask: <T>(read: Promise<T>) => Promise<T | undefined>
}

/** What one reference resolves to. It is missing where a read failed. */
type Meaning = { readonly id: string; readonly source?: Provenance } | { readonly unresolved: Unresolved }

/** Resolves one reference. */
export async function candidateFor({ reads, ask }: CandidateReads, ref: ImageRef): Promise<ImageCandidate> {
  if (ref.from === 'newest') {
    const named = await ask(reads.imagesNamed(ref.pattern))
    const meant = named && newestOf(named)
    return candidateOf(ref, meant, (id) => named?.find((image) => image.id === id))
  }
  const meaning = ref.from === 'parameter' ? await meaningOf(ref, { reads, ask }) : { id: ref.id }
  const image = meaning && 'id' in meaning ? await ask(reads.image(meaning.id)) : undefined
  return candidateOf(ref, meaning, () => image)
}

function candidateOf(
  ref: ImageRef,
  meaning: Meaning | undefined,
  find: (id: string) => Image | undefined,
): ImageCandidate {
  if (!meaning) return { type: 'unread', ref }
  if ('unresolved' in meaning) return { type: 'unresolved', ref, ...meaning }
  const image = find(meaning.id)
  return { type: 'resolved', ref, ...meaning, ...(image && { image }) }
}

async function meaningOf(
  { name, selector, member }: Extract<ImageRef, { from: 'parameter' }>,
  { reads, ask }: CandidateReads,
): Promise<Meaning | undefined> {
  const found = await ask(reads.parameter(selector === undefined ? name : `${name}:${selector}`))
  return typeof found === 'string' ? { unresolved: { type: found } } : found && imageIn(found, member)
}

/**
 * A parameter must contain one AMI id as plain text, or JSON of which a member is one. Any other value is not shown,
 * because it may be secret; of JSON the names of its members are.
 */
export function imageIn({ type, value, version, changed }: Parameter, member?: string): Meaning {
  if (type === 'SecureString') return { unresolved: { type: 'secret' } }
  if (type === 'StringList') return { unresolved: { type: 'list' } }
  const text = member === undefined ? value : memberOf(value, member)
  if (typeof text === 'object') return { unresolved: text }
  const id = text.trim()
  if (!/^ami-[0-9a-f]{8,17}$/.test(id)) return { unresolved: { type: 'no-image-id' } }
  return { id, source: { from: 'parameter', version, ...(changed !== undefined && { changed }) } }
}

/** The text of a JSON object's own member. A member that is no text is no image id either. */
function memberOf(value: string, member: string): string | Unresolved {
  const object = parsed(value)
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return { type: 'no-json' }
  if (!Object.hasOwn(object, member)) return { type: 'no-member', members: Object.keys(object) }
  const found: unknown = Reflect.get(object, member)
  return typeof found === 'string' ? found : ''
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The newest available image. Two from the same second are ambiguous and resolve to neither. */
export function newestOf(named: readonly Image[]): Meaning {
  const available = named.filter(({ state }) => state === 'available')
  const others = named.filter(({ state }) => state !== 'available')
  const [newest, ...equals] = newestFirst(available).filter(({ created }, _, all) => created === all[0]?.created)
  const [waiting] = newestFirst(others)
  if (!newest) return { unresolved: { type: 'none-available', ...(waiting && { newest: nameOf(waiting) }) } }
  if (equals.length > 0)
    return { unresolved: { type: 'several-newest', ids: [newest, ...equals].map(({ id }) => id).sort() } }
  const newer = waiting && (waiting.created ?? 0) > (newest.created ?? 0) ? { newer: nameOf(waiting) } : {}
  return { id: newest.id, source: { from: 'newest', of: available.length, ...newer } }
}

const newestFirst = (images: readonly Image[]): readonly Image[] =>
  images.toSorted((a, b) => (b.created ?? 0) - (a.created ?? 0))

const nameOf = ({ id, name, state }: Image): NamedImage => ({ id, name, state })

/** The run, and the group's active refresh. */
interface ActiveRefresh {
  readonly run: WorkflowRun
  readonly refreshes: readonly Refresh[]
}

/**
 * A re-run whose own refresh is in progress keeps the image of that refresh, even if the parameter or name means another
 * image by now: otherwise that refresh would be unwatched and one run would make two versions. Without an active refresh
 * a re-run uses what the reference means now.
 */
export async function keepImagesInProgress(
  { reads, ask }: CandidateReads,
  images: readonly ImageCandidate[],
  { run, refreshes }: ActiveRefresh,
): Promise<readonly ImageCandidate[]> {
  const refreshTargets = refreshes.find(({ status }) => isActive(status))?.to ?? []
  if (!images.some(({ ref }) => isMoving(ref))) return images
  const versions = await Promise.all(
    refreshTargets.map(({ template, version }) => ask(reads.version(template, versionOf(version)))),
  )
  const ours = versions.flatMap((version) => {
    const marker = version && markerIn(version.description)
    return marker?.run === run.id && images.every((each) => candidateId(each) !== version?.image) ? [marker.image] : []
  })
  const under = (await Promise.all([...new Set(ours)].map((id) => ask(reads.image(id))))).flatMap(
    (image) => image ?? [],
  )
  return images.map((each): ImageCandidate => {
    const image = isMoving(each.ref) ? under.find((other) => mayHaveMeant(each, other, images)) : undefined
    const meansNow = candidateId(each)
    return image
      ? { type: 'overtaken', ref: each.ref, id: image.id, image, ...(meansNow !== undefined && { meansNow }) }
      : each
  })
}

/** Whether this reference may have meant the other image. Of several references, each is for one architecture. */
function mayHaveMeant(candidate: ImageCandidate, other: Image, all: readonly ImageCandidate[]): boolean {
  const image = candidateImage(candidate)
  return image ? image.architecture === other.architecture : candidate.type === 'unresolved' && all.length === 1
}
