/**
 * `npm run readme`: writes again what is made from another file (the tables of README.md and docs/inputs.md from action.yml,
 * docs/troubleshooting.md from the table of failures, docs/ends.md from the list of ends, the policies in setup/ from docs/iam-policy*.json); with `--check` it only says whether they are.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { readContract } from './contract.ts'
import { endsPage } from './readme/ends.ts'
import { inputsPageWith, readmeWith } from './readme/tables.ts'
import { troubleshootingPage } from './readme/troubleshooting.ts'
import { cloudFormationWith, terraformPolicies } from './setup/templates.ts'

const contract = readContract(new URL('../action.yml', import.meta.url))
const made: Readonly<Record<string, (present: string) => string>> = {
  'README.md': (present) => readmeWith(present, contract),
  'docs/inputs.md': (present) => inputsPageWith(present, contract),
  'docs/troubleshooting.md': troubleshootingPage,
  'docs/ends.md': endsPage,
  'setup/ami-rollout.template.yaml': cloudFormationWith,
  'setup/terraform/policy.tf.json': terraformPolicies,
}

for (const [path, make] of Object.entries(made)) {
  const file = new URL(`../${path}`, import.meta.url)
  const present = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const wanted = make(present)
  if (!process.argv.includes('--check')) writeFileSync(file, wanted)
  else if (present !== wanted) {
    process.stderr.write(`${path} differs from what it is made from. Write it again: npm run readme\n`)
    process.exitCode = 1
  }
}
