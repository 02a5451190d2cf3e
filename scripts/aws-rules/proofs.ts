/** Finds the test of each rule: the files beside the simulator that call `provesRule`, `provesSwitch` or `provesDuration`. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../build/bundle.ts'

const FOLDER = 'simulator/__tests__/world'
const CALL = /^proves(?:Rule|Switch|Duration)\('(\w+)'/gm

/** Paths from the repository's root, by the id of the rule. A rule that is proved twice has two. */
export function proofFiles(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const name of readdirSync(join(root, FOLDER))
    .filter((file) => file.endsWith('.test.ts'))
    .sort()) {
    const text = readFileSync(join(root, FOLDER, name), 'utf8')
    for (const [, id = ''] of text.matchAll(CALL)) found.set(id, [...(found.get(id) ?? []), `${FOLDER}/${name}`])
  }
  return found
}
