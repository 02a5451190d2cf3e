/**
 * Parses all inputs to settings, or lists every problem at once. It reads no more than a Packer manifest and calls no
 * API.
 */
import type { RunnerContext } from '../github/context.ts'
import type { ImageArchive } from '../rollout/model/image-archive.ts'
import type { Alias } from '../rollout/model/launch-template.ts'
import { type RequestedSettings, type RollbackTo, STEADY_POLLS, VERIFY_SLACK } from '../rollout/model/settings.ts'
import type { Ms } from '../rollout/model/time.ts'
import { type Access, readAccess } from './connection.ts'
import { environmentProblems } from './environment.ts'
import { CURRENT, checkCurrent, readImages } from './images.ts'
import { typos } from './names.ts'
import {
  alarmNames,
  destination,
  groupOrTag,
  HOUR,
  imageOwners,
  length,
  MINUTE,
  milliseconds,
  ownParameter,
  percentages,
  SECOND,
  versionOrAlias,
  whole,
  word,
  yesOrNo,
} from './parse.ts'
import type { InputProblem } from './problem.ts'
import { type Reading, reading } from './reading.ts'
import { checkWatch } from './watch.ts'

/** The validated inputs. */
export interface ActionInputs extends Access {
  /** The verification, a bash command; empty for none. */
  readonly verify: string
  /** The script that runs on each new instance; empty for none. */
  readonly verifyOnInstance: string
  readonly rollout: RequestedSettings
  readonly gitHub: GitHubSettings
}

/** Settings for GitHub's API. */
export interface GitHubSettings {
  /** Empty where there is none. It is sent only to GitHub and never written to job state, report or log. */
  readonly token: string
  /** Whether the pull request gets a comment. */
  readonly comment: boolean
}

