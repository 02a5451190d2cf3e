/** What a part of the conformance run is: one piece of software that others wrote, played with the shipped bundle. */
import type { Cache } from './cache.ts'

/** `unexplained` fails the part: somebody has to find out who is right first. */
export type Verdict = 'as expected' | 'explained' | 'unexplained'

/** One thing that was played or held against a model, and what came of it. */
export interface Case {
  readonly name: string
  readonly verdict: Verdict
  /** What was seen, in a sentence. */
  readonly seen: string
  /** Who is right where the two sides differ, and the source that says so. Is there wherever `verdict` is `explained`. */
  readonly source?: string
}

/** What a part hands back. `versions`: of everything that decides the result, by name. */
export interface Played {
  readonly versions: Readonly<Record<string, string>>
  readonly cases: readonly Case[]
}

/** Choices of the command line. */
export interface PartOptions {
  /** AWS-compatible APIs, for the part `endpoint`: the URL of each, by the name that its result has. */
  readonly endpoints: ReadonlyMap<string, string>
  /** Other tools, for the part `peers`: the shell command of each, by name. */
  readonly peers: ReadonlyMap<string, string>
  /** Virtual seconds in a real one, for the part `peers`: programs of others pause in real time, so 1 is the true one. */
  readonly speed: number
  /** Plays only what its name matches, for parts whose cases take long; the result is then not recorded. */
  readonly only?: RegExp
}

export interface Stage {
  readonly cache: Cache
  readonly options: PartOptions
  /** A folder for this run alone, removed afterwards. */
  readonly scratch: string
  /** A line of the raw log. */
  log(line: string): void
}

export interface Part {
  readonly name: string
  /** One sentence for `--list`. */
  readonly says: string
  /** What must be there, for `--list`: everything else is installed into the cache. */
  readonly needs: string
  /** Why it cannot be played here; undefined if it can. Installs nothing. */
  missing(options: PartOptions): string | undefined
  /** Throws if the software cannot be had or a program ends as it never should; a difference is a case, not an error. */
  play(stage: Stage): Promise<Played>
}

/** A case that is `as expected` if `seen` is what was wanted, else `unexplained`. */
export function expected(name: string, wanted: string, seen: string): Case {
  return seen === wanted
    ? { name, verdict: 'as expected', seen }
    : { name, verdict: 'unexplained', seen: `${seen} (expected: ${wanted})` }
}

/** `case_` with its difference explained, where there is one. */
export function explained(case_: Case, source: string): Case {
  return case_.verdict === 'as expected' ? case_ : { ...case_, verdict: 'explained', source }
}
