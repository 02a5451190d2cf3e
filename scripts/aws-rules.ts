/** Writes docs/aws-rules.md from the simulator's rules: `npm run aws-rules`. */
import { writeFileSync } from 'node:fs'
import { rulesPage } from './aws-rules/page.ts'
import { proofFiles } from './aws-rules/proofs.ts'

writeFileSync(new URL('../docs/aws-rules.md', import.meta.url), rulesPage(proofFiles()))