/** Reads all inputs. Returns them, or the list of all problems. */
export function inputsFrom(runner: RunnerContext): ActionInputs | { readonly problems: readonly InputProblem[] } {
  const problems: InputProblem[] = [...typos(runner)]
  const reader = reading(runner, problems)
  const { text, read, required } = reader
  const access = readAccess(reader, runner)

  const onInstance = text('verify-on-instance') !== ''
  const verifies = text('verify') !== '' || onInstance
  const trialTimeout = read('trial-timeout', milliseconds(2 * MINUTE, 3 * HOUR), 15 * MINUTE)
  const chosen = read<RequestedSettings['mode']>('mode', word(modes), 'deploy')
  // A rollback is urgent, so by default no pause delays it, and it is not rolled back in turn.
  const isWatch = chosen === 'watch'
  const isRollback = chosen === 'rollback' || (chosen === 'plan' && text('to') !== '')
  const to = read<RollbackTo | undefined>('to', destination, isRollback ? 'previous' : undefined)
  const currentImage = text('image') === CURRENT
  const isWithoutImage = currentImage || (text('image') === '' && text('launch-template-version') !== '')
  const templateVersion = read<number | Alias | undefined>('launch-template-version', versionOrAlias, undefined)
  const keepImages = read<number | undefined>('keep-images', whole(2, 999), undefined)
  const oldImages = read<ImageArchive['how'] | undefined>('old-images', word(archives), undefined)
  const setParameter = read<string | undefined>('set-parameter', ownParameter, undefined)
  const settings: RequestedSettings = {
    mode: chosen,
    group: required<RequestedSettings['group']>('auto-scaling-group', groupOrTag, ''),
    images:
      isRollback || chosen === 'check' || isWatch || isWithoutImage || (text('image') === '' && !reader.isSound('mode'))
        ? []
        : readImages(reader, { ...runner, region: access.region }),
    currentImage,
    ...(templateVersion !== undefined && { templateVersion }),
    ...(isRollback && to !== undefined && { to }),
    run: runner.run,
    attempt: runner.attempt,
    minHealthyPercentage: read<number | undefined>('min-healthy-percentage', whole(0, 100), undefined),
    maxHealthyPercentage: read<number | undefined>('max-healthy-percentage', whole(100, 200), undefined),
    instanceWarmup: read<Ms | undefined>('instance-warmup', milliseconds(0, 48 * HOUR), undefined),
    bakeTime: read('bake-time', milliseconds(0, 48 * HOUR), verifies ? 5 * MINUTE : isRollback ? 0 : 2 * MINUTE),
    targetHealthTimeout: read('target-health-timeout', milliseconds(10 * SECOND, HOUR), MINUTE),
    maxLaunchFailures: read('max-launch-failures', whole(1, 100), 3),
    checkpoints: read('checkpoints', percentages, []),
    checkpointDelay: read('checkpoint-delay', milliseconds(0, 48 * HOUR), 5 * MINUTE),
    alarms: read('alarms', alarmNames, []),
    verify: verifies
      ? {
          timeout: read<Ms | undefined>('verify-timeout', milliseconds(SECOND, 48 * HOUR), undefined),
          namesInstances: /^$|AMI_ROLLOUT_NEW_INSTANCE_(ADDRESSES|IDS)/.test(text('verify')),
          onInstance,
        }
      : undefined,
    trial: read('trial', yesOrNo, false) ? { timeout: trialTimeout } : undefined,
    skipMatching: read('skip-matching', yesOrNo, !currentImage),
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
      (value) => (value === 'auto' ? 'auto' : milliseconds(MINUTE, 14 * 24 * HOUR)(value)),
      'auto',
    ),
    handOver: read<Ms | undefined>(
      'hand-over',
      (value) => (value === 'none' ? undefined : milliseconds(10 * MINUTE, 14 * 24 * HOUR)(value)),
      HAND_OVER,
    ),
    pollInterval: read('poll-interval', milliseconds(5 * SECOND, 10 * MINUTE), 15 * SECOND),
    onFailure: read('on-failure', word(failureActions), isRollback || isWatch ? 'leave' : 'rollback'),
    onCancel: read('on-cancel', word(failureActions), isRollback || isWatch ? 'leave' : 'rollback'),
    onConflict: read('on-conflict', word({ auto: 'auto', fail: 'fail', wait: 'wait', replace: 'replace' }), 'auto'),
    onStale: read('on-stale', word({ warn: 'warn', refuse: 'refuse', allow: 'allow' }), 'warn'),
    allowedImageOwners: read('allowed-image-owners', imageOwners, []),
    ssmTemplate: read('ssm-template', word({ refuse: 'refuse', pin: 'pin' }), 'refuse'),
    setDefaultVersion: read('set-default-version', yesOrNo, false),
    ...(setParameter !== undefined && { setParameter }),
    failedVersion: read('failed-version', word({ delete: 'delete', keep: 'keep' }), 'delete'),
    keepTemplateVersions: read<number | undefined>('keep-launch-template-versions', whole(2, 999), undefined),
    ...(keepImages !== undefined && oldImages !== undefined && { archive: { keep: keepImages, how: oldImages } }),
  }
  if (isWatch) checkWatch(reader)
  else checkCombinations(reader, settings, isRollback)
  problems.push(...environmentProblems(reader, runner))
  const gitHub: GitHubSettings = { token: text('github-token'), comment: read('pull-request-comment', yesOrNo, false) }
  return problems.length > 0
    ? { problems }
    : { ...access, rollout: settings, verify: text('verify'), verifyOnInstance: text('verify-on-instance'), gitHub }
}

/** Bytes. A document of Systems Manager may have 64 KB, and the script is sent encoded, a third longer. */
const LONGEST_SCRIPT = 32_000

/** Twenty minutes before GitHub ends a job that says nothing else, for what comes before and after the step. */
const HAND_OVER: Ms = 5 * HOUR + 40 * MINUTE

const modes = { deploy: 'deploy', rollback: 'rollback', plan: 'plan', check: 'check', watch: 'watch' } as const
const archives = { deprecate: 'deprecate', disable: 'disable' } as const
const failureActions = { rollback: 'rollback', cancel: 'cancel', leave: 'leave' } as const

/**
 * Finds inputs that are valid alone but contradict each other. Invalid inputs are skipped, because the user did not
 * choose their default.
 */
