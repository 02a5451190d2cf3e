/**
 * Plants faults in src/rollout, one at a time, and counts those that the tests notice: `npm run mutate`, or
 * `npm run mutate -- --files guards,alias --sample 10 --seed 3`. Works in a copy beside the system's temporary files.
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from './build/bundle.ts'
import { choose, type Round } from './mutate/choose.ts'
import { constantsSeen } from './mutate/constants.ts'
import { Notes } from './mutate/notes.ts'
import { type Fault, plant } from './mutate/plant.ts'
import { reportOf } from './mutate/report.ts'

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '' },
    sample: { type: 'string', default: '1' },
    seed: { type: 'string', default: '0' },
    tests: { type: 'string', default: '' },
    tries: { type: 'string', default: '6' },
  },
})

const tries = Number(values.tries)
const everything: Round = { from: 0, tries: Number.POSITIVE_INFINITY }
/** Most faults are noticed by the most promising rollouts; the others get a few more. */
const few: readonly Round[] = [
  { from: 0, tries: 1 },
  { from: 1, tries: tries - 1 },
]

/** Tables are quick and pointed, so they come first, all of them; then reports and whole rollouts, of which a few must miss a fault before it counts as missed. */
const stages: readonly { readonly tests: readonly string[]; readonly rounds: readonly Round[] }[] =
  values.tests === ''
    ? [
        { tests: ['__tests__/unit/'], rounds: [everything] },
        {
          tests: [
            '__tests__/report/',
            '__tests__/scenarios/',
            '__tests__/property/found.test.ts',
            '__tests__/kill/rollback.test.ts',
          ],
          rounds: few,
        },
      ]
    : [{ tests: values.tests.split(','), rounds: values.tests.includes('tables') ? [everything] : few }]

const copy = mkdtempSync(join(tmpdir(), 'mutate-'))
const record = mkdtempSync(join(tmpdir(), 'mutate-record-'))
const notes = new Notes(record)
const began = performance.now()
try {
  copySources(copy)
  const faults = plantIn(copy).filter(({ id }) => (id + Number(values.seed)) % Number(values.sample) === 0)
  for (const { tests, rounds } of stages) {
    await runTests(tests)
    const reaches = notes.reaches().filter(({ file }) => tests.some((folder) => file.startsWith(folder)))
    for (const round of rounds) {
      const alive = faults.filter(({ id }) => !notes.isNoticed(id))
      const program = join(record, 'program.json')
      writeFileSync(program, JSON.stringify(choose(alive, reaches, round)))
      await runTests(tests, program)
    }
  }
  const met = new Set(notes.reaches().flatMap((reach) => reach.met))
  const minutes = (performance.now() - began) / 60_000
  console.log(reportOf({ faults, met, notices: notes.notices(), spoils: notes.spoils(), minutes }))
} finally {
  for (const folder of [copy, record]) rmSync(folder, { recursive: true })
}

/** What git tracks or would, and the packages by a link. */
function copySources(to: string): void {
  for (const path of execFileSync('git', ['ls-files', '-zco', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  }).split('\0'))
    if (path !== '' && existsSync(join(root, path))) cpSync(join(root, path), join(to, path))
  symlinkSync(join(root, 'node_modules'), join(to, 'node_modules'))
  writeFileSync(
    join(to, 'vitest.config.ts'),
    `export default { test: { runner: ${JSON.stringify(join(to, 'scripts/mutate/runner.ts'))}, pool: 'forks', maxWorkers: 2, testTimeout: 3_600_000, hookTimeout: 600_000, dangerouslyIgnoreUnhandledErrors: true, reporters: ['dot'] } }\n`,
  )
}

function plantIn(folder: string): readonly Fault[] {
  const rollout = join(folder, 'src', 'rollout')
  const files = readdirSync(rollout, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const modules = new Map(files.map((file) => [file, readFileSync(join(rollout, file), 'utf8')]))
  const wanted = values.files.split(',')
  const faults: Fault[] = []
  for (const file of files.filter((name) => wanted.some((part) => name.includes(part))).toSorted()) {
    const soil = { first: faults.length + 1, constants: constantsSeen(file, modules) }
    const planted = plant(file, modules.get(file) ?? '', soil)
    faults.push(...planted.faults)
    writeFileSync(join(rollout, file), planted.text)
  }
  return faults
}

/** Without a program: what the tests come upon. */
async function runTests(tests: readonly string[], program = ''): Promise<void> {
  const env = { ...process.env, CI: 'true', RECORD: record, PROGRAM: program }
  const vitest = join(copy, 'node_modules', 'vitest', 'vitest.mjs')
  const run = spawn(process.execPath, [vitest, 'run', ...tests], {
    cwd: copy,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [exit, signal] = await once(run, 'exit')
  if (signal) console.log(`Stopped by ${signal}: what follows is not all.`)
  else if (exit !== 0) console.log('Some of these tests fail without any fault, see above: they notice nothing.')
}
