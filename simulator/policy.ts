/** The IAM policy of the documentation, filled in for one account. Tests run under it, so that it grants everything that the action needs. */
import { readFileSync } from 'node:fs'
import type { Account } from './aws/world/account.ts'

/** A policy document as far as tests take it apart. */
export interface PolicyDocument {
  readonly Statement: readonly { readonly Sid?: string; readonly Action: string | readonly string[] }[]
}

/** docs/iam-policy.json with the account's own names; the simulator gives a role the name of its instance profile. */
export const documentedPolicy = (account: Account): PolicyDocument => filledIn('iam-policy.json', account)

/** The same with optional blocks: docs/iam-policy-<block>.json. */
export const policyWith =
  (...blocks: readonly PolicyBlock[]) =>
  (account: Account): PolicyDocument => ({
    Statement: [
      ...documentedPolicy(account).Statement,
      ...blocks.flatMap((block) => filledIn(`iam-policy-${block}.json`, account).Statement),
    ],
  })

/** The same with docs/iam-policy-strict.json in the place of its launch statement. */
export const strictPolicy = (account: Account): PolicyDocument => ({
  Statement: [
    ...documentedPolicy(account).Statement.filter(({ Sid }) => Sid !== 'LaunchWhatTheTemplateNames'),
    ...filledIn('iam-policy-strict.json', account).Statement,
  ],
})

/** What a role needs besides for an input that most do without. */
export type PolicyBlock = 'images' | 'on-instance' | 'parameter' | 'tag' | 'trial'

/** docs/iam-policy-plan.json, for who only reads. */
export const planPolicy = (account: Account): PolicyDocument => filledIn('iam-policy-plan.json', account)

/** The same with docs/iam-policy-watch.json, for who watches somebody else's refresh. */
export const watchPolicy = (account: Account): PolicyDocument => ({
  Statement: [...planPolicy(account).Statement, ...filledIn('iam-policy-watch.json', account).Statement],
})

function filledIn(file: string, account: Account): PolicyDocument {
  const names: Readonly<Record<string, string | undefined>> = {
    REGION: account.region,
    ACCOUNT: account.id,
    GROUP: account.groups.keys().next().value,
    PARAMETER: account.parameters.names[0]?.replace(/^\//, ''),
    INSTANCE_ROLE: 'web',
    TAG_KEY: 'Service',
    TAG_VALUE: 'web',
  }
  const text = readFileSync(new URL(`../docs/${file}`, import.meta.url), 'utf8')
  const filled = text.replace(
    /\b(REGION|ACCOUNT|GROUP|PARAMETER|INSTANCE_ROLE|TAG_KEY|TAG_VALUE)\b/g,
    (name) => names[name] ?? name,
  )
  return JSON.parse(filled, (key, value: unknown) => (MANY.has(key) ? forEachTemplate(value, account) : value))
}

/** Where a policy names the launch template. */
const MANY = new Set(['Resource', 'ec2:LaunchTemplate'])

/** A group with several launch templates needs a line for each of them. */
const forEachTemplate = (resource: unknown, { templates }: Account): unknown =>
  [resource]
    .flat()
    .flatMap((arn) =>
      String(arn).endsWith('/TEMPLATE') ? templates.all.map(({ id }) => String(arn).replace('TEMPLATE', id)) : [arn],
    )
