import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../../scripts/build/bundle.ts'
import { complaints, ours } from './workflow-lint.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const filesIn = (folder: string) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`)
const readme = /```yaml\n(.*?)```/s.exec(read('README.md'))?.[1] ?? ''
const workflows = new Map([
  ...[...filesIn('.github/workflows'), ...filesIn('examples')].map((path) => [path, read(path)] as const),
  ['README.yml', readme] as const,
])

describe("GitHub's own parser", () => {
  test('accepts action.yml', async () => {
    expect(await complaints('action.yml', read('action.yml'))).toEqual([])
  })

  test.each([...workflows])('accepts %s', async (path, text) => {
    expect(await complaints(`.github/workflows/${path.replaceAll('/', '-')}`, text)).toEqual([])
  })

  test.each([
    ['an unknown key', 'permisions: {}\n'],
    ['an unknown context', `env:\n  A: $\{{ githib.ref }}\n`],
    ['an input that our action does not have', ''],
  ])('would refuse %s', async (name, head) => {
    const step = `- uses: ${ours}\n        with:\n          auto-scaling-group: web\n          imagee: ami-1`
    const text = `on: push\n${head}jobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      ${head === '' ? step : '- run: "true"'}\n`
    expect(await complaints(`.github/workflows/${name.replaceAll(' ', '-')}.yml`, text)).toHaveLength(1)
  })
})

describe('workflows and examples', () => {
  test.each([...workflows])('%s pins every action by commit and says which version that is', (_, text) => {
    const uses = [...text.matchAll(/\buses: (.*)$/gm)].map(([, value]) => value ?? '')
    expect(uses.length).toBeGreaterThan(0)
    expect(
      uses.filter((value) => value !== ours && !/^[\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(value)),
    ).toEqual([])
  })

  test('one version of an action is one commit everywhere', () => {
    const pins = [...workflows.values()].flatMap((text) => [...text.matchAll(/uses: (\S+)@([0-9a-f]{40})/g)])
    const commits = Map.groupBy(pins, ([, action]) => action)
    expect([...commits.values()].filter((found) => new Set(found.map(([, , commit]) => commit)).size > 1)).toEqual([])
  })

  test.each([...workflows])('%s grants its jobs no rights that it does not name', (_, text) => {
    expect(text).toMatch(/^permissions:( \{\}|\n {2}contents: read)$/m)
  })
})
