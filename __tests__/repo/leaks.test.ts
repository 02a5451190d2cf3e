import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, sep } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../scripts/build/bundle.ts'

const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(root, path)))
const naming = (secret: string) => tracked.filter((path) => readFileSync(join(root, path), 'latin1').includes(secret))

test('no tracked file names the folder that it lies in', () => {
  const folder = root.slice(0, -sep.length)
  const above = dirname(folder)
  const beside = [' ', '"', "'", '`', '('].map((before) => `${before}${above}${sep}`)
  const folders = [tmpdir(), sep].includes(above) ? [folder] : [folder, ...beside]
  expect(folders.flatMap(naming)).toEqual([])
})

test("no tracked file names a registry other than npm's own", () => {
  const registry = process.env['npm_config_registry'] ?? 'https://registry.npmjs.org/'
  const { host } = new URL(registry)
  expect(host === 'registry.npmjs.org' ? [] : naming(host)).toEqual([])
})

test('the lockfile names packages and checksums, not where they were fetched from', () => {
  expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "\w+:/)
})
