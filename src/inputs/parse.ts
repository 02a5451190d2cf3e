/** Parsers from an input's text to a value, or to a `Wrong` that says what is accepted. */

import type { GroupTag } from '../rollout/model/group.ts'
import type { AllowedOwner } from '../rollout/model/image.ts'
import type { Alias } from '../rollout/model/launch-template.ts'
import type { RollbackTo } from '../rollout/model/settings.ts'
import type { Ms } from '../rollout/model/time.ts'
import { isPartition } from '../rollout/partition.ts'
import { matrixOf } from '../rollout/several-groups.ts'

export const SECOND: Ms = 1_000
export const MINUTE: Ms = 60 * SECOND
export const HOUR: Ms = 60 * MINUTE

/** An invalid value, with what is accepted instead. */
export class Wrong {
  readonly says: string
  constructor(says: string) {
    this.says = says
  }
}

/** Parses one of a fixed list of words. */
export const word =
  <T extends string>(words: Readonly<Record<string, T>>) =>
  (value: string): T | Wrong =>
    (Object.hasOwn(words, value) ? words[value] : undefined) ??
    new Wrong(`must be one of ${Object.keys(words).join(', ')}`)

export const yesOrNo = (value: string): boolean | Wrong =>
  value === 'true' ? true : value === 'false' ? false : new Wrong('must be true or false')

/** Parses the rollback target `to`. */
export function destination(value: string): RollbackTo | Wrong {
  if (value === 'previous') return value
  if (/^[1-9]\d{0,5}$/.test(value)) return Number(value)
  return isImageId(value) ? value : new Wrong('must be previous, a launch template version number, or ami-…')
}

/** Parses a launch template version as AWS names it. */
export function versionOrAlias(value: string): number | Alias | Wrong {
  if (value === '$Latest' || value === '$Default') return value
  return /^[1-9]\d{0,5}$/.test(value) ? Number(value) : new Wrong('must be a version number, $Latest or $Default')
}

/** Whether the text is an AMI id, with 8 (older) or 17 hexadecimal digits. */
export const isImageId = (value: string): value is `ami-${string}` => /^ami-[0-9a-f]{8,17}$/.test(value)

/**
 * Parses a group's name, or `tag:KEY=VALUE`: no name has a colon (CreateAutoScalingGroup). A name may contain a comma, but
 * a comma and a space, or a line end, means several groups.
 */
export function groupOrTag(value: string): string | GroupTag | Wrong {
  const names = value.split(/\r?\n|,\s+|\s+,/).map((name) => name.trim())
  if (names.length > 1) return new Wrong(severalGroups(names.filter(Boolean)))
  if (value.startsWith('tag:')) return groupTag(value)
  return value.length <= 255 ? value : new Wrong('must be one name of at most 255 characters')
}

/** A key has at most 128 characters and a value 256 (Auto Scaling, Tag naming and usage restrictions). The last `=` parts them. */
function groupTag(text: string): GroupTag | Wrong {
  const at = text.lastIndexOf('=')
  const [key, value] = [text.slice('tag:'.length, at), text.slice(at + 1)]
  return at > 'tag:'.length && key.length <= 128 && value.length <= 256
    ? { key, value }
    : new Wrong('must be tag:KEY=VALUE, with a key of at most 128 characters and a value of at most 256')
}

/** The workflow matrix to suggest, with one job for each group. */
const severalGroups = (names: readonly string[]): string =>
  `names ${names.length} groups, and a step rolls one. For several groups use a matrix: ${matrixOf(names)}`

export const roleArn = (value: string): string | Wrong => {
  const partition = /^arn:([a-z-]+):iam::\d{12}:role\/[\w+=,.@/-]+$/.exec(value)?.[1]
  return partition !== undefined && isPartition(partition)
    ? value
    : new Wrong('must be the ARN of a role, such as arn:aws:iam::123456789012:role/deploy')
}

const REGION = /^[a-z]{2,4}(?:-[a-z]+)+-\d+$/

