/** Ways to use the Terraform module, and what the documented policies say then. */
import type { FilledIn } from '../linters/policies.ts'

type Document = FilledIn['document']

export interface Form {
  readonly name: string
  readonly partition: string
  /** Beside those that every form sets, as HCL. */
  readonly variables: Readonly<Record<string, string>>
  /** The statements that are left out, by `Sid`. */
  readonly without: readonly string[]
  /** A documented policy or trust as this form is to have it. */
  expected(document: Document): unknown
}

const SECOND = 'lt-0f1e2d3c4b5a69788'

interface Given extends Pick<Form, 'name'>, Partial<Pick<Form, 'partition' | 'variables' | 'without'>> {
  readonly hasSecondTemplate?: boolean
}

function form({ name, partition = 'aws', variables = {}, without = [], hasSecondTemplate = false }: Given): Form {
  return {
    name,
    partition,
    variables,
    without,
    expected(document) {
      const statements = document.Statement.filter((one) => !without.includes(sidOf(one)))
      const text = JSON.stringify({ ...document, Statement: statements })
        .replaceAll('arn:aws:', `arn:${partition}:`)
        .replaceAll('"sts.amazonaws.com"', partition === 'aws-cn' ? '"sts.amazonaws.com.cn"' : '"sts.amazonaws.com"')
      return JSON.parse(text, (key, value: unknown) =>
        key === 'Resource' ? [value].flat().flatMap((arn) => both(String(arn), hasSecondTemplate)) : value,
      )
    },
  }
}

const both = (arn: string, hasSecondTemplate: boolean): readonly string[] =>
  hasSecondTemplate && /:launch-template\/lt-/.test(arn) ? [arn, arn.replace(/lt-\w+$/, SECOND)] : [arn]

function sidOf(statement: unknown): string {
  const { Sid }: { readonly Sid?: string } = typeof statement === 'object' && statement !== null ? statement : {}
  return Sid ?? ''
}

const everything = { instance_role: '"web"', parameter: '"/web/image"', create_plan_role: 'true' }

export const forms: readonly Form[] = [
  form({ name: 'everything', variables: everything }),
  form({ name: 'two launch templates', variables: everything, hasSecondTemplate: true }),
  form({ name: 'in China', partition: 'aws-cn', variables: everything }),
  form({
    name: 'no instance profile, no parameter, the provider is there',
    variables: { create_provider: 'false', create_plan_role: 'true', role_path: '"/ci/"' },
    without: ['ReadTheParameter', 'PassTheInstanceRole'],
  }),
]

/** A test file of Terraform's: the provider is mocked, since only what it is to make is compared. */
export function testsOf({ partition, variables, name }: Form): string {
  const templates = ['lt-0a1b2c3d4e5f60718', ...(name === 'two launch templates' ? [SECOND] : [])]
  const provider = `arn:${partition}:iam::123456789012:oidc-provider/token.actions.githubusercontent.com`
  const given = {
    repository: '"octo-org/shop"',
    group: '"web"',
    launch_templates: JSON.stringify(templates),
    ...variables,
  }
  const same = (made: string, expected: string) => `  assert {
    condition     = jsonencode(jsondecode(${made})) == jsonencode(jsondecode(file("\${path.module}/expected-${expected}.json")))
    error_message = ${made}
  }`
  return `mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "${partition}" }
  }
  mock_data "aws_region" {
    defaults = { name = "eu-central-1" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_resource "aws_iam_openid_connect_provider" {
    defaults = { arn = "${provider}" }
  }
}

run "form" {
  variables {
${Object.entries(given)
  .map(([variable, value]) => `    ${variable} = ${value}`)
  .join('\n')}
  }

${same('aws_iam_role_policy.this["deploy"].policy', 'deploy')}
${same('aws_iam_role_policy.this["plan"].policy', 'plan')}
${same('aws_iam_role.this["deploy"].assume_role_policy', 'trust')}
}
`
}
