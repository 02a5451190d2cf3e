import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../scripts/build/bundle.ts'
import { sourcesOf } from './sources.ts'

/** How IAM calls the service of a client; its commands are IAM's actions. Who may assume the role is no matter of its policy. */
const services = new Map([
  ['@aws-sdk/client-auto-scaling', 'autoscaling'],
  ['@aws-sdk/client-cloudwatch', 'cloudwatch'],
  ['@aws-sdk/client-ec2', 'ec2'],
  ['@aws-sdk/client-elastic-load-balancing', 'elasticloadbalancing'],
  ['@aws-sdk/client-elastic-load-balancing-v2', 'elasticloadbalancing'],
  ['@aws-sdk/client-ssm', 'ssm'],
])

/** What AWS asks of the caller who starts an instance refresh, though the group's own role launches; and of DescribeImageReferences. */
const hidden = [
  'ec2:CreateTags',
  'ec2:RunInstances',
  'iam:PassRole',
  'ssm:GetParameters',
  'ssm:DescribeParameters',
  'imagebuilder:ListImageRecipes',
  'imagebuilder:ListContainerRecipes',
  'imagebuilder:GetContainerRecipe',
]

interface Statement {
  readonly Sid: string
  readonly Action: string | readonly string[]
}

const statementsIn = (file: string): readonly Statement[] =>
  JSON.parse(readFileSync(join(root, 'docs', file), 'utf8')).Statement
const statements = statementsIn('iam-policy.json')
/** What only some inputs need. */
const optional = [
  'iam-policy-images.json',
  'iam-policy-on-instance.json',
  'iam-policy-parameter.json',
  'iam-policy-tag.json',
  'iam-policy-trial.json',
  'iam-policy-watch.json',
].flatMap(statementsIn)
const granted = statements.flatMap(({ Action }) => Action)
const called = sourcesOf('src/aws').flatMap(({ text }) =>
  [...text.matchAll(/\{([^{}]*)\} (?:from |= await import\()'(@aws-sdk\/client-[\w-]+)'/g)].flatMap(
    ([, names = '', client = '']) =>
      [...names.matchAll(/\b(?:paginate)?([A-Z]\w*?)(?:Command)?\b(?=,|\s|$)/g)].flatMap(([word, operation]) =>
        services.has(client) && /^paginate|Command$/.test(word) ? [`${services.get(client)}:${operation}`] : [],
      ),
  ),
)

test('the policy grants what the action calls and what AWS asks for besides, and nothing else', () => {
  const all = new Set([...granted, ...optional.flatMap(({ Action }) => Action)])
  expect([...all].sort()).toEqual([...new Set([...called, ...hidden])].sort())
})

test('docs/iam.md explains every statement, and every right that changes something', () => {
  const explained = readFileSync(join(root, 'docs', 'iam.md'), 'utf8')
  const words = [
    ...[...statements, ...optional].map(({ Sid }) => Sid),
    ...granted.filter((right) => !right.includes(':Describe')),
  ]
  expect(words.filter((word) => !explained.includes(word.replace(/^\w+:/, '')))).toEqual([])
})
