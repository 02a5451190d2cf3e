/** What ships is known: whose code it is, under which licence, and that nothing of it has to run to be installed. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../scripts/build/bundle.ts'

const text = (...path: readonly string[]): string => readFileSync(join(root, ...path), 'utf8')

/** Licences that ask for no more than to be named. */
const permissive = new Set(['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'])

const sections = text('dist', 'licenses.txt')
  .split(`\n${'-'.repeat(80)}\n`)
  .map((section) => section.trim())
const headOf = (section: string): readonly string[] => section.split('\n\n')[0]?.split('\n') ?? []
const listed = sections.flatMap(headOf)
const nameOf = (entry: string): string => entry.slice(0, entry.lastIndexOf('@'))

test('every package that the bundle has code of is listed with its licence', () => {
  // The bundler writes above each module where it came from.
  const names = readdirSync(join(root, 'dist'))
    .filter((name) => name.endsWith('.js'))
    .flatMap((name) => [...text('dist', name).matchAll(/\/\/ node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//g)])
    .map(([, name = '']) => name)
  const bundled = new Set(names)
  expect(bundled.size).toBeGreaterThan(40)
  expect([...bundled].filter((name) => !listed.map(nameOf).includes(name))).toEqual([])
})

test('all licences are permissive, and each stands there in full', () => {
  const licences = sections.map((section) => {
    const [, licence = '', ...settings] = section.split('\n\n')
    return { licence, length: settings.join('\n\n').length }
  })
  const inFull = new Set(licences.filter(({ length }) => length > 500).map(({ licence }) => licence))
  expect(licences.filter(({ licence }) => !permissive.has(licence) || !inFull.has(licence))).toEqual([])
  // A licence that names its holder must not be borrowed from another package.
  expect(licences.filter(({ licence, length }) => length === 0 && licence !== 'Apache-2.0')).toEqual([])
})

test('the bill of materials of a release names every package of the bundle', () => {
  const options = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--omit', 'optional']
  const told: { readonly components: readonly { readonly name: string; readonly version: string }[] } = JSON.parse(
    execFileSync('npm', options, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  )
  const components = new Set(told.components.map(({ name, version }) => `${name}@${version}`))
  expect(listed.filter((entry) => !components.has(entry))).toEqual([])
  expect(text('.github', 'workflows', 'release.yml')).toContain(`npm ${options.join(' ')}`)
})

test('no package at all has an install script, and none would be run', () => {
  const { packages }: { readonly packages: Readonly<Record<string, { readonly hasInstallScript?: boolean }>> } =
    JSON.parse(text('package-lock.json'))
  expect(Object.keys(packages).length).toBeGreaterThan(100)
  expect(Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([])
  expect(text('.npmrc')).toContain('ignore-scripts=true')
})

test('every package is pinned by its checksum', () => {
  const {
    packages,
  }: { readonly packages: Readonly<Record<string, { readonly integrity?: string; readonly link?: boolean }>> } =
    JSON.parse(text('package-lock.json'))
  const unpinned = Object.entries(packages).filter(
    ([path, { integrity }]) => path !== '' && !integrity?.startsWith('sha512-'),
  )
  expect(unpinned.map(([path]) => path)).toEqual([])
})

test.each([
  ['linux', 'x64'],
  ['linux', 'arm64'],
  ['darwin', 'arm64'],
  ['win32', 'x64'],
])('npm ci finds every native program for %s on %s', (os, cpu) => {
  const {
    packages,
  }: { readonly packages: Readonly<Record<string, { readonly os?: unknown; readonly cpu?: unknown }>> } = JSON.parse(
    text('package-lock.json'),
  )
  const fits = Object.entries(packages).flatMap(([path, one]) =>
    [one.os].flat().includes(os) && [one.cpu].flat().includes(cpu) ? [path.replace('node_modules/', '')] : [],
  )
  for (const program of ['@biomejs/cli-', '@rolldown/binding-', '@typescript/typescript-', 'lightningcss-'])
    expect(fits.filter((name) => name.startsWith(program)).length).toBeGreaterThan(0)
})
