/** A red end is blamed on what was really there: a code of the closed list is never given without its cause. */

import type { CheckRun } from './checks.ts'
import { said, type Watched } from './sight.ts'
import { strikesBy } from './stage.ts'
import { connectionTroubles, isQuiet, type Trial } from './trial.ts'

/** What is unjust in the failure code of the so-manieth job (from 0). `checks`: the job's own. */
export function unjustly(
  trial: Trial,
  number: number,
  { job }: Watched,
  checks: readonly CheckRun[],
): readonly string[] {
  const code = job.outputs['failure-code'] ?? ''
  const isThere = causes[code]
  return said(
    isThere !== undefined && !isThere(trial, number, checks),
    `failure-code "${code}", for which there was no cause`,
  )
}

const endsSession = ({ disturbance }: Trial): boolean =>
  disturbance !== undefined && (disturbance.sessionEnd !== 'none' || disturbance.clockAhead !== 0)

type Cause = (trial: Trial, number: number, checks: readonly CheckRun[]) => boolean

const did = ({ deeds }: Trial, ...wanted: readonly string[]): boolean => deeds.some(({ does }) => wanted.includes(does))
const natures = ({ image, group }: Trial): readonly string[] => [image.nature.type, group.old.type]
const unhealthySince = (trial: Trial): boolean =>
  trial.group.unregistered ||
  natures(trial).some((type) => type === 'never-healthy' || type === 'flaps' || type === 'goes-bad')

/** Of each code what must have been there. Codes that anything may end in are not listed. */
const causes: Readonly<Record<string, Cause | undefined>> = {
  cancelled: ({ starts }, number) => starts.slice(0, number + 1).some(({ stop }) => stop !== undefined),
  drift: ({ starts }, number) => starts[number]?.mode === 'check',
  'launch-failures': (trial) =>
    natures(trial).some((type) => type === 'cannot-launch' || type === 'launch-cancelled') ||
    trial.account.shortage !== 'none' ||
    trial.group.hook !== 'none' ||
    did(
      trial,
      'delete-template',
      'delete-new-version',
      'delete-old-version',
      'delete-parameters',
      'deregister-image',
      'end-machine',
    ),
  'instances-died': (trial) =>
    unhealthySince(trial) ||
    natures(trial).includes('dies') ||
    did(trial, 'end-machine', 'terminate-instance', 'detach', 'scale'),
  'target-health': (trial) => unhealthySince(trial) || natures(trial).includes('dies') || trial.deeds.length > 0,
  'below-minimum': (trial) => unhealthySince(trial) || natures(trial).includes('dies') || trial.deeds.length > 0,
  alarm: (trial) => trial.inputs['alarms'] !== '' && did(trial, 'alarm'),
  // A script has no answer from an instance that comes into service late, or that Systems Manager does not answer about.
  verify: ({ script, ...trial }, _number, checks) =>
    checks.some(({ end }) => end !== 'passed') ||
    (script !== undefined && (script.end !== 'passes' || !isQuiet(trial))),
  'cancelled-elsewhere': (trial) => did(trial, 'cancel-refresh') || trial.starts.length > 1,
  conflict: (trial) => did(trial, 'start-refresh') || trial.starts.length > 1,
  'access-denied': (trial) =>
    trial.account.withheld !== 'none' || strikesBy(trial, 'denied', 'text-before') || endsSession(trial),
  'credentials-expired': (trial) => strikesBy(trial, 'expired') || endsSession(trial),
  // An answer that is half a minute late comes after its call was given up.
  'lost-contact': (trial) =>
    trial.account.buckets ||
    strikesBy(
      trial,
      'slow',
      'throttled',
      'failed',
      'unavailable',
      'severed-before',
      'severed-mid',
      'lost',
      ...connectionTroubles,
    ) ||
    did(trial, 'delete-group', 'delete-template'),
  'invalid-input': () => false,
}
