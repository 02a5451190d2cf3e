/** Text → settings, or every problem at once. Pure: nothing is asked of AWS, nothing is changed. */
import type { Given } from './github/context.ts'
import type { InputProblem } from './report/invalid-inputs.ts'
import type { ImageRef } from './rollout/image-source.ts'
import type { Ms } from './rollout/model.ts'
import { type Policy, STEADY_LOOKS, type To, VERIFY_SLACK } from './rollout/policy.ts'

/** Everything that was asked for, checked. */
export interface Settings {
  readonly region: string
  readonly summary: boolean
  /** To assume by GitHub's identity tokens; without it the ordinary AWS credentials serve. */
  readonly role: Role | undefined
  /** The user's check, a bash command; empty for none. */
  readonly verify: string
  readonly policy: Policy
}

/** A role, the name of its session, and who the identity tokens are for. */
export interface Role {
  readonly arn: string
  readonly sessionName: string
  readonly audience: string
}

/** Inputs of the contract that are not built yet: refused when set, never silently ignored. */
const notYet = ['ssm-template'] as const

const built = [
  'auto-scaling-group',
  'image',
  'mode',
  'to',
  'min-healthy-percentage',
  'max-healthy-percentage',
  'instance-warmup',
  'bake-time',
  'target-health-timeout',
  'max-launch-failures',
  'checkpoints',
  'checkpoint-delay',
  'alarms',
  'verify',
  'verify-timeout',
  'skip-matching',
  'scale-in-protected-instances',
  'standby-instances',
  'timeout',
  'poll-interval',
  'on-failure',
  'on-cancel',
  'on-conflict',
  'set-default-version',
  'keep-launch-template-versions',
  'aws-region',
  'role-to-assume',
  'role-session-name',
  'audience',
  'summary',
] as const

type Input = (typeof built)[number]

/** All inputs that action.yml declares. */
export const declared: readonly string[] = [...built, ...notYet]