export function regionName(value: string): string | Wrong {
  if (REGION.test(value)) return value
  const ofZone = /^(.*\d)[a-z]$/.exec(value)?.[1]
  if (ofZone !== undefined && REGION.test(ofZone))
    return new Wrong(`must be a region, not an Availability Zone: the region is ${ofZone}`)
  const meant = value
    .toLowerCase()
    .replace(/["'\s]+/g, '-')
    .replace(/^-|-$/g, '')
  return new Wrong(
    REGION.test(meant) ? `must be a region; did you mean ${meant}?` : 'must be one region, such as eu-west-1',
  )
}

/** Parses a whole number of at most three digits. */
export const whole =
  (least: number, most: number) =>
  (value: string): number | Wrong => {
    const number = /^\d{1,3}$/.test(value) ? Number(value) : Number.NaN
    return number >= least && number <= most ? number : new Wrong(`must be a whole number from ${least} to ${most}`)
  }

/** Whole percentages from 1 to 100, ascending; 100 is added: AWS replaces all instances only then. */
export function percentages(value: string): readonly number[] | Wrong {
  const parts = listed(value).map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : Number.NaN))
  const ascends = parts.every((part, i) => part >= 1 && part <= 100 && part > (parts[i - 1] ?? 0))
  if (!ascends) return new Wrong('must be whole percentages from 1 to 100, ascending and each once, such as 1, 20, 50')
  return parts.at(-1) === 100 ? parts : [...parts, 100]
}

/** AWS takes at most ten alarms in a refresh, each name of at most 255 characters. */
export function alarmNames(value: string): readonly string[] | Wrong {
  const names = listed(value)
  const right = names.length <= 10 && names.every((name) => name.length <= 255) && new Set(names).size === names.length
  return right ? names : new Wrong('must be at most ten alarm names of at most 255 characters, each once')
}

/** [documented: PutParameter] Levels are parted by slashes, and then the first character is one. */
export const PARAMETER_NAME = /^(?:[\w.-]+|(?:\/[\w.-]+)+)$/

/** Parses the name of a parameter to write: PutParameter takes no ARN, no version and no label, and none of AWS's own. */
export const ownParameter = (value: string): string | Wrong =>
  PARAMETER_NAME.test(value) && !/^\/?(?:aws|ssm)/i.test(value)
    ? value
    : new Wrong('must be the name of a parameter of this account, such as /web/image, without a version or a label')

/** Parses account ids, `amazon` and `marketplace:<product code>`. */
export function imageOwners(value: string): readonly AllowedOwner[] | Wrong {
  const owners = listed(value).map(imageOwner)
  return owners.every((owner) => owner !== undefined)
    ? owners
    : new Wrong('must be account ids of twelve digits, `amazon`, or `marketplace:` with a product code')
}

function imageOwner(text: string): AllowedOwner | undefined {
  if (text === 'amazon') return { type: 'amazon' }
  if (/^\d{12}$/.test(text)) return { type: 'account', id: text }
  const productCode = /^marketplace:([a-z0-9]+)$/.exec(text)?.[1]
  return productCode === undefined ? undefined : { type: 'marketplace', productCode }
}

/** Lists are split on commas and line ends. */
export const listed = (value: string): readonly string[] =>
  value
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter(Boolean)

/** `90`, `90s`, `5m`, `1h30m`: at least one part, each at most once, the larger first. Milliseconds. */
export const milliseconds =
  (least: Ms, most: Ms) =>
  (value: string): Ms | Wrong => {
    const parts = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/.exec(value)
    const [, hours = 0, minutes = 0, seconds = 0] = parts ?? []
    const asked = Number(hours) * HOUR + Number(minutes) * MINUTE + Number(seconds) * SECOND
    if (parts && asked >= least && asked <= most) return asked
    return new Wrong(`must be a duration such as 90, 90s, 5m or 1h30m, from ${length(least)} to ${length(most)}`)
  }

/** `90s`, `5m`, `48h`: a duration in the form that inputs have, in its largest whole unit. */
export function length(ms: Ms): string {
  if (ms > 0 && ms % HOUR === 0) return `${ms / HOUR}h`
  return ms > 0 && ms % MINUTE === 0 ? `${ms / MINUTE}m` : `${ms / SECOND}s`
}
