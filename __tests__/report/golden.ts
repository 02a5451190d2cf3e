/** Golden files: compared byte for byte, written again when UPDATE_GOLDEN is 1. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'

const folder = new URL('golden/', import.meta.url)

/** The text that stands in the golden file of that name. */
export function golden(name: string, text: string): string {
  const file = new URL(`${name.replaceAll(',', '').replaceAll(' ', '-')}.golden.md`, folder)
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, text)
  }
  if (!existsSync(file)) throw new Error(`there is no ${file.pathname}: make it with UPDATE_GOLDEN=1`)
  return readFileSync(file, 'utf8')
}
