/** The documented policies and trust (docs/iam-*.json) with names in the place of their placeholders. */
import { readFileSync } from 'node:fs'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

export interface Statement {
  readonly [name: string]: Json
}

/** An IAM policy, or the trust policy of a role. */
export interface PolicyDocument {
  readonly Version: string
  readonly Statement: readonly Statement[]
}

/** The documents of docs, by name. */
export type DocumentName = 'iam-policy' | 'iam-policy-plan' | 'iam-trust'

/** What takes the place of each placeholder: a real name, or an expression of a template. */
export interface Names {
  /** `aws`, `aws-cn`, `aws-us-gov` or `aws-eusc`. */
  readonly partition: string
  readonly region: string
  readonly account: string
  readonly group: string
  /** Ids of launch templates: each resource that names one is repeated for all. */
  readonly templates: readonly string[]
  /** The parameter that holds the image, without its first slash. Without one, statements that name it are left out. */
  readonly parameter?: string
  /** The role of the instance profile, with its path where it has one. Likewise. */
  readonly instanceRole?: string
}

/** Reads a document as it is documented, placeholders and all. */
export const documented = (name: DocumentName): PolicyDocument =>
  JSON.parse(readFileSync(new URL(`../../docs/${name}.json`, import.meta.url), 'utf8'))

/** A policy for these names. Throws for a placeholder that it does not know. */
export function filledPolicy(document: PolicyDocument, names: Names): PolicyDocument {
  const statements = document.Statement.filter((statement) => !isLeftOut(statement, names))
  return { ...document, Statement: statements.map((statement) => filledStatement(statement, names)) }
}

/** Whether a statement is about something that there is no name for. */
function isLeftOut(statement: Statement, { parameter, instanceRole }: Names): boolean {
  const text = JSON.stringify(statement['Resource'])
  return (text.includes('PARAMETER') && !parameter) || (text.includes('INSTANCE_ROLE') && !instanceRole)
}

function filledStatement(statement: Statement, names: Names): Statement {
  return mapStrings(statement, (text) => {
    const texts = text.includes('TEMPLATE') ? names.templates.map((id) => text.replace('TEMPLATE', () => id)) : [text]
    const filled = texts.map((each) => filledText(each, names))
    return filled.length === 1 ? (filled[0] ?? '') : filled
  })
}

/** The words that stand for a name in docs/iam-policy*.json, beside TEMPLATE. */
const placeholders = {
  REGION: ({ region }) => region,
  ACCOUNT: ({ account }) => account,
  GROUP: ({ group }) => group,
  PARAMETER: ({ parameter = '' }) => parameter,
  INSTANCE_ROLE: ({ instanceRole = '' }) => instanceRole,
} as const satisfies Readonly<Record<string, (names: Names) => string>>

const isPlaceholder = (word: string): word is keyof typeof placeholders => Object.hasOwn(placeholders, word)

function filledText(text: string, given: Names): string {
  // AWS's own parameters belong to no account [Systems Manager User Guide, public parameters].
  const isOfAws = text.includes('PARAMETER') && given.parameter?.startsWith('aws/service/') === true
  const names = isOfAws ? { ...given, account: '' } : given
  const parts = text
    .replace(/^arn:aws:/, () => `arn:${names.partition}:`)
    .split(/(?<!\$\{[\w:.]*)\b([A-Z]+(?:_[A-Z]+)*)\b/)
  const filled = parts.map((part, i) => {
    // Every second part is a word in capitals that is not in a template's expression.
    if (i % 2 === 0) return part
    if (!isPlaceholder(part)) throw new Error(`docs has a placeholder that nobody fills in: ${part}`)
    return placeholders[part](names)
  })
  return filled.join('')
}

/** `value` with each string in it, and not the names of members, replaced; a string that becomes several goes into its list. */
export function mapStrings<T extends Json>(value: T, change: (text: string) => Json): T
export function mapStrings(value: Json, change: (text: string) => Json): Json {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.flatMap((each) => mapStrings(each, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mapStrings(each, change)]))
}

/** Who may assume the role: the jobs of a repository that name an environment, or its pull requests. */
export interface Trusted {
  readonly partition: string
  readonly account: string
  /** `owner/name`, with GitHub's ids behind the names where its identity has them. */
  readonly repository: string
  /** The end of GitHub's `sub`: `environment:production` or `pull_request`. */
  readonly subject: string
}

/** The trust policy for these jobs alone. */
export function filledTrust(
  document: PolicyDocument,
  { partition, account, repository, subject }: Trusted,
): PolicyDocument {
  const audience = partition === 'aws-cn' ? 'sts.amazonaws.com.cn' : 'sts.amazonaws.com'
  const change = (text: string) => {
    if (text === 'sts.amazonaws.com') return audience
    if (text.startsWith('repo:')) return `repo:${repository}:${subject}`
    return text.replace('arn:aws:iam::ACCOUNT', `arn:${partition}:iam::${account}`)
  }
  return { ...document, Statement: document.Statement.map((statement) => mapStrings(statement, change)) }
}
