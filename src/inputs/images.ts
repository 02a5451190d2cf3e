/** Parses the input `image` in all its forms: `ami-…`, `ssm:`, `packer:`, `latest:`, one or several lines. */
import type { RunnerContext } from '../github/context.ts'
import type { ImageRef } from '../rollout/model/image-source.ts'
import type { RequestedSettings } from '../rollout/model/settings.ts'
import { artifactsIn } from './packer.ts'
import { isImageId, listed, PARAMETER_NAME, Wrong } from './parse.ts'
import type { Reading } from './reading.ts'

/** The image in use: the instances are replaced, and no version is made. */
export const CURRENT = 'current'

/** Finds what contradicts it: nothing new is rolled out, and every instance goes. */
export function checkCurrent({ text, wrong, isSound }: Reading, settings: RequestedSettings): void {
  const version = text('launch-template-version')
  if (version !== '')
    wrong('launch-template-version', version, 'means nothing with image: current, which rolls the version in use')
  if (settings.trial !== undefined && isSound('trial'))
    wrong('trial', text('trial'), 'means nothing with image: current, whose version runs already')
  if (settings.skipMatching && isSound('skip-matching'))
    wrong('skip-matching', text('skip-matching'), 'means nothing with image: current, which replaces every instance')
}

/** What the parser needs: the region, and the job's files. */
export type ImageContext = Pick<RunnerContext, 'region' | 'open'>

/** Parses the lines of `image`. Each invalid line is a separate problem. */
export function readImages({ text, wrong }: Reading, around: ImageContext): readonly ImageRef[] {
  if (text('image') === '')
    wrong('image', '', 'is required; to roll a version that exists, set `launch-template-version`')
  const seen = new Set<string>()
  return listed(text('image')).flatMap((line) => {
    const refs = once(refsIn(line, around), seen)
    if (!(refs instanceof Wrong)) return refs
    wrong('image', line, refs.says)
    return []
  })
}

/** Reports references that an earlier line has named already. */
function once(refs: readonly ImageRef[] | Wrong, seen: Set<string>): readonly ImageRef[] | Wrong {
  if (refs instanceof Wrong) return refs
  if (refs.some((ref) => seen.has(nameOf(ref)))) return new Wrong('is given twice')
  for (const ref of refs) seen.add(nameOf(ref))
  return refs
}

const nameOf = (ref: ImageRef): string => ('id' in ref ? ref.id : JSON.stringify(ref))

function refsIn(line: string, around: ImageContext): readonly ImageRef[] | Wrong {
  const [, form = '', rest = ''] = /^(ssm|packer|latest):(.*)$/.exec(line) ?? []
  if (form === 'packer') return builds(rest, around)
  const ref = form === 'ssm' ? parameter(rest, around) : form === 'latest' ? newest(rest) : imageId(line)
  return ref instanceof Wrong ? ref : [ref]
}

const imageId = (value: string): ImageRef | Wrong =>
  isImageId(value) ? { from: 'id', id: value } : new Wrong(noImageId(value))

function noImageId(value: string): string {
  if (value === CURRENT) return 'must be the only line, since every template then keeps its own image'
  return value.startsWith('resolve:ssm:')
    ? `is the form of launch templates; write ${value.slice('resolve:'.length)}`
    : 'must be an image id (ami- and 8 to 17 hexadecimal digits), current, ssm:/parameter, packer:manifest.json or latest:name-pattern'
}

/** An ARN, for a parameter shared by another account. AWS's public parameters have no account id. */
const ARN = /^arn:aws[\w-]*:ssm:(?<region>[a-z0-9-]+):(?:\d{12})?:parameter\/[\w./-]+$/
/** A version, or a label: it begins with no digit, nor with `aws` or `ssm` [documented: LabelParameterVersion]. */
const SELECTOR = /^(?:[1-9]\d{0,14}|(?!aws|ssm)[a-z._-][\w.-]{0,99})$/i

function parameter(text: string, { region }: ImageContext): ImageRef | Wrong {
  // No name, label or ARN of a parameter holds a #.
  const [, value = text, member] = /^([^#]*)#(.*)$/.exec(text) ?? []
  if (member === '') return new Wrong('must name a member of the parameter’s JSON after the #')
  const [, name = value, selector] = /^(arn(?::[^:]*){5}|(?!arn:)[^:]*):(.*)$/.exec(value) ?? []
  const arn = ARN.exec(name)?.groups
  if (!arn && !PARAMETER_NAME.test(name))
    return new Wrong('must name a parameter: ssm:/name, ssm:/name:version, ssm:/name:label, or its ARN after ssm:')
  if (arn && region !== '' && arn['region'] !== region)
    return new Wrong(
      `names a parameter of ${arn['region']}, but the region is ${region}; a parameter is read in its own`,
    )
  if (selector !== undefined && !SELECTOR.test(selector))
    return new Wrong('must have a version number or a label after the last colon')
  return {
    from: 'parameter',
    name,
    ...(selector !== undefined && { selector }),
    ...(member !== undefined && { member }),
  }
}

/** The characters of image names [documented: CreateImage], and EC2's wildcards. */
const PATTERN = /^[\w ()[\]./'@*?-]{1,128}$/

const newest = (pattern: string): ImageRef | Wrong =>
  PATTERN.test(pattern) && /[^*?]/.test(pattern)
    ? { from: 'newest', pattern }
    : new Wrong('must be a name of an image, or a part of it with * and ?, such as latest:web-*')

/** The images of the manifest's last Packer run, one for each build, so that there can be one for each architecture. */
function builds(text: string, { region, open }: ImageContext): readonly ImageRef[] | Wrong {
  const [, file = text, named] = /^(.*)#(.*)$/.exec(text) ?? []
  if (named === '') return new Wrong('must name a build of the manifest after the #')
  if (file === '') return new Wrong('must name the manifest that Packer wrote, such as packer:packer-manifest.json')
  const opened = open(file)
  if ('why' in opened)
    return new Wrong(
      `names ${opened.path}, which ${opened.why}; the step that makes or downloads it must come before, in the same job`,
    )
  // A missing region is a problem of its own, and the manifest's images depend on the region.
  const found = region === '' ? [] : artifactsIn(opened.text, region, named)
  return found instanceof Wrong
    ? new Wrong(`names ${file}, which ${found.says}`)
    : found.map((artifact) => ({ from: 'packer', file, ...(named !== undefined && { named }), ...artifact }))
}
