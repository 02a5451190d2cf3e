/** Three ways to put a role in place, with a group's names filled in: to copy one of them. */
import type { Wishes } from './files.ts'
import type { GroupFacts } from './group.ts'

/** By the AWS CLI, by CloudFormation, by Terraform. */
export const commandsOf = (group: GroupFacts, wishes: Wishes): string =>
  [
    "# By the AWS CLI, in the folder of the files. GitHub's provider exists once in an account: if it is there, the first",
    '# command fails with EntityAlreadyExists. Go on with the second.',
    ...byCli(group, wishes),
    '',
    `# Or by CloudFormation, in the clone of ami-rollout.${group.templates.length > 2 ? ' It takes two launch templates; this group has more.' : ''} Add CreateProvider=false if GitHub's provider exists.`,
    ...byCloudFormation(group, wishes),
    '',
    "# Or by Terraform, in its own file. Add create_provider = false if GitHub's provider exists.",
    ...byTerraform(group, wishes),
    '',
  ].join('\n')

function byCli({ partition }: GroupFacts, { roleName, rolePath }: Wishes): readonly string[] {
  const audience = partition === 'aws-cn' ? 'sts.amazonaws.com.cn' : 'sts.amazonaws.com'
  const path = rolePath === '/' ? '' : ` --path ${quoted(rolePath)}`
  return [
    `aws iam create-open-id-connect-provider --url https://token.actions.githubusercontent.com --client-id-list ${audience}`,
    `aws iam create-role --role-name ${roleName}${path} --assume-role-policy-document file://trust.json`,
    `aws iam put-role-policy --role-name ${roleName} --policy-name ami-rollout --policy-document file://policy.json`,
  ]
}

function byCloudFormation(group: GroupFacts, wishes: Wishes): readonly string[] {
  const [LaunchTemplate, SecondLaunchTemplate] = group.templates
  const { repository: Repository, environment: Environment, roleName: RoleName, instanceRole: InstanceRole } = wishes
  const RolePath = wishes.rolePath === '/' ? undefined : wishes.rolePath
  const parameters = {
    Repository,
    Environment,
    Group: group.name,
    LaunchTemplate,
    SecondLaunchTemplate,
    InstanceRole,
    Parameter: wishes.parameter,
    RoleName,
    RolePath,
  }
  const given = Object.entries(parameters).flatMap(([name, value]) => (value ? [quoted(`${name}=${value}`)] : []))
  // CloudFormation's alphabet and length for the name of a stack.
  const stack = `ami-rollout-${group.name.replaceAll(/[^A-Za-z0-9-]/g, '-')}`.slice(0, 128)
  return [
    `aws cloudformation deploy --region ${group.region} --stack-name ${stack} --capabilities CAPABILITY_NAMED_IAM \\`,
    '  --template-file setup/ami-rollout.template.yaml --parameter-overrides \\',
    ...given.map((word, i) => `  ${word}${i < given.length - 1 ? ' \\' : ''}`),
  ]
}

function byTerraform(group: GroupFacts, wishes: Wishes): readonly string[] {
  const [action = '', commit = ''] = wishes.action.split('@')
  const variables = {
    source: `github.com/${action}//setup/terraform?ref=${commit}`,
    repository: wishes.repository,
    environment: wishes.environment,
    group: group.name,
    launch_templates: group.templates,
    instance_role: wishes.instanceRole,
    parameter: wishes.parameter,
    role_name: wishes.roleName,
    role_path: wishes.rolePath === '/' ? undefined : wishes.rolePath,
  }
  const given = Object.entries(variables).filter(([, value]) => value !== undefined)
  const width = Math.max(...given.map(([name]) => name.length))
  const lines = given.map(([name, value]) => `  ${name.padEnd(width)} = ${hcl(value ?? '')}`)
  return ['module "ami_rollout" {', ...lines, '}']
}

/** A string or a list of strings as Terraform reads it: JSON, without the two beginnings of its templates. */
const hcl = (value: string | readonly string[]): string =>
  JSON.stringify(value)
    .replaceAll(/([$%])\{/g, '$1$1{')
    .replaceAll('","', '", "')

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)