const SECOND: Ms = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Reads all inputs; either they are all right, or each problem is listed. */
export function settingsFrom(given: Given): Settings | { readonly problems: readonly InputProblem[] } {
  const problems: InputProblem[] = [...unknownInputs(given), ...unbuiltInputs(given)]
  const text = (input: Input): string => given.inputs.get(input)?.trim() ?? ''
  const wrong = (input: string, value: string, says: string) => problems.push({ input, value, says })

  /** Parses what is set; `otherwise` stands for an empty input and for a wrong one, which has been noted. */
  const read = <T>(input: Input, parse: (value: string) => T | Wrong, otherwise: T): T => {
    const value = text(input)
    if (value === '') return otherwise
    const parsed = parse(value)
    if (!(parsed instanceof Wrong)) return parsed
    wrong(input, value, parsed.says)
    return otherwise
  }
  const required = (input: Input, parse: (value: string) => string | Wrong): string => {
    if (text(input) === '') wrong(input, '', 'is required')
    return read(input, parse, '')
  }

  const readImages = (): readonly ImageRef[] => {
    if (text('image') === '') wrong('image', '', 'is required')
    return read('image', imageRefs, [])
  }

  const verifies = text('verify') !== ''
  const chosen = read<Policy['mode']>('mode', word(modes), 'deploy')
  // A rollback is an emergency: nothing holds it up unless it was asked for in this step, and nothing undoes it.
  const goesBack = chosen === 'rollback' || (chosen === 'plan' && text('to') !== '')
  const to = read<To | undefined>('to', destination, goesBack ? 'previous' : undefined)
  const policy: Policy = {
    mode: chosen,
    group: required('auto-scaling-group', groupName),
    images: goesBack || chosen === 'check' ? [] : readImages(),
    ...(goesBack && to !== undefined && { to }),
    run: given.run,
    minHealthyPercentage: read<number | undefined>('min-healthy-percentage', whole(0, 100), undefined),
    maxHealthyPercentage: read<number | undefined>('max-healthy-percentage', whole(100, 200), undefined),
    instanceWarmup: read<Ms | undefined>('instance-warmup', duration(0, 48 * HOUR), undefined),
    bakeTime: read('bake-time', duration(0, 48 * HOUR), verifies ? 5 * MINUTE : goesBack ? 0 : 2 * MINUTE),
    targetHealthTimeout: read('target-health-timeout', duration(10 * SECOND, HOUR), MINUTE),
    maxLaunchFailures: read('max-launch-failures', whole(1, 100), 3),
    checkpoints: read('checkpoints', percentages, []),
    checkpointDelay: read('checkpoint-delay', duration(0, 48 * HOUR), 5 * MINUTE),
    alarms: read('alarms', alarmNames, []),
    verify: verifies
      ? { timeout: read<Ms | undefined>('verify-timeout', duration(SECOND, 48 * HOUR), undefined) }
      : undefined,
    skipMatching: read('skip-matching', yesOrNo, true),
    scaleInProtectedInstances: read(
      'scale-in-protected-instances',
      word({ refresh: 'Refresh', ignore: 'Ignore', wait: 'Wait' }),
      'Ignore',
    ),
    standbyInstances: read(
      'standby-instances',
      word({ terminate: 'Terminate', ignore: 'Ignore', wait: 'Wait' }),
      'Ignore',
    ),
    timeout: read<Ms | 'auto'>(
      'timeout',
      (value) => (value === 'auto' ? 'auto' : duration(MINUTE, 14 * 24 * HOUR)(value)),
      'auto',
    ),
    pollInterval: read('poll-interval', duration(5 * SECOND, 10 * MINUTE), 15 * SECOND),
    onFailure: read('on-failure', word(wishes), goesBack ? 'leave' : 'rollback'),
    onCancel: read('on-cancel', word(wishes), goesBack ? 'leave' : 'rollback'),
    onConflict: read('on-conflict', word({ auto: 'auto', fail: 'fail', wait: 'wait', replace: 'replace' }), 'auto'),
    setDefaultVersion: read('set-default-version', yesOrNo, false),
    keepTemplateVersions: read<number | undefined>('keep-launch-template-versions', whole(2, 999), undefined),
  }
  const region = read('aws-region', regionName, given.region)
  if (region === '' && text('aws-region') === '')
    wrong('aws-region', '', 'is not set, and neither is AWS_REGION in the environment; set it, such as eu-west-1')

  const { minHealthyPercentage: min, maxHealthyPercentage: max, bakeTime, targetHealthTimeout, pollInterval } = policy
  if (min !== undefined && max !== undefined && max - min > 100)
    wrong(
      'max-healthy-percentage',
      text('max-healthy-percentage'),
      `must be at most 100 above min-healthy-percentage (${min})`,
    )
  const leastBake = targetHealthTimeout + STEADY_LOOKS * pollInterval
  if (bakeTime < leastBake && !(goesBack && bakeTime === 0))
    wrong(
      'bake-time',
      text('bake-time') || '2m',
      `must be at least target-health-timeout and ${STEADY_LOOKS} looks (poll-interval) together, here ${leastBake / SECOND}s: else AWS ends the refresh before bad targets can be told`,
    )

  for (const [input, needs] of [
    ['checkpoint-delay', 'checkpoints'],
    ['verify-timeout', 'verify'],
    ['role-session-name', 'role-to-assume'],
    ['audience', 'role-to-assume'],
  ] as const)
    if (text(input) !== '' && text(needs) === '') wrong(input, text(input), `means nothing without ${needs}`)
  if (goesBack && text('image') !== '')
    wrong('image', text('image'), 'means nothing in a rollback; `to` says where it goes')
  if (chosen === 'check' && text('image') !== '')
    wrong('image', text('image'), 'means nothing in a check, which compares the group with its own launch template')
  if (!goesBack && text('to') !== '') wrong('to', text('to'), 'means nothing without mode: rollback (or plan)')
  const pauses = [bakeTime, ...(policy.checkpoints.length > 0 ? [policy.checkpointDelay] : [])]
  const least = (policy.verify?.timeout ?? 10 * SECOND) + 2 * pollInterval + VERIFY_SLACK
  if (policy.verify && Math.min(...pauses) < least)
    wrong(
      policy.verify.timeout === undefined ? 'verify' : 'verify-timeout',
      text(policy.verify.timeout === undefined ? 'verify' : 'verify-timeout'),
      `does not fit into the shortest pause (bake-time or checkpoint-delay, ${Math.min(...pauses) / SECOND}s): that must be at least ${least / SECOND}s, for the check, two looks and ${VERIFY_SLACK / SECOND}s`,
    )

  const arn = read('role-to-assume', roleArn, '')
  const sessionName = text('role-session-name') || `ami-rollout-${given.run.id}`
  const role = arn === '' ? undefined : { arn, sessionName, audience: text('audience') || 'sts.amazonaws.com' }
  const summary = read('summary', yesOrNo, true)
  return problems.length > 0 ? { problems } : { region, summary, policy, role, verify: text('verify') }
}

/** What is accepted, for the person who wrote something else. */
class Wrong {
  readonly says: string
  constructor(says: string) {
    this.says = says
  }
}

const modes = { deploy: 'deploy', rollback: 'rollback', plan: 'plan', check: 'check' } as const
const wishes = { rollback: 'rollback', cancel: 'cancel', leave: 'leave' } as const

/** One of a closed list of words. */
const word =
  <T extends string>(words: Readonly<Record<string, T>>) =>
  (value: string): T | Wrong =>
    (Object.hasOwn(words, value) ? words[value] : undefined) ??
    new Wrong(`must be one of ${Object.keys(words).join(', ')}`)

