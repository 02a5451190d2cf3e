/** What a first run meets before there is a rollout: lines of the log with their remedies, as golden files hold them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../build/bundle.ts'

/** Findings of the plan, by rule, and faults of the surroundings, by type. In the order of the page. */
const rules = [
  'group-missing',
  'image-missing',
  'launch-denied',
  'image-foreign',
  'architecture',
  'suspended',
  'warmup-too-short',
]
const faults = ['no-credentials', 'no-identity-token', 'identity-provider', 'trust', 'name-unknown', 'unreachable']

/** A line of the log, and what is after its arrow. */
interface FirstLine {
  readonly says: string
  readonly remedy: string
}

/** The first line of each. */
export const firstLines = (): readonly FirstLine[] => [
  ...faults.map((fault) => firstIn('environment-says', new RegExp(`^## ${fault}\n\n(.+)\n\n→ (.+)$`, 'm'))),
  ...rules.map((rule) => firstIn('preflight-says', new RegExp(`^- \\*\\*error ${rule}\\*\\*: (.+)\n {2}→ (.+)$`, 'm'))),
]

function firstIn(golden: string, form: RegExp): FirstLine {
  const text = readFileSync(join(root, `__tests__/unit/${golden}.golden.md`), 'utf8')
  const [, says, remedy] = form.exec(text) ?? []
  if (says === undefined || remedy === undefined) throw new Error(`${golden}.golden.md has nothing like ${form.source}`)
  // The table of preflight has no real words of AWS: its letters stand for them.
  return { says: says.replace(/: X: no$/, '.'), remedy }
}
