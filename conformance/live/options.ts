/** The command line of `npm run live`. */
import { parseArgs } from 'node:util'

export const USAGE = `npm run live -- --region REGION [--only REGEXP] [--yes] [--record | --out FOLDER]
npm run live -- --region REGION --dry         what it would do, with cost and time; asks AWS nothing
npm run live -- --region REGION --teardown    removes what a run that was killed has left
npm run live -- --compare FILE                what a recording says of the simulator; asks AWS nothing
npm run live -- --policy                      the permissions that it needs

Credentials are those of the AWS SDK's default chain: log in, set AWS_PROFILE, or export keys.`

/** What is to be done. */
export type Choice =
  | { readonly type: 'usage' }
  | { readonly type: 'policy' }
  | { readonly type: 'compare'; readonly file: string }
  | (Run & { readonly type: 'dry' | 'run' | 'teardown' })

/** `only`: of the steps. `out`: where the recording goes. */
export interface Run {
  readonly region: string
  readonly only: RegExp | undefined
  readonly isAgreed: boolean
  readonly out: 'repository' | { readonly folder: string } | undefined
}

/** Throws, with words for the user, for what makes no sense. */
export function choiceFrom(args: readonly string[]): Choice {
  const { values } = parseArgs({
    args: [...args],
    options: {
      region: { type: 'string' },
      only: { type: 'string' },
      yes: { type: 'boolean', default: false },
      dry: { type: 'boolean', default: false },
      teardown: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      out: { type: 'string' },
      compare: { type: 'string' },
      policy: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return { type: 'usage' }
  if (values.policy) return { type: 'policy' }
  if (values.compare !== undefined) return { type: 'compare', file: values.compare }
  const { region } = values
  // Never from the environment: what is made, and paid for, is made where somebody has said so.
  if (region === undefined) throw new Error('--region is missing: the region is named each time')
  if (!/^[a-z]{2,}(-[a-z]+)+-\d$/.test(region)) throw new Error(`--region ${region} is no region`)
  if (values.dry && values.teardown) throw new Error('--dry and --teardown exclude each other')
  if (values.record && values.out !== undefined) throw new Error('--record and --out exclude each other')
  return {
    type: values.dry ? 'dry' : values.teardown ? 'teardown' : 'run',
    region,
    only: values.only === undefined ? undefined : expression(values.only),
    isAgreed: values.yes,
    out: values.record ? 'repository' : values.out === undefined ? undefined : { folder: values.out },
  }
}

function expression(text: string): RegExp {
  try {
    return new RegExp(text)
  } catch {
    throw new Error(`--only ${text} is no regular expression`)
  }
}
