/** What the workflows that hold a secret or may write to the repository do not do. What GitHub's parser says of them: workflows.test.ts. */
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { filesIn, read } from '../fences.ts'

interface Job {
  readonly needs?: string
  readonly permissions?: Readonly<Record<string, string>>
  readonly steps: readonly { readonly run?: string; readonly uses?: string }[]
}

const jobsOf = (path: string): Readonly<Record<string, Job>> => parse(read(path)).jobs

const jobs = filesIn('.github/workflows', '.yml').flatMap((path) =>
  Object.entries(jobsOf(path)).map(([id, job]) => ({ path, id, job, text: JSON.stringify(job) })),
)

const mayWrite = ({ permissions = {} }: Job) =>
  Object.entries(permissions).some(([name, level]) => level === 'write' && name !== 'security-events')
const commandsOf = ({ steps }: Job): string => steps.map(({ run = '' }) => run).join('\n')

test('a job that may write, or holds a secret, runs no package: only the repository’s own scripts and pinned actions', () => {
  const powerful = jobs.filter(({ job, text }) => mayWrite(job) || text.includes('secrets.'))
  expect(powerful.map(({ path, id }) => `${path} ${id}`)).toEqual([
    '.github/workflows/dist.yml push',
    '.github/workflows/release.yml draft',
    '.github/workflows/release.yml publish',
  ])
  expect(powerful.filter(({ job }) => /\b(npm|npx)\b/.test(commandsOf(job)))).toEqual([])
})

test('the scripts that they run import nothing that would have to be installed', () => {
  const scripts = ['scripts/release.ts', 'scripts/release/github.ts', 'scripts/release/steps.ts']
  const imported = scripts.flatMap((path) => [...read(path).matchAll(/ from '([^']*)'/g)].map(([, name = '']) => name))
  expect(imported.length).toBeGreaterThan(3)
  expect(imported.filter((name) => !/^(node:|\.)/.test(name))).toEqual([])
})

test('a release is drafted, tested, attested, given its files, published, and only then meant by the major tag', () => {
  const { draft, test: tests, publish } = jobsOf('.github/workflows/release.yml')
  expect([tests?.needs, publish?.needs]).toEqual(['draft', 'test'])
  expect(commandsOf(draft ?? { steps: [] })).toContain('release.ts draft')
  expect(commandsOf(tests ?? { steps: [] })).toContain('npm test')
  const marks = ['actions/attest@', 'actions/attest@', 'release.ts publish', 'release.ts major-tag']
  const steps = (publish?.steps ?? []).map(({ run = '', uses = '' }) => `${uses}${run}`)
  expect(steps.flatMap((step) => marks.find((mark) => step.includes(mark)) ?? [])).toEqual(marks)
})

test.each(filesIn('.github/ISSUE_TEMPLATE', '.yml').filter((path) => !path.endsWith('config.yml')))(
  '%s is a form: a name, a description, and fields with their own ids, one of which must be filled in',
  (path) => {
    const { name, description, body } = parse(read(path))
    expect([typeof name, typeof description]).toEqual(['string', 'string'])
    const fields: readonly Field[] = body.filter(({ type }: Field) => type !== 'markdown')
    expect(fields.filter(({ type }) => !['input', 'textarea', 'dropdown'].includes(type))).toEqual([])
    expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length)
    expect(fields.filter(({ attributes }) => typeof attributes.label !== 'string')).toEqual([])
    expect(fields.some(({ validations }) => validations?.required)).toBe(true)
  },
)

interface Field {
  readonly type: string
  readonly id?: string
  readonly attributes: { readonly label?: unknown }
  readonly validations?: { readonly required?: boolean }
}

test('what programs write is marked so, and every file keeps its line ends', () => {
  const attributes = read('.gitattributes')
  expect(attributes).toMatch(/^\* text=auto eol=lf$/m)
  for (const pattern of ['dist/**', '*.golden.md', 'conformance/results/**'])
    expect(attributes).toContain(`${pattern} linguist-generated`)
})
