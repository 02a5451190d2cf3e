/** `npm run readme`: writes the tables of README.md and docs/inputs.md anew from action.yml; with `--check` it only says whether they are. */
import { readFileSync, writeFileSync } from 'node:fs'
import { readContract } from './contract.ts'
import { inputsPageWith, readmeWith } from './readme/tables.ts'

const contract = readContract(new URL('../action.yml', import.meta.url))
const pages = { 'README.md': readmeWith, 'docs/inputs.md': inputsPageWith }

for (const [path, made] of Object.entries(pages)) {
  const file = new URL(`../${path}`, import.meta.url)
  const present = readFileSync(file, 'utf8')
  const wanted = made(present, contract)
  if (!process.argv.includes('--check')) writeFileSync(file, wanted)
  else if (present !== wanted) {
    process.stderr.write(`${path}: its tables differ from action.yml. Write them anew: npm run readme\n`)
    process.exitCode = 1
  }
}
