/** `npm run bench`: figures for the budgets; `npm run bench -- detect` and so on for one part. Counts and ratios, no test. */
import { calls } from './bench/calls.ts'
import { detect } from './bench/detect.ts'
import { jobs } from './bench/jobs.ts'
import { size } from './bench/size.ts'
import { start } from './bench/start.ts'

const parts: Readonly<Record<string, () => Promise<string>>> = { detect, calls, jobs, size, start }

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !Object.hasOwn(parts, name))
if (unknown.length > 0) {
  process.stderr.write(`npm run bench has no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}\n`)
  process.exitCode = 2
} else {
  for (const [name, measure] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    process.stdout.write(`## ${name}\n\n${await measure()}\n\n`)
  }
}
