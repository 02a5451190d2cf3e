/** How an image was resolved, in words. */
import { commitOf } from '../rollout/commits.ts'
import { asked } from '../rollout/launch-template/image-source.ts'
import { count, duration } from '../rollout/measure.ts'
import type { Ancestry, Image } from '../rollout/model/image.ts'
import { candidateId, candidateImage, type ImageCandidate } from '../rollout/model/image-source.ts'
import type { Instant } from '../rollout/model/time.ts'

/** How the id was resolved; `undefined` where the input is the id, or nothing was found. `now`: to compute ages. */
export function sourceWords(candidate: ImageCandidate, now: Instant): string | undefined {
  const { ref } = candidate
  if (ref.from === 'id') return undefined
  if (candidate.type === 'overtaken')
    return `as this run began with it; ${asked(ref)} means ${candidate.meansNow ?? 'no image'} by now`
  if (candidate.type !== 'resolved') return undefined
  const { source } = candidate
  if (ref.from === 'packer') {
    const built = ref.built === undefined ? '' : `, built ${ago(ref.built, now)}`
    return `from ${ref.file}, build ${ref.build}, run ${ref.run}${built}`
  }
  if (ref.from === 'newest')
    return source?.from === 'newest' ? `the newest of ${count(source.of, 'image')} named ${ref.pattern}` : undefined
  if (source?.from !== 'parameter') return undefined
  const changed = source.changed === undefined ? '' : `, changed ${ago(source.changed, now)}`
  const member = ref.member === undefined ? '' : `, member ${ref.member}`
  return `from ssm:${ref.name} version ${source.version}${label(ref.selector)}${member}${changed}`
}

/** A sentence for the log: image, source and age; `undefined` where the input is the id. */
export function imageWords(candidate: ImageCandidate, now: Instant): string | undefined {
  const [id, image] = [candidateId(candidate), candidateImage(candidate)]
  const source = sourceWords(candidate, now)
  if (source === undefined) return undefined
  const commit = commitOf(candidate)
  const facts = [
    ...(image?.created === undefined ? [] : [`made ${ago(image.created, now)}`]),
    ...(commit === undefined ? [] : [`from commit ${commit.slice(0, 12)}`]),
  ]
  const born = facts.length > 0 ? `; ${facts.join(' ')}` : ''
  return `Image ${id}${image ? ` (${image.name})` : ''}, ${source}${born}`
}

/** What EC2 says of an image's making: its owner, the image that it was made from, and what Inspector found in it. */
export function contentsWords(
  { owner, ownerAlias, source, scan }: Image,
  {
    account,
    now,
    ancestry,
  }: { readonly account: string | undefined; readonly now: Instant; readonly ancestry: Ancestry | undefined },
): readonly string[] {
  const others = ownerAlias === undefined ? 'another account' : (owners[ownerAlias] ?? ownerAlias)
  return [
    ...(owner === undefined ? [] : [`owned by ${owner === account ? 'this account' : others}`]),
    ...(source === undefined ? [] : [madeFrom(ancestry ?? { sources: [source], ends: 'not-asked' })]),
    scan === undefined
      ? 'not scanned by Amazon Inspector'
      : `scanned by Amazon Inspector ${ago(scan.at, now)}: ${scan.severity === undefined ? 'no findings' : `highest severity ${scan.severity}`}`,
  ]
}

/** `made from ami-1, which was made from ami-2 of us-east-1`. */
const madeFrom = ({ sources, ends }: Ancestry): string =>
  `${sources.map(({ image, region }) => `made from ${image}${region === undefined ? '' : ` of ${region}`}`).join(', which was ')}${ancestryEnds[ends]}`

/** What is known of the last. */
const ancestryEnds: Readonly<Record<Ancestry['ends'], string>> = {
  root: ' (AWS’s own, or of AWS Marketplace)',
  unnamed: ' (EC2 names no source of that)',
  elsewhere: '',
  gone: ' (which this account does not see any more)',
  unread: ' (whose own source could not be read)',
  'not-asked': '',
}

const owners: Readonly<Record<string, string>> = { amazon: 'AWS', 'aws-marketplace': 'AWS Marketplace' }

/** A selector that is no version number is a label. */
const label = (selector: string | undefined): string =>
  selector === undefined || /^\d+$/.test(selector) ? '' : ` (${selector})`

const ago = (then: Instant, now: Instant): string => `${duration(now - then)} ago`
