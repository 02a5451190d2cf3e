/** Plays side by side: rollouts wait most of the time. */
import type { Case, Stage } from './part.ts'

/** What is played, by the name that `--only` compares. */
export interface Play {
  readonly name: string
  of(): Promise<readonly Case[]>
}

/** Plays those that are asked for, `atOnce` at a time; the cases in the order of the plays. */
export async function inTurn(
  { options, log }: Stage,
  plays: readonly Play[],
  atOnce: number,
): Promise<readonly Case[]> {
  const results = new Map<number, readonly Case[]>()
  const waiting = [...plays.entries()].filter(([, { name }]) => options.only?.test(name) ?? true)
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results.set(next[0], await ended(next[1], log))
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return [...results].toSorted(([a], [b]) => a - b).flatMap(([, cases]) => cases)
}

/** What cannot be played until it ends is a case of its own, and holds up no other. */
async function ended({ name, of }: Play, log: Stage['log']): Promise<readonly Case[]> {
  try {
    return await of()
  } catch (error) {
    const seen = error instanceof Error ? (error.stack ?? error.message) : String(error)
    log(`${name}: ${seen}`)
    return [{ name, verdict: 'unexplained', seen: `could not be played to its end: ${seen.split('\n')[0]}` }]
  }
}
