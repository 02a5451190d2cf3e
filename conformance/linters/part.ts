/** Linters of workflows and policies: whatever one of them finds is fixed, or explained with its source. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from '../../simulator/stage.ts'
import { missingProgram, versionsIn } from '../needs.ts'
import type { Case, Part, Stage } from '../part.ts'
import { type Command, run } from '../process.ts'
import { type Explanation, explanations } from './explanations.ts'
import { filledIn, policyTemplate } from './policies.ts'

const ACTIONLINT = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12'

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))

export const linters: Part = {
  name: 'linters',
  says: 'actionlint and zizmor over workflows and examples; cfn-lint, checkov and parliament over the policies.',
  needs: 'python3 with venv, and go',
  missing: () => missingProgram('python3') ?? missingProgram('go'),
  async play(stage) {
    const actionlint = await stage.cache.go(ACTIONLINT)
    const python = await stage.cache.python(here('requirements.txt'))
    const checkov = await stage.cache.python(here('checkov.txt'))
    const planted = plant(stage.scratch)
    const templates = [...templatesIn(stage.scratch), planted.template]
    return {
      versions: {
        actionlint: ACTIONLINT.split('@v')[1] ?? '',
        ...versionsIn(here('requirements.txt')),
        ...versionsIn(here('checkov.txt')),
      },
      cases: [
        ...(await lintWorkflows(stage, actionlint, [...workflows(), planted.workflow])),
        ...(await auditWorkflows(stage, join(python, 'zizmor'), planted.workflow)),
        ...(await lintTemplates(stage, join(python, 'cfn-lint'), templates)),
        ...(await scanTemplates(stage, join(checkov, 'checkov'), templates)),
        ...(await auditPolicies(stage, join(python, 'parliament'))),
      ],
    }
  },
}

/** What a linter complains of: `where` names file and place, `rule` its own name of the rule. */
interface Finding {
  readonly rule: string
  readonly where: string
  readonly says: string
}

/** One case for the linter as a whole if it finds what was planted and nothing else; else one for each finding. */
function casesOf(linter: Explanation['linter'], what: string, findings: readonly Finding[]): readonly Case[] {
  const own = findings.filter(({ where }) => !where.includes(PLANTED))
  const name = `${linter}: ${what}`
  if (own.length === findings.length) return [{ name, verdict: 'unexplained', seen: 'a planted mistake was not found' }]
  if (own.length === 0) return [{ name, verdict: 'as expected', seen: 'nothing but the planted mistake' }]
  return own.map(({ rule, where, says }) => {
    const found = explanations.find((one) => isOf(one, linter, rule, where))
    const seen = `${where}: ${says}`
    return found === undefined
      ? { name: `${linter}: ${rule}`, verdict: 'unexplained', seen }
      : { name: `${linter}: ${rule}`, verdict: 'explained', seen, source: found.failure }
  })
}

const isOf = (one: Explanation, linter: string, rule: string, where: string) =>
  one.linter === linter && one.rule === rule && one.where.test(where)

const PLANTED = 'planted'

/** Mistakes that the linters must find: a linter that reads nothing finds nothing either. */
function plant(scratch: string): { readonly workflow: string; readonly template: string } {
  const [workflow, template] = [join(scratch, `${PLANTED}.yml`), join(scratch, `${PLANTED}.json`)]
  const run = `echo \${{ github.event.issue.title }} \${{ github.nothing }}`
  writeFileSync(
    workflow,
    `on: issues\njobs:\n  planted:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ${run}\n`,
  )
  const Properties = { Colour: 'red', PolicyDocument: plantedPolicy }
  const Resources = { Planted: { Type: 'AWS::IAM::ManagedPolicy', Properties } }
  writeFileSync(template, JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', Resources }))
  return { workflow, template }
}

const plantedPolicy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['*', 'ec2:Guess'], Resource: '*' }],
}

const workflows = () =>
  ['.github/workflows', 'examples', 'examples/moving'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.yml'))
      .map((name) => join(folder, name)),
  )

async function lintWorkflows(stage: Stage, program: string, files: readonly string[]): Promise<readonly Case[]> {
  const found = await json(stage, { program, args: ['-format', '{{json .}}', ...files] })
  const findings = list(found).map((one) => ({
    rule: text(one['kind']),
    where: `${text(one['filepath'])}:${text(one['line'])}`,
    says: text(one['message']),
  }))
  return casesOf('actionlint', `${files.length - 1} workflows and examples`, findings)
}

/** The examples with a commit for its placeholder, as whoever copies one fills it in. */
const pinnedExamples = (scratch: string): readonly string[] =>
  workflows()
    .filter((file) => file.startsWith('examples'))
    .map((file) => {
      const copy = join(scratch, file)
      mkdirSync(dirname(copy), { recursive: true })
      writeFileSync(copy, readFileSync(join(root, file), 'utf8').replaceAll('@COMMIT', `@${'0'.repeat(40)}`))
      return copy
    })

