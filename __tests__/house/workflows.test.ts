import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { validate } from '@actions/languageservice'
import { describe, expect, test } from 'vitest'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { root } from '../../scripts/build/bundle.ts'
import { readContract } from '../../scripts/contract.ts'

/** Our own action, in examples: where it lives and which commit to trust is the reader's to say. */
const ours = 'OWNER/ami-rollout@COMMIT'

/** The inputs that our workflows and examples set of other people's actions. */
const theirs: Readonly<Record<string, readonly string[]>> = {
  'actions/checkout': ['persist-credentials'],
  'actions/setup-node': ['node-version'],
  'actions/attest-build-provenance': ['subject-path'],
  'aws-actions/configure-aws-credentials': ['aws-region', 'role-to-assume', 'role-duration-seconds'],
}

interface Action {
  readonly owner: string
  readonly name: string
}

const actionsMetadataProvider = {
  fetchActionMetadata: async ({ owner, name }: Action) => {
    const known = theirs[`${owner}/${name}`]?.map((input) => [input, { description: input }] as const)
    const inputs = `${owner}/${name}` === ours.split('@')[0] ? ownInputs : known
    return inputs && { name, description: name, inputs: Object.fromEntries(inputs) }
  },
}
const ownInputs = readContract(join(root, 'action.yml')).inputs.map(
  ({ name, meaning, required }) => [name, { description: meaning, required }] as const,
)

/** GitHub's own complaints about a file. It keeps results by URI, so no two texts may share one. */
async function complaints(uri: string, text: string): Promise<readonly string[]> {
  const found = await validate(TextDocument.create(`file:///${uri}`, 'yaml', 1, text), { actionsMetadataProvider })
  return found.map(({ message, range }) => `${uri}:${range.start.line + 1} ${message}`)
}

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