function checkCombinations(reader: Reading, settings: RequestedSettings, isRollback: boolean): void {
  const { text, wrong, isSound } = reader
  const { minHealthyPercentage: min, maxHealthyPercentage: max } = settings
  if (min !== undefined && max !== undefined && max - min > 100)
    wrong(
      'max-healthy-percentage',
      text('max-healthy-percentage'),
      `must be at most 100 above min-healthy-percentage (${min})`,
    )
  if (text('trial-timeout') !== '' && settings.trial === undefined && isSound('trial'))
    wrong('trial-timeout', text('trial-timeout'), 'means nothing without trial: true')
  for (const [input, ...needs] of [
    ['checkpoint-delay', 'checkpoints'],
    ['verify-timeout', 'verify', 'verify-on-instance'],
    ['keep-images', 'old-images'],
    ['old-images', 'keep-images'],
    ['keep-images', 'keep-launch-template-versions'],
  ] as const)
    if (text(input) !== '' && needs.every((need) => text(need) === '') && isSound(input))
      wrong(input, text(input), `means nothing without ${needs.join(' or ')}`)
  if (Buffer.byteLength(text('verify-on-instance')) > LONGEST_SCRIPT)
    wrong(
      'verify-on-instance',
      `${text('verify-on-instance').slice(0, 40)}…`,
      `must be at most ${LONGEST_SCRIPT} bytes long, since Systems Manager limits the size of a command`,
    )
  if (settings.setParameter !== undefined && settings.images.length > 1)
    wrong('set-parameter', text('set-parameter'), `takes one image, and image names ${settings.images.length}`)
  if (isSound('mode', 'to')) checkMode(reader, settings, isRollback)
  if (settings.currentImage) checkCurrent(reader, settings)
  if (isSound('bake-time', 'target-health-timeout', 'poll-interval')) bakeIsLongEnough(reader, settings, isRollback)
  if (isSound('bake-time', 'poll-interval', 'checkpoints', 'checkpoint-delay', 'verify-timeout'))
    verifyFits(reader, settings)
}

function checkMode({ text, wrong }: Reading, { mode }: RequestedSettings, isRollback: boolean): void {
  const version = text('launch-template-version')
  if (version !== '' && isRollback)
    wrong('launch-template-version', version, 'means nothing in a rollback; `to` says where it goes')
  if (version !== '' && mode === 'check')
    wrong(
      'launch-template-version',
      version,
      'means nothing in a check, which compares the group with its own launch template',
    )
  if (mode === 'check' && text('set-parameter') !== '')
    wrong('set-parameter', text('set-parameter'), 'means nothing in a check, which changes nothing')
  if (isRollback && text('image') !== '')
    wrong('image', text('image'), 'means nothing in a rollback; `to` says where it goes')
  if (mode === 'check' && text('image') !== '')
    wrong('image', text('image'), 'means nothing in a check, which compares the group with its own launch template')
  if (!isRollback && text('to') !== '') wrong('to', text('to'), 'means nothing without mode: rollback (or plan)')
}

function bakeIsLongEnough({ text, wrong }: Reading, settings: RequestedSettings, isRollback: boolean): void {
  const { bakeTime, targetHealthTimeout, pollInterval } = settings
  const least = targetHealthTimeout + STEADY_POLLS * pollInterval
  if (bakeTime >= least || (isRollback && bakeTime === 0)) return
  const unset = text('bake-time') === '' ? ` (unset it is ${length(bakeTime)})` : ''
  wrong(
    'bake-time',
    text('bake-time'),
    `must be at least ${length(least)}${unset}: target-health-timeout (${length(targetHealthTimeout)}) and ${STEADY_POLLS} polls (poll-interval ${length(pollInterval)}) together, else AWS ends the refresh before bad targets can be detected`,
  )
}

function verifyFits({ text, wrong }: Reading, settings: RequestedSettings): void {
  const { verify, bakeTime, checkpoints, checkpointDelay, pollInterval } = settings
  if (!verify) return
  const pause = Math.min(bakeTime, ...(checkpoints.length > 0 ? [checkpointDelay] : []))
  const shortest = verify.onInstance ? MINUTE : 10 * SECOND
  const least = (verify.timeout ?? shortest) + 2 * pollInterval + VERIFY_SLACK
  if (pause >= least) return
  const script = text('verify') === '' ? 'verify-on-instance' : 'verify'
  const input = verify.timeout === undefined ? script : 'verify-timeout'
  wrong(
    input,
    text(input),
    `does not fit into the shortest pause (bake-time or checkpoint-delay, ${length(pause)}): that must be at least ${length(least)}, for verify, 2 × poll-interval and ${length(VERIFY_SLACK)}`,
  )
}