/** Everything above informational, by the strictest of its personas. Nothing is asked of GitHub. */
async function auditWorkflows(stage: Stage, program: string, planted: string): Promise<readonly Case[]> {
  const args = [
    '--offline',
    '--persona=auditor',
    '--no-exit-codes',
    '--format=json-v1',
    // Of a folder it reads only what lies as in .github, so that examples are named one by one.
    '.github',
    ...pinnedExamples(stage.scratch),
    'action.yml',
    planted,
  ]
  const found = await json(stage, { program, args })
  const findings = list(found).map((one) => {
    const [location] = list(one['locations'])
    const symbolic = mapping(location?.['symbolic'])
    const key = mapping(mapping(symbolic['key'])['Local'])
    const severity = text(mapping(one['determinations'])['severity'])
    return {
      rule: text(one['ident']),
      where: text(key['verbatim_path']).replace(`${stage.scratch}/`, ''),
      says: `${severity}: ${text(one['desc'])}`,
      severity,
    }
  })
  const above = findings.filter(({ severity }) => severity !== 'Informational')
  return casesOf(
    'zizmor',
    `workflows, examples, action.yml and Dependabot, ${findings.length - above.length} informational`,
    above,
  )
}

/** The templates of the repository, and the documented policies as one. */
function templatesIn(scratch: string): readonly string[] {
  const policies = filledIn('iam-policy')
  const [trust] = filledIn('iam-trust')
  if (!trust) throw new Error('docs has no iam-trust.json')
  const file = join(scratch, 'policies.json')
  writeFileSync(file, JSON.stringify(policyTemplate(policies, trust), null, 2))
  const own = ['setup', 'conformance/live'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(root, folder, name)),
  )
  return [file, ...own.filter((name) => /\.template\.(ya?ml|json)$/.test(name))]
}

const nameOf = (file: string) => {
  if (file.startsWith(root)) return relative(root, file)
  return file.includes(PLANTED) ? PLANTED : 'docs/iam-*.json as a template'
}

async function lintTemplates(stage: Stage, cfnLint: string, templates: readonly string[]): Promise<readonly Case[]> {
  const found = await json(stage, { program: cfnLint, args: ['--format', 'json', '--', ...templates] })
  const findings = list(found).map((one) => ({
    rule: text(mapping(one['Rule'])['Id']),
    where: nameOf(text(one['Filename'])),
    says: text(one['Message']),
  }))
  return casesOf('cfn-lint', `${templates.length - 1} templates`, findings)
}

async function scanTemplates(stage: Stage, checkov: string, templates: readonly string[]): Promise<readonly Case[]> {
  const files = templates.flatMap((file) => ['--file', file])
  const args = [
    '--framework',
    'cloudformation',
    '--compact',
    '--quiet',
    '--skip-download',
    '--output',
    'json',
    ...files,
  ]
  const found = await json(stage, { program: checkov, args })
  const failed = list(mapping(mapping(found)['results'])['failed_checks'])
  const findings = failed.map((one) => ({
    rule: text(one['check_id']),
    where: `${nameOf(text(one['file_abs_path']))} ${text(one['resource'])}`,
    says: text(one['check_name']),
  }))
  return casesOf('checkov', `${templates.length - 1} templates`, findings)
}

async function auditPolicies(stage: Stage, program: string): Promise<readonly Case[]> {
  const findings: Finding[] = []
  const policies = filledIn('iam-policy')
  for (const { file, document } of [...policies, { file: PLANTED, document: plantedPolicy }]) {
    const command = logged(stage, { program, args: ['--json', '--string', JSON.stringify(document)] })
    const { exit, stdout, stderr } = await run(command)
    if (exit !== 0 && exit !== 1) throw new Error(`parliament exited with ${exit}: ${stderr}`)
    for (const line of stdout.split('\n').filter((each) => each.startsWith('{'))) {
      const one = mapping(JSON.parse(line))
      findings.push({ rule: text(one['issue']), where: file, says: `${text(one['title'])} ${text(one['detail'])}` })
    }
  }
  return casesOf('parliament', `${policies.length} policies`, findings)
}

/** Linters exit with an error when they find something: what they print decides. Throws if that is no JSON. */
async function json(stage: Stage, command: Command): Promise<unknown> {
  const { stdout, stderr } = await run(logged(stage, command))
  try {
    return JSON.parse(stdout)
  } catch (error) {
    throw new Error(`${command.program} printed no JSON: ${stdout.slice(0, 400)}${stderr.slice(-2000)}`, {
      cause: error,
    })
  }
}

function logged(stage: Stage, command: Command): Command {
  stage.log(`$ ${[command.program, ...(command.args ?? [])].join(' ')}`)
  return { cwd: root, ...command, onLine: stage.log }
}

type Mapping = Readonly<Record<string, unknown>>

const mapping = (value: unknown): Mapping => (typeof value === 'object' && value !== null ? { ...value } : {})
const list = (value: unknown): readonly Mapping[] => (Array.isArray(value) ? value.map(mapping) : [])
const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null))