const yesOrNo = (value: string): boolean | Wrong =>
  value === 'true' ? true : value === 'false' ? false : new Wrong('must be true or false')

/** Where a rollback goes. */
function destination(value: string): To | Wrong {
  if (value === 'previous') return value
  if (/^[1-9]\d{0,5}$/.test(value)) return Number(value)
  const image = imageId(value)
  return image instanceof Wrong
    ? new Wrong('must be previous, a launch template version number, or ami-…')
    : `ami-${image.slice(4)}`
}

const groupName = (value: string): string | Wrong =>
  value.length <= 255 && !/[\r\n]/.test(value)
    ? value
    : new Wrong('must be one name of at most 255 characters; for several groups use a matrix')

/** One image for each architecture, one a line. */
function imageRefs(value: string): readonly ImageRef[] | Wrong {
  const ids = listed(value).map(imageId)
  const wrong = ids.find((id) => id instanceof Wrong)
  if (wrong) return wrong
  const texts = ids.filter((id) => typeof id === 'string')
  if (new Set(texts).size < texts.length) return new Wrong('must name each image once')
  return texts.map((id) => ({ from: 'id', id }))
}

function imageId(value: string): string | Wrong {
  if (/^ami-[0-9a-f]{8,17}$/.test(value)) return value
  if (/^(ssm|packer|latest):/.test(value))
    return new Wrong('is a form that is not available in this version yet; use one ami-…')
  return new Wrong('must be an image id: ami- and 8 to 17 hexadecimal digits')
}

const roleArn = (value: string): string | Wrong =>
  /^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(value)
    ? value
    : new Wrong('must be the ARN of a role, such as arn:aws:iam::123456789012:role/deploy')

const regionName = (value: string): string | Wrong =>
  /^[a-z]{2}(-[a-z]+)+-\d+$/.test(value) ? value : new Wrong('must be a region such as eu-west-1')

const whole =
  (least: number, most: number) =>
  (value: string): number | Wrong => {
    const number = /^\d{1,3}$/.test(value) ? Number(value) : Number.NaN
    return number >= least && number <= most ? number : new Wrong(`must be a whole number from ${least} to ${most}`)
  }

/** Whole percentages from 1 to 100, ascending; 100 is added: AWS replaces all instances only then. */
function percentages(value: string): readonly number[] | Wrong {
  const parts = listed(value).map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : Number.NaN))
  const ascends = parts.every((part, i) => part >= 1 && part <= 100 && part > (parts[i - 1] ?? 0))
  if (!ascends) return new Wrong('must be whole percentages from 1 to 100, ascending and each once, such as 1, 20, 50')
  return parts.at(-1) === 100 ? parts : [...parts, 100]
}

/** AWS takes at most ten alarms in a refresh, each name of at most 255 characters. */
function alarmNames(value: string): readonly string[] | Wrong {
  const names = listed(value)
  const right = names.length <= 10 && names.every((name) => name.length <= 255) && new Set(names).size === names.length
  return right ? names : new Wrong('must be at most ten alarm names of at most 255 characters, each once')
}

/** Lists are split on commas and line ends. */
const listed = (value: string): readonly string[] =>
  value
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter(Boolean)

/** `90`, `90s`, `5m`, `1h30m`: at least one part, each at most once, the larger first. Milliseconds. */
const duration =
  (least: Ms, most: Ms) =>
  (value: string): Ms | Wrong => {
    const parts = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/.exec(value)
    const [, hours = 0, minutes = 0, seconds = 0] = parts ?? []
    const length = Number(hours) * HOUR + Number(minutes) * MINUTE + Number(seconds) * SECOND
    if (parts && length >= least && length <= most) return length
    return new Wrong(`must be a duration such as 90, 90s, 5m or 1h30m, from ${least / SECOND}s to ${most / HOUR}h`)
  }

const unbuiltInputs = ({ inputs }: Given): readonly InputProblem[] =>
  notYet.flatMap((input) => {
    const value = inputs.get(input)?.trim() ?? ''
    return value === '' ? [] : [{ input, value, says: 'is not available in this version yet; remove it' }]
  })

/** The runner only warns of an input that it does not know. One that looks like ours is a typo, and somebody counts on it. */
const unknownInputs = ({ inputs }: Given): readonly InputProblem[] =>
  [...inputs].flatMap(([input, value]) => {
    const meant = declared.includes(input) ? undefined : declared.find((name) => distance(name, input) <= 2)
    return meant === undefined ? [] : [{ input, value, says: `is not an input of this action; did you mean ${meant}?` }]
  })

/** Levenshtein's distance: single characters put in, left out or changed. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (const [i, left] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, right] of [...b].entries())
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (left === right ? 0 : 1)))
    row = next
  }
  return row[b.length] ?? 0
}
