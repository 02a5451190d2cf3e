/** What tests made of the planted faults: a folder with a file for each process, a line for each fault that a test came upon. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One line. */
export interface Noted {
  readonly fault: number
  /** The test's name. */
  readonly by: string
  readonly how: 'noticed' | 'endless' | 'missed'
}

/** All that is written so far; a line that is being written is left out. */
export const notesIn = (folder: string): readonly Noted[] =>
  readdirSync(folder).flatMap((name) => {
    const lines = readFileSync(join(folder, name), 'utf8').split('\n')
    return lines.slice(0, -1).map((line): Noted => JSON.parse(line))
  })
