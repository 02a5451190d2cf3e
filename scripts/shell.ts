/** What is said to somebody in a shell, where the action names a workflow's step. */
import { diagnosisOf } from '../src/rollout/environment.ts'

const MISSING = 'Your shell has no AWS credentials'
const LOG_IN =
  'Log in (`aws sso login`), set AWS_PROFILE, or export AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; `aws sts get-caller-identity` shows whose they are.'

/** For a script of ours that calls AWS itself. */
export const NO_CREDENTIALS = `${MISSING}. ${LOG_IN}`

/** Short names for inputs that are given each time. */
export const flags: Readonly<Record<string, string>> = { group: 'auto-scaling-group', region: 'aws-region' }

/** Where a text of the action's is read in a shell. */
export interface Shell {
  /** AWS_PROFILE. */
  readonly profile: string | undefined
  /** Names of the action's inputs: here they are options. */
  readonly inputs: readonly string[]
}

/** The action's text, log or Markdown, with the remedies that a shell has. All else is as the action says it. */
export function inShell(text: string, { profile, inputs }: Shell): string {
  const { says, remedy } = diagnosisOf({ type: 'no-credentials', ...(profile !== undefined && { profile }) })
  const words =
    profile === undefined
      ? text.replaceAll(says, MISSING).replaceAll(remedy, LOG_IN)
      : text.replaceAll(
          remedy,
          `Log in with it (\`aws sso login --profile ${profile}\`), name another in AWS_PROFILE, or unset it.`,
        )
  return words.replaceAll(/`([a-z-]+)`/g, (code, name: string) =>
    inputs.includes(name) ? `\`--${optionOf(name)}\`` : code,
  )
}

const optionOf = (input: string): string => Object.entries(flags).find(([, name]) => name === input)?.[0] ?? input
