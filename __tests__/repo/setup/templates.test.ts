/** The templates in setup/ say what docs/iam-*.json says, and nothing more. */
import { describe, expect, test } from 'vitest'
import { filledPolicy } from '../../../scripts/setup/documents.ts'
import { cloudFormationWith, terraformPolicies } from '../../../scripts/setup/templates.ts'
import { read } from '../fences.ts'
import { resourcesOf, type Stack, templateOf } from './cloudformation.ts'

interface Document {
  readonly Statement: readonly { readonly Sid?: string; readonly Resource?: string | readonly string[] }[]
}

const TEMPLATES = ['lt-0a1b2c3d4e5f60718', 'lt-0f1e2d3c4b5a69788']

/** A document of docs, filled in as its reader would: by search and replace, a line for each template. */
function byHand(name: string, { partition = 'aws', templates = TEMPLATES.slice(0, 1), without = '' } = {}): Document {
  const names: Readonly<Record<string, string>> = {
    REGION: 'eu-central-1',
    ACCOUNT: '123456789012',
    GROUP: 'web',
    PARAMETER: 'web/ami',
    INSTANCE_ROLE: 'web-instance',
    'OWNER/REPOSITORY': 'octo-org/shop',
  }
  const text = Object.entries(names)
    .reduce((rest, [word, value]) => rest.replaceAll(word, value), read(`docs/${name}.json`))
    .replaceAll('arn:aws:', `arn:${partition}:`)
  const document: Document = JSON.parse(text, (key, value: unknown) =>
    key === 'Resource'
      ? [value].flat().flatMap((arn) => templates.map((id) => String(arn).replace('TEMPLATE', id)))
      : value,
  )
  const Statement = document.Statement.filter(({ Sid = '' }) => without === '' || !without.includes(Sid))
  return plain({ ...document, Statement })
}

/** Resources as lists, each once: for IAM one string is the list of it. */
function plain(document: Document): Document {
  const listed = ({ Resource, ...rest }: Document['Statement'][number]) => ({
    ...rest,
    ...(Resource !== undefined && { Resource: [...new Set([Resource].flat())] }),
  })
  return { ...document, Statement: document.Statement.map(listed) }
}

const stack = (parameters: Stack['parameters'], partition = 'aws'): Stack => ({
  partition,
  region: 'eu-central-1',
  account: '123456789012',
  parameters: { Repository: 'octo-org/shop', Group: 'web', LaunchTemplate: TEMPLATES[0] ?? '', ...parameters },
})
const all = { InstanceRole: 'web-instance', Parameter: 'web/ami' }

