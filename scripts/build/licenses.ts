import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The packages that the modules come from, under the licences that they carry. Fails if a package declares none. */
export function licenses(modules: Iterable<string>): string {
  const folders = new Set([...modules].map(packageFolder).filter((folder) => folder !== undefined))
  const packages = Map.groupBy(new Set([...folders].map(read)), (found) => found.licence)
  const sections = [...packages].map(([licence, found]) => {
    const names = new Set(found.map(({ name }) => name))
    return `${[...names].sort().join('\n')}\n\n${licence}\n`
  })
  return sections.sort().join(`\n${'-'.repeat(80)}\n\n`)
}

/** `…/node_modules/@scope/name` of a module inside a package; undefined for a module of our own. */
const packageFolder = (module: string): string | undefined =>
  /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(module)?.[0]

function read(folder: string): { readonly name: string; readonly licence: string } {
  const manifest: { readonly name: string; readonly version: string; readonly license?: string } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  )
  const name = `${manifest.name}@${manifest.version}`
  if (manifest.license === undefined) throw new Error(`${name} is in the bundle and declares no licence.`)
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.\w+)?$/i.test(entry))
  const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n')
  return { name, licence: `${manifest.license}\n\n${text.trim()}`.trim() }
}
