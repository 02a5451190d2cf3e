/** Which tests contradict each wrong belief that is planted in the action. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Belief, Noticing } from './beliefs/belief.ts'
import { beliefParts, beliefs } from './beliefs.ts'

/** A test that was there to notice a belief: whether it did, and the first line of what it said. */
interface Contradiction {
  readonly by: Noticing
  readonly isNoticed: boolean
  readonly says: string
}

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

/** Where the table is. */
export const beliefsFile = here('../../__tests__/property/beliefs.golden.md')

/** Plays the tests that are named with a belief, with the belief planted. Throws where they cannot even be played. */
async function contradictionsOf({ name, noticedBy }: Belief): Promise<readonly Contradiction[]> {
  const folder = mkdtempSync(join(tmpdir(), 'belief-'))
  try {
    const results = await played(name, { noticedBy, outputFile: join(folder, 'results.json') })
    return noticedBy.map((by) => contradictionIn(results, { name, by }))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What Vitest writes of a test file. */
interface FileResult {
  readonly name: string
  readonly message: string
  readonly assertionResults: readonly TestResult[]
}
interface TestResult {
  readonly fullName: string
  readonly status: string
  readonly failureMessages: readonly string[]
}

async function played(
  belief: string,
  { noticedBy, outputFile }: Pick<Belief, 'noticedBy'> & { readonly outputFile: string },
): Promise<readonly FileResult[]> {
  const files = [...new Set(noticedBy.map(({ file }) => `__tests__/${file}`))]
  const names = noticedBy.map(({ named }) => named.replaceAll(/[^\w ]/g, '.')).join('|')
  const child = fork(
    here('../../node_modules/vitest/vitest.mjs'),
    ['run', ...files, `--config=${here('vitest.believing.ts')}`, `--root=${here('../..')}`, '-t', names].concat([
      '--reporter=json',
      `--outputFile=${outputFile}`,
    ]),
    { env: { ...process.env, BELIEF: belief }, silent: true },
  )
  const heard: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => heard.push(String(chunk)))
  await once(child, 'exit')
  try {
    return JSON.parse(readFileSync(outputFile, 'utf8')).testResults
  } catch (cause) {
    throw new Error(`with “${belief}” the tests could not be played:\n${heard.join('')}`, { cause })
  }
}

function contradictionIn(
  results: readonly FileResult[],
  { name, by }: { readonly name: string; readonly by: Noticing },
): Contradiction {
  const its = results.filter((each) => each.name.endsWith(`/__tests__/${by.file}`))
  const tests = its
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ fullName, status }) => fullName.includes(by.named) && /^(passed|failed)$/.test(status))
  // What cannot even be loaded is no belief that a test has contradicted.
  if (tests.length === 0)
    throw new Error(
      `with “${name}” no test of ${by.file} named “${by.named}” was played: ${its.map(({ message }) => message).join()}`,
    )
  const failed = tests.find(({ status }) => status === 'failed')
  return { by, isNoticed: failed !== undefined, says: (failed?.failureMessages[0] ?? '').split('\n')[0] ?? '' }
}

/**
 * Plays all of them, writes the table, and prints what each test said; with `only` those whose names hold the text, and
 * no table. Returns those that a test did not notice.
 */
export async function playBeliefs(only?: string): Promise<readonly string[]> {
  const found = new Map<Belief, readonly Contradiction[]>()
  for (const belief of beliefs.filter(({ name }) => only === undefined || name.includes(only))) {
    const contradictions = await contradictionsOf(belief)
    found.set(belief, contradictions)
    console.log(belief.name)
    for (const { by, isNoticed, says } of contradictions)
      console.log(`  ${isNoticed ? 'noticed' : 'NOT NOTICED'} by ${by.file}: ${by.named}${says && `: ${says}`}`)
  }
  if (only === undefined) writeFileSync(beliefsFile, tableOfBeliefs(found))
  return [...found].flatMap(([{ name }, its]) => (its.every(({ isNoticed }) => isNoticed) ? [] : [name]))
}

/** A table in Markdown for each part, a row for each belief. */
function tableOfBeliefs(found: ReadonlyMap<Belief, readonly Contradiction[]>): string {
  const parts = beliefParts.map(({ leadsTo, beliefs }) => {
    const rows = beliefs.map((each) => {
      const by = (found.get(each) ?? []).flatMap(({ isNoticed, by }) =>
        isNoticed ? [`\`${by.file.replace('.test.ts', '')}\`: ${by.named}`] : [],
      )
      return `| ${each.name} | ${by.join('<br>')} |`
    })
    return `## ${leadsTo}\n\n${['| wrong belief | noticed by |', '| --- | --- |', ...rows].join('\n')}`
  })
  const text = [
    '# Wrong beliefs about AWS that tests contradict',
    'Each belief was planted in the action alone, and the tests beside it failed. `npm run proof -- --beliefs` plays them and writes the table anew.',
    ...parts,
  ]
  return `${text.join('\n\n')}\n`
}
