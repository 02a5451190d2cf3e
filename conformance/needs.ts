/** What parts ask of the machine, and which versions they pin. */
import { readFileSync } from 'node:fs'
import { which } from './process.ts'

/** Why a part that needs the program cannot be played; undefined if it is there. */
export const missingProgram = (name: string): string | undefined =>
  which(name) === undefined ? `${name} is not on the PATH` : undefined

/** The versions that a requirements file pins, by package. */
export const versionsIn = (requirements: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...readFileSync(requirements, 'utf8').matchAll(/^([\w-]+)\S*==(\S+)$/gm)].map(([, name = '', version = '']) => [
      name,
      version,
    ]),
  )
