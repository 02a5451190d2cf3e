/** Text → settings, or every problem at once. Pure but for a manifest that is read; nothing is asked of AWS, nothing is changed. */
import type { Given } from './github/context.ts'
import { type Access, readAccess } from './inputs/access.ts'
import {
  alarmNames,
  destination,
  duration,
  groupName,
  HOUR,
  MINUTE,
  percentages,
  SECOND,
  whole,
  word,
  yesOrNo,
} from './inputs/forms.ts'
import { readImages } from './inputs/images.ts'
import { typos } from './inputs/names.ts'
import { reading } from './inputs/reading.ts'
import type { InputProblem } from './report/invalid-inputs.ts'
import type { Ms } from './rollout/model.ts'
import { type RolloutSettings, STEADY_POLLS, type To, VERIFY_SLACK } from './rollout/policy.ts'

/** Everything that was asked for, checked. */
export interface Settings extends Access {
  /** The user's check, a bash command; empty for none. */
  readonly verify: string
  readonly policy: RolloutSettings
}

/** Reads all inputs; either they are all right, or each problem is listed. */
export function settingsFrom(given: Given): Settings | { readonly problems: readonly InputProblem[] } {
  const problems: InputProblem[] = [...typos(given)]
  const reader = reading(given, problems)
  const { text, read, required, wrong } = reader
  const access = readAccess(reader, given)

  const verifies = text('verify') !== ''
  const chosen = read<RolloutSettings['mode']>('mode', word(modes), 'deploy')
  // A rollback is an emergency: nothing holds it up unless it was asked for in this step, and nothing undoes it.
  const goesBack = chosen === 'rollback' || (chosen === 'plan' && text('to') !== '')
  const to = read<To | undefined>('to', destination, goesBack ? 'previous' : undefined)
  const policy: RolloutSettings = {
    mode: chosen,
    group: required('auto-scaling-group', groupName, ''),
    images: goesBack || chosen === 'check' ? [] : readImages(reader, { ...given, region: access.region }),
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
    ssmTemplate: read('ssm-template', word({ refuse: 'refuse', pin: 'pin' }), 'refuse'),
    setDefaultVersion: read('set-default-version', yesOrNo, false),
    keepTemplateVersions: read<number | undefined>('keep-launch-template-versions', whole(2, 999), undefined),
  }
  const { minHealthyPercentage: min, maxHealthyPercentage: max, bakeTime, targetHealthTimeout, pollInterval } = policy
  if (min !== undefined && max !== undefined && max - min > 100)
    wrong(
      'max-healthy-percentage',
      text('max-healthy-percentage'),
      `must be at most 100 above min-healthy-percentage (${min})`,
    )
  const leastBake = targetHealthTimeout + STEADY_POLLS * pollInterval
  if (bakeTime < leastBake && !(goesBack && bakeTime === 0))
    wrong(
      'bake-time',
      text('bake-time') || '2m',
      `must be at least target-health-timeout and ${STEADY_POLLS} looks (poll-interval) together, here ${leastBake / SECOND}s: else AWS ends the refresh before bad targets can be told`,
    )

  for (const [input, needs] of [
    ['checkpoint-delay', 'checkpoints'],
    ['verify-timeout', 'verify'],
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

  return problems.length > 0 ? { problems } : { ...access, policy, verify: text('verify') }
}

const modes = { deploy: 'deploy', rollback: 'rollback', plan: 'plan', check: 'check' } as const
const wishes = { rollback: 'rollback', cancel: 'cancel', leave: 'leave' } as const
