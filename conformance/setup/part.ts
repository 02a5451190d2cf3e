/** The Terraform module in setup/, by Terraform itself with the AWS provider's schemas: nothing is asked of AWS. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../simulator/stage.ts'
import { filledIn } from '../linters/policies.ts'
import { missingProgram, versionsIn } from '../needs.ts'
import type { Case, Part, Stage } from '../part.ts'
import { run } from '../process.ts'
import { type Installed, install, providerIn, versionOf } from '../terraform/terraform.ts'
import { type Form, forms, testsOf } from './forms.ts'

const CHECKOV = join(root, 'conformance', 'linters', 'checkov.txt')

export const setup: Part = {
  name: 'setup',
  says: 'The Terraform module of setup/: Terraform formats, validates and evaluates it, and its policies are the documented ones; checkov scans it.',
  needs: 'terraform 1.7 or newer, the AWS provider in a plugin folder or its registry, python3 with venv',
  missing: () => missingProgram('terraform') ?? missingProgram('python3'),
  async play(stage) {
    const installed = await install(stage)
    const module = join(stage.scratch, 'module')
    cpSync(join(root, 'setup', 'terraform'), module, { recursive: true })
    const checkov = join(await stage.cache.python(CHECKOV), 'checkov')
    const terraform = (...args: readonly string[]) => inModule(stage, { installed, module, args })
    const cases = [
      caseOf('terraform fmt', await terraform('fmt', '-check', '-recursive', '-diff', '.')),
      caseOf('terraform init', await terraform('init', '-input=false', '-backend=false')),
      caseOf('terraform validate', await terraform('validate', '-no-color')),
    ]
    mkdirSync(join(module, 'tests'))
    for (const form of forms) cases.push(await evaluated(form, module, terraform))
    cases.push(await scanned(stage, checkov, module))
    const versions = {
      terraform: await versionOf(installed),
      'provider aws': providerIn(module),
      ...versionsIn(CHECKOV),
    }
    return { versions, cases }
  },
}

interface Ended {
  readonly exit: number | null
  readonly text: string
}

interface InModule {
  readonly installed: Installed
  readonly module: string
  readonly args: readonly string[]
}

async function inModule(stage: Stage, { installed, module, args }: InModule): Promise<Ended> {
  stage.log(`$ terraform ${args.join(' ')}`)
  const env = { TF_CLI_CONFIG_FILE: installed.cliConfiguration, TF_IN_AUTOMATION: 'true', CHECKPOINT_DISABLE: 'true' }
  const { exit, stdout, stderr } = await run({
    program: installed.program,
    args,
    cwd: module,
    env,
    onLine: stage.log,
  })
  return { exit, text: `${stdout}\n${stderr}`.trim() }
}

const caseOf = (name: string, { exit, text }: Ended): Case =>
  exit === 0
    ? { name, verdict: 'as expected', seen: 'nothing to complain of' }
    : { name, verdict: 'unexplained', seen: text.slice(-2000) || `exited with ${exit}` }

/** What Terraform makes of the module with a form's variables, against the documented policies. */
async function evaluated(
  form: Form,
  module: string,
  terraform: (...args: readonly string[]) => Promise<Ended>,
): Promise<Case> {
  const documents = { 'iam-policy': 'deploy', 'iam-policy-plan': 'plan', 'iam-trust': 'trust' } as const
  for (const [file, name] of Object.entries(documents)) {
    const [found] = filledIn(file).filter((one) => one.file === `${file}.json`)
    if (!found) throw new Error(`docs has no ${file}.json`)
    writeFileSync(join(module, `expected-${name}.json`), JSON.stringify(form.expected(found.document)))
  }
  writeFileSync(join(module, 'tests', 'form.tftest.hcl'), testsOf(form))
  return caseOf(`terraform test: ${form.name}`, await terraform('test', '-no-color'))
}

/** How many checks it passed is part of the result: a scanner that reads nothing finds nothing either. */
async function scanned(stage: Stage, checkov: string, module: string): Promise<Case> {
  const args = ['--framework', 'terraform', '--compact', '--skip-download', '--directory', module]
  stage.log(`$ checkov ${args.join(' ')}`)
  const { exit, stdout, stderr } = await run({ program: checkov, args, onLine: stage.log })
  const [, passed] = /Passed checks: ([1-9]\d*), Failed checks: 0/.exec(stdout) ?? []
  const name = 'checkov: the module'
  if (exit !== 0 || passed === undefined)
    return { name, verdict: 'unexplained', seen: `${stdout}\n${stderr}`.slice(-2000) }
  return { name, verdict: 'as expected', seen: `${passed} checks passed` }
}
