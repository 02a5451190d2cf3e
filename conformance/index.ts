/** `npm run conformance`: plays the shipped bundle, and the simulator, with software that others wrote. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../simulator/stage.ts'
import { cacheIn, defaultCache } from './cache.ts'
import type { Part, PartOptions, Verdict } from './part.ts'
import { parts } from './parts.ts'
import { peersTable } from './peers/table.ts'
import { bundleHash, record, results } from './result.ts'
import { scrub, shortened } from './scrub.ts'
import { peersPage, proofPage, tableOf, writeTable } from './table.ts'

const USAGE =
  'npm run conformance -- PART… | all [--cache FOLDER] [--endpoint [NAME=]URL]… [--peer NAME=COMMAND]… [--speed N] [--only REGEXP] [--no-record] [--verbose] | --list | --table'
/** Characters of a raw log that are kept. */
const LOG_LIMIT = 60_000

interface Choice {
  readonly chosen: readonly Part[]
  readonly options: PartOptions
  readonly cache: string
  /** Writes the result file. */
  readonly isRecorded: boolean
  readonly isVerbose: boolean
}

const list = (options: PartOptions) =>
  parts
    .map((part) => {
      const missing = part.missing(options)
      const here = missing === undefined ? 'can be played here' : `cannot be played here: ${missing}`
      return `${part.name.padEnd(12)}${part.says}\n${' '.repeat(12)}needs ${part.needs}; ${here}`
    })
    .join('\n')

/** Throws, with words for the user, for a choice that cannot be played. Options alone: the list is wanted. */
function choose(args: readonly string[]): Choice | PartOptions | 'table' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      list: { type: 'boolean', default: false },
      table: { type: 'boolean', default: false },
      cache: { type: 'string' },
      endpoint: { type: 'string', multiple: true, default: [] },
      peer: { type: 'string', multiple: true, default: [] },
      speed: { type: 'string', default: '1' },
      only: { type: 'string' },
      'no-record': { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
    },
  })
  const options = {
    endpoints: new Map(values.endpoint.map(nameAndUrl)),
    peers: new Map(values.peer.map(nameAndCommand)),
    speed: speedOf(values.speed),
    ...(values.only !== undefined && { only: new RegExp(values.only) }),
  }
  if (values.table) return 'table'
  if (values.list) return options
  if (positionals.length === 0) throw new Error('no part is named')
  const byName = new Map(parts.map((part) => [part.name, part]))
  const chosen = positionals.includes('all')
    ? parts
    : positionals.map((name) => {
        const part = byName.get(name)
        if (!part) throw new Error(`no part is called ${name}; there are:\n${list(options)}`)
        return part
      })
  return {
    chosen,
    options,
    cache: values.cache ?? defaultCache(),
    isRecorded: !values['no-record'] && values.only === undefined,
    isVerbose: values.verbose,
  }
}

function speedOf(text: string): number {
  const speed = Number(text)
  if (!(speed >= 1)) throw new Error(`--speed ${text} is no number from 1 on`)
  return speed
}

function nameAndCommand(text: string): readonly [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw new Error(`--peer ${text} is no NAME=COMMAND`)
  return [text.slice(0, at), text.slice(at + 1)]
}

/** Without a name, the URL is the name. */
function nameAndUrl(text: string): readonly [string, string] {
  const [, name = text, url = text] = /^([^=/]+)=(.+)$/.exec(text) ?? []
  return [name, url]
}

/** Plays one part and says what was found; false if a difference stays unexplained or it could not be played until it ended. */
async function play(part: Part, choice: Choice): Promise<boolean> {
  const missing = part.missing(choice.options)
  if (missing !== undefined) {
    console.log(`${part.name}: skipped, ${missing}`)
    return true
  }
  console.log(`${part.name}: ${part.says}`)
  const began = performance.now()
  const bundle = bundleHash()
  const scratch = mkdtempSync(join(tmpdir(), `conformance-${part.name}-`))
  const lines: string[] = []
  const log = (line: string) => {
    lines.push(line)
    if (choice.isVerbose) console.log(`  ${line}`)
  }
  try {
    const cache = cacheIn(choice.cache, log)
    const { versions, cases } = await part.play({ cache, options: choice.options, scratch, log })
    const folders = { REPOSITORY: root.replace(/\/$/, ''), CACHE: choice.cache, SCRATCH: scratch }
    const clean = (text: string) => scrub(text, folders)
    const seconds = Math.round((performance.now() - began) / 1000)
    const kept = cases.map((one) => ({ ...one, seen: clean(one.seen) }))
    for (const { name, verdict, seen, source } of kept)
      if (verdict !== 'as expected') console.log(`  ${verdict}: ${name}: ${seen}${source ? `\n    ${source}` : ''}`)
    const count = (verdict: Verdict) => cases.filter((one) => one.verdict === verdict).length
    console.log(
      `  ${cases.length} cases, ${count('explained')} differences explained, ${count('unexplained')} unexplained, ${seconds} s`,
    )
    if (choice.isRecorded)
      record(
        { part: part.name, date: new Date().toISOString(), bundle, seconds, versions, cases: kept },
        shortened(clean(`${lines.join('\n')}\n`), LOG_LIMIT),
      )
    return count('unexplained') === 0
  } catch (error) {
    console.error(lines.slice(-40).join('\n'))
    console.error(`${part.name} could not be played to its end:`, error)
    return false
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function writeTables(): void {
  const kept = results()
  writeTable(proofPage, tableOf(parts, kept))
  writeTable(peersPage, peersTable(kept))
}

try {
  const choice = choose(process.argv.slice(2))
  if (choice === 'table') writeTables()
  else if (!('chosen' in choice)) console.log(list(choice))
  else for (const part of choice.chosen) if (!(await play(part, choice))) process.exitCode = 1
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
  process.exitCode = 1
}
