import { instanceCommandsCommand } from '../manual-commands.ts'
import { list } from '../measure.ts'
import type { VerifyResult } from '../model/observation.ts'
import type { InstanceFinding } from '../model/run-command.ts'
import { type FailureRow, none } from './row.ts'

/**
 * The `verify` script, or with a reason `verify-on-instance`, failed or did not end in time. `unmanaged`: Systems Manager
 * does not reach an instance; `not-sent`: it did not accept the command.
 */
export type VerifyFailed =
  | { readonly code: 'verify'; readonly verified: VerifyResult }
  | {
      readonly code: 'verify'
      readonly reason: 'on-instance' | 'unmanaged' | 'not-sent'
      readonly verified: VerifyResult
    }

const reasons = {
  script: 'on-instance',
  command: 'on-instance',
  late: 'on-instance',
  unmanaged: 'unmanaged',
  refused: 'not-sent',
} as const satisfies Readonly<Record<InstanceFinding['cause'], string>>

/** The failure of a verification that has not passed. */
export const verifyFailure = (verified: VerifyResult): VerifyFailed =>
  verified.on ? { code: 'verify', reason: reasons[verified.on.cause], verified } : { code: 'verify', verified }

/** The row of `verify`. */
export const verify = ({ verified }: VerifyFailed): FailureRow => ({
  action: 'on-failure',
  sentence: verifyWords(verified),
  nextStep: `${verifyNextStep(verified)}, then deploy again.`,
  runAgain: false,
  commands: verified.on ? () => verifyCommands(verified) : none,
})

/** The sentence ends with the last line that the script printed. `trials`: the instances of the trial that it ran for. */
export function verifyWords({ result, exit, tail, on, ...of }: VerifyResult, trials: readonly string[] = []): string {
  const last = tail.at(-1)
  const said = last === undefined ? '' : ` Its last line: “${last}”`
  const step = trials.length > 0 ? ' on the trial' : ` (${of.step})`
  if (on) return `verify-on-instance ${onInstanceWords({ result, exit }, on, step)}.${said}`
  const where = trials.length > 0 ? `${step} (${list(trials)})` : step
  if (result === 'timed-out') return `verify gave no verdict in time${where}.${said}`
  return `verify failed${where}${exit === undefined ? '' : ` with exit code ${exit}`}.${said}`
}

const onInstanceWords = (
  { result, exit }: Pick<VerifyResult, 'result'> & { readonly exit: number | undefined },
  { instance, cause, says }: InstanceFinding,
  step: string,
): string =>
  result === 'timed-out'
    ? `gave no verdict in time${step}. On ${instance}: ${says}`
    : cause === 'script' && exit !== undefined && says === 'Failed'
      ? `failed${step} on ${instance} with exit code ${exit}`
      : `failed${step} on ${instance}: ${says}`

/** What a person should do about it, without its end. */
export function verifyNextStep({ on }: VerifyResult): string {
  switch (on?.cause) {
    case undefined:
      return 'The output of verify is in the log. Fix the image or the check'
    case 'script':
    case 'command':
    case 'late':
      return `The end of the script’s output is in the log. Fix the image or the check`
    case 'unmanaged':
      return 'Give the image the SSM Agent, the instances a role that lets it register (AmazonSSMManagedInstanceCore), and a way to Systems Manager’s endpoints'
    case 'refused':
      return 'See that Systems Manager accepts the command (the permissions: docs/iam-policy-on-instance.json)'
  }
}

/** Commands that show what the script printed. */
export const verifyCommands = ({ on }: VerifyResult): readonly string[] =>
  on && on.cause !== 'refused' ? [instanceCommandsCommand(on.instance)] : []
