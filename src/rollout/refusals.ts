/** Why a plan refuses, beyond what preflight finds: sentences with their remedies. */
import type { Coverage } from './coverage.ts'
import type { Estimate } from './estimate.ts'
import type { Survey } from './facts.ts'
import type { FailureCode, Finding, Ms, Preferences, Refresh } from './model.ts'

/** The one word for what could not be seen. */
export const refusalCode = ({ problems }: Survey): FailureCode => {
  if (problems.some(({ kind }) => kind === 'expired')) return 'credentials-expired'
  if (problems.some(({ kind }) => kind === 'denied')) return 'access-denied'
  return problems.some(({ kind }) => kind === 'passing') ? 'lost-contact' : 'preflight'
}

/** Somebody else is at work. */
export const conflict = ({ id, status }: Refresh): Finding => ({
  level: 'error',
  rule: 'conflict',
  says: `Another instance refresh (${id}) is at work on this group: ${status}.`,
  remedy: 'Wait for its end and run again, or set `on-conflict` to `wait` or `replace`.',
})

/** Nothing would be replaced. */
export const allLeftOut = ({ leftOut }: Coverage): Finding => ({
  level: 'error',
  rule: 'all-left-out',
  says: `All ${leftOut.length} instances would be left out (${[...new Set(leftOut.map(({ why }) => why))].join(', ')}): nothing would be replaced.`,
  remedy:
    'Set `scale-in-protected-instances: refresh` or `standby-instances: terminate`, or put instances back in service.',
})

/** AWS: «The difference between MaxHealthyPercentage and MinHealthyPercentage must be less than or equal to 100». */
export const tooFarApart = ({ minHealthyPercentage: min, maxHealthyPercentage: max }: Preferences): Finding => ({
  level: 'error',
  rule: 'percentages',
  says: `The healthy percentages of this rollout would be ${min} and ${max} (what is not set here comes from the group); AWS takes at most 100 between them.`,
  remedy: 'Set both `min-healthy-percentage` and `max-healthy-percentage`.',
})

/** The time limit cannot be kept. */
export const tooShort = (timeout: Ms, guess: Estimate): Finding => ({
  level: 'error',
  rule: 'timeout',
  says: `\`timeout\` is ${Math.round(timeout / 60_000)} min, but this rollout is estimated to take ${Math.ceil(guess.length / 60_000)} min.`,
  remedy: 'Raise `timeout`, or leave it at `auto`.',
})
