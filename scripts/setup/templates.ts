/** The policies in setup/: the statements of docs/iam-policy*.json in CloudFormation's words, and in Terraform's. */
import { stringify } from 'yaml'
import { documented, filledPolicy, type Json, mapStrings, type PolicyDocument } from './documents.ts'

const SECOND = `\${SecondLaunchTemplate}`

/** Statements with CloudFormation's functions; those of what is optional hang on its condition. */
function inCloudFormation(name: 'iam-policy' | 'iam-policy-plan'): readonly Json[] {
  const { Statement } = filledPolicy(documented(name), {
    partition: `\${AWS::Partition}`,
    region: `\${AWS::Region}`,
    account: `\${AWS::AccountId}`,
    group: `\${Group}`,
    templates: [`\${LaunchTemplate}`, SECOND],
    parameter: `\${Parameter}`,
    instanceRole: `\${InstanceRole}`,
  })
  const substituted = (text: string): Json => {
    if (!text.includes(`\${`)) return text
    const sub = { 'Fn::Sub': text }
    return text.includes(SECOND) ? { 'Fn::If': ['HasSecondLaunchTemplate', sub, NO_VALUE] } : sub
  }
  return Statement.map((statement) => {
    const text = JSON.stringify(statement['Resource'])
    const optional = ['Parameter', 'InstanceRole'].find((each) => text.includes(`\${${each}}`))
    const changed = mapStrings(statement, substituted)
    return optional === undefined ? changed : { 'Fn::If': [`Has${optional}`, changed, NO_VALUE] }
  })
}

const NO_VALUE = { Ref: 'AWS::NoValue' }

/** A template with its statements made again, each list between `# statements of NAME` and `# end`. Throws if a place is missing. */
export function cloudFormationWith(template: string): string {
  return (['iam-policy', 'iam-policy-plan'] as const).reduce((text, name) => {
    const place = new RegExp(`^( *)# statements of docs/${name}\\.json\\n[^#]*# end$`, 'm')
    const [, indent] = place.exec(text) ?? []
    if (indent === undefined) throw new Error(`There is no place for the statements of docs/${name}.json`)
    const yaml = stringify(inCloudFormation(name), { lineWidth: 0, aliasDuplicateObjects: false })
    const lines = [`# statements of docs/${name}.json`, ...yaml.trimEnd().split('\n'), '# end']
    return text.replace(place, () => lines.map((line) => `${indent}${line}`).join('\n'))
  }, template)
}

/** `policy.tf.json`: the statements as Terraform's locals. Which of them hold, and lists within lists, main.tf sorts out. */
export function terraformPolicies(): string {
  const inTerraform = (name: 'iam-policy' | 'iam-policy-plan'): PolicyDocument =>
    filledPolicy(documented(name), {
      partition: `\${local.partition}`,
      region: `\${local.region}`,
      account: `\${local.account}`,
      group: `\${var.group}`,
      templates: [`\${launch_template}`],
      parameter: `\${local.parameter}`,
      instanceRole: `\${local.instance_role}`,
    })
  // A string that is one expression alone has the expression's own type: here a list of ARNs.
  const lists = (text: string): Json => (text.includes(`\${launch_template}`) ? `\${local.launch_template_arns}` : text)
  const statements = (name: 'iam-policy' | 'iam-policy-plan') => mapStrings(inTerraform(name).Statement, lists)
  const locals = { deploy_statements: statements('iam-policy'), plan_statements: statements('iam-policy-plan') }
  const comment = 'Written by npm run readme from docs/iam-policy.json and docs/iam-policy-plan.json.'
  return `${JSON.stringify({ '//': comment, locals }, null, 2)}\n`
}
