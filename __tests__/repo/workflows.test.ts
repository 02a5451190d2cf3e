import { describe, expect, test } from 'vitest'
import { examples, workflows as fences, filesIn, read } from './fences.ts'
import { complaints, ours } from './workflow-lint.ts'

const workflows = new Map([
  ...[...filesIn('.github/workflows', '.yml'), ...examples].map((path) => [path, read(path)] as const),
  ...fences.map(({ at, text }) => [at, text] as const),
])

describe("GitHub's own parser", () => {
  test('accepts action.yml', async () => {
    expect(await complaints('action.yml', read('action.yml'))).toEqual([])
  })

  test.each([...workflows])('accepts %s', async (path, text) => {
    expect(await complaints(`.github/workflows/${path.replace(/[/:]/g, '-')}.yml`, text)).toEqual([])
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
  test('are found, with actions in them', () => {
    expect([...workflows.values()].filter((text) => /\buses: /.test(text)).length).toBeGreaterThan(15)
  })

  test.each([...workflows])('%s pins every action by commit and says which version that is', (_, text) => {
    const uses = [...text.matchAll(/\buses: (.*)$/gm)].map(([, value]) => value ?? '')
    expect(
      uses.filter((value) => value !== ours && !/^[\w.-]+(\/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(value)),
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