describe('the CloudFormation template', () => {
  const template = templateOf(read('setup/ami-rollout.template.yaml'))
  const roles = (parameters: Stack['parameters'], partition?: string) => {
    const { Provider, DeployRole, PlanRole } = resourcesOf(template, stack(parameters, partition))
    const policyOf = (role: typeof DeployRole): unknown => {
      const policies = role?.['Policies']
      const [policy] = Array.isArray(policies) ? policies : []
      return policy && plain(policy.PolicyDocument)
    }
    return {
      provider: Provider,
      deploy: policyOf(DeployRole),
      plan: policyOf(PlanRole),
      trust: DeployRole?.['AssumeRolePolicyDocument'],
      planTrust: PlanRole?.['AssumeRolePolicyDocument'],
      deployRole: DeployRole,
    }
  }

  test('grants what the documented policies grant', () => {
    const { deploy, plan, trust } = roles({ ...all, CreatePlanRole: 'true' })
    expect(deploy).toEqual(byHand('iam-policy'))
    expect(plan).toEqual(byHand('iam-policy-plan'))
    expect(trust).toEqual(byHand('iam-trust'))
  })

  test('in another partition too', () => {
    const { deploy, trust, provider } = roles(all, 'aws-cn')
    expect(deploy).toEqual(byHand('iam-policy', { partition: 'aws-cn' }))
    expect(provider?.['ClientIdList']).toEqual(['sts.amazonaws.com.cn'])
    expect(JSON.stringify(trust)).toContain('aud":"sts.amazonaws.com.cn"')
    expect(JSON.stringify(trust)).toContain('"arn:aws-cn:iam::123456789012:oidc-provider/')
  })

  test('for two launch templates', () => {
    const { deploy } = roles({ ...all, SecondLaunchTemplate: TEMPLATES[1] ?? '' })
    expect(deploy).toEqual(byHand('iam-policy', { templates: TEMPLATES }))
  })

  test('without what is not there', () => {
    const { deploy, plan, provider, deployRole } = roles({ CreateProvider: 'false' })
    expect(deploy).toEqual(byHand('iam-policy', { without: 'ReadTheParameter PassTheInstanceRole' }))
    expect([plan, provider]).toEqual([undefined, undefined])
    expect(Object.keys(deployRole ?? {})).not.toContain('PermissionsBoundary')
    expect(deployRole).toMatchObject({ Path: '/' })
  })

  test('lets pull requests plan, and nothing else', () => {
    const { planTrust } = roles({ CreatePlanRole: 'true' })
    expect(JSON.stringify(planTrust)).toContain('"repo:octo-org/shop:pull_request"')
  })

  test.each([
    ['Repository', ['octo-org/shop', 'octo-org@123/shop@456'], ['octo-org/*', '*', 'octo-org', 'a/b/c']],
    ['Environment', ['production', 'prod-eu'], ['*', 'prod?', '']],
    ['Group', ['web', 'web blue'], ['*', 'web*', '']],
    ['LaunchTemplate', [TEMPLATES[0] ?? ''], ['web', 'lt-*', '']],
    ['InstanceRole', ['', 'web', 'ci/web'], ['*']],
    ['Parameter', ['', 'web/ami'], ['/web/ami', '*']],
    ['RolePath', ['/', '/ci/'], ['ci', '/ci', '']],
  ])('takes no wildcard as %s', (name, good, bad) => {
    // CloudFormation holds the whole value against the pattern.
    const pattern = new RegExp(`^(?:${template.Parameters[name]?.AllowedPattern})$`)
    expect(good.filter((value) => !pattern.test(value))).toEqual([])
    expect(bad.filter((value) => pattern.test(value))).toEqual([])
  })
})

describe('the Terraform module', () => {
  const { locals } = JSON.parse(read('setup/terraform/policy.tf.json'))
  const values: Readonly<Record<string, string>> = {
    'local.partition': 'aws',
    'local.region': 'eu-central-1',
    'local.account': '123456789012',
    'local.parameter': 'web/ami',
    'var.group': 'web',
    'local.instance_role': 'web-instance',
    'local.launch_template_arns': `arn:aws:ec2:eu-central-1:123456789012:launch-template/${TEMPLATES[0]}`,
  }
  const filled = (statements: unknown): unknown =>
    JSON.parse(JSON.stringify(statements).replace(/\$\{([^}]+)\}/g, (_, name: string) => values[name] ?? `? ${name}`))

  test.each([
    ['iam-policy', locals.deploy_statements],
    ['iam-policy-plan', locals.plan_statements],
  ])('grants what docs/%s.json grants', (name, statements) => {
    const document = { Version: '2012-10-17', Statement: filled(statements) }
    expect(plain(JSON.parse(JSON.stringify(document)))).toEqual(byHand(name))
  })
})

test('a placeholder that nobody fills in is no policy', () => {
  const document = { Version: '2012-10-17', Statement: [{ Resource: 'arn:aws:sns:REGION:ACCOUNT:TOPIC' }] }
  const names = { partition: 'aws', region: 'r', account: '1', group: 'web', templates: [] }
  expect(() => filledPolicy(document, names)).toThrow('TOPIC')
})

test('both are made from docs: a template without a place for the statements is refused', () => {
  expect(() => cloudFormationWith('Resources: {}')).toThrow('no place')
  expect(terraformPolicies()).toBe(read('setup/terraform/policy.tf.json'))
  const template = read('setup/ami-rollout.template.yaml')
  expect(cloudFormationWith(template)).toBe(template)
})
