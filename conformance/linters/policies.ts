/** The documented policies as linters can read them: names filled in, and as a CloudFormation template. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../simulator/stage.ts'

const names: Readonly<Record<string, string>> = {
  REGION: 'eu-central-1',
  ACCOUNT: '123456789012',
  GROUP: 'web',
  TEMPLATE: 'lt-0a1b2c3d4e5f60718',
  PARAMETER: 'web/image',
  INSTANCE_ROLE: 'web',
  OWNER: 'octo-org',
  REPOSITORY: 'shop',
}

export interface FilledIn {
  readonly file: string
  readonly document: { readonly Statement: readonly unknown[] }
}

/** The documents of docs whose names begin with `begin`, each placeholder replaced by a name that could be. */
export function filledIn(begin: string): readonly FilledIn[] {
  return readdirSync(join(root, 'docs'))
    .filter((file) => file.startsWith(begin) && file.endsWith('.json'))
    .map((file) => {
      const text = readFileSync(join(root, 'docs', file), 'utf8')
      const filled = text.replace(/\b[A-Z]+(?:_[A-Z]+)*\b/g, (word) => names[word] ?? word)
      return { file, document: JSON.parse(filled) }
    })
}

/** A CloudFormation template with one role that has the trust, and the policies. */
export function policyTemplate(policies: readonly FilledIn[], trust: FilledIn): object {
  const title = (file: string) =>
    file
      .replace('.json', '')
      .split('-')
      .map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`)
      .join('')
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Resources: {
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust.document } },
      ...Object.fromEntries(
        policies.map(({ file, document }) => [
          title(file),
          {
            Type: 'AWS::IAM::ManagedPolicy',
            Properties: { PolicyDocument: document, Roles: [{ Ref: 'Role' }] },
          },
        ]),
      ),
    },
  }
}
