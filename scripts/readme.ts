/** `npm run readme`: writes README.md's tables anew from action.yml; with `--check` it only says whether they are. */
import { readFileSync, writeFileSync } from 'node:fs'
import { readContract } from './contract.ts'
import { withTables } from './readme/tables.ts'

const readme = new URL('../README.md', import.meta.url)
const present = readFileSync(readme, 'utf8')
const wanted = withTables(present, readContract(new URL('../action.yml', import.meta.url)))

if (!process.argv.includes('--check')) {
  writeFileSync(readme, wanted)
} else if (present !== wanted) {
  process.stderr.write('README.md: its tables differ from action.yml. Write them anew: npm run readme\n')
  process.exitCode = 1
}
