import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { root } from '../../scripts/build/bundle.ts'
import { readContract } from '../../scripts/contract.ts'
import { exits } from '../../src/report/outcomes.ts'
import type { FailureCode } from '../../src/rollout/model.ts'
import { commandsIn, faultsOfScript } from './aws-cli.ts'
import { pageOf } from './markdown.ts'
import { complaints, ours, refusedInputs } from './workflow-lint.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const filesIn = (folder: string, ending: string) =>
  readdirSync(join(root, folder)).flatMap((name) => (name.endsWith(ending) ? [`${folder}/${name}`] : []))

const docs = filesIn('docs', '.md')
const examples = filesIn('examples', '.yml')
const pages = new Map(
  ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', ...docs].map((path) => [path, pageOf(read(path))]),
)
const blocks = [...pages].flatMap(([path, page]) =>
  page.blocks.map(({ language, text, line }) => ({ at: `${path}:${line}`, language, text })),
)
const inLanguage = (...languages: readonly string[]) => blocks.filter(({ language }) => languages.includes(language))

const contract = readContract(join(root, 'action.yml'))
const names = (entries: readonly { readonly name: string }[]) => entries.map(({ name }) => name)

/** Every word that an end may be called by; a new one is missing here before it compiles. */
const failureCodes = Object.keys({
  'access-denied': '',
  'aws-failed': '',
  'below-minimum': '',
  'cancelled-elsewhere': '',
  'credentials-expired': '',
  'instances-died': '',
  'invalid-input': '',
  'launch-failures': '',
  'lost-contact': '',
  'rollback-failed': '',
  'target-health': '',
  alarm: '',
  cancelled: '',
  conflict: '',
  drift: '',
  preflight: '',
  stalled: '',
  timeout: '',
  verify: '',
} satisfies Record<FailureCode, ''>)

/** What a fence of YAML shows, told by its first key, and made whole. */
function workflowOf(text: string): string | undefined {
  const shown: unknown = parse(text)
  if (Array.isArray(shown)) return job(text)
  const keys = Object.keys(shown ?? {})
  if (keys.includes('jobs')) return text
  if (keys.every((key) => names(contract.inputs).includes(key))) return job(step(text, keys))
  if (keys.includes('Resources') || keys.includes('Parameters')) return undefined
  return `on: workflow_dispatch\npermissions: {}\njobs:\n${indented(text, 2)}`
}

const job = (steps: string): string =>
  `on: workflow_dispatch\npermissions: {}\njobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n${indented(steps, 6)}`
const step = (inputs: string, keys: readonly string[]): string => {
  const group = keys.includes('auto-scaling-group') ? '' : 'auto-scaling-group: web\n'
  const image =
    keys.includes('image') || keys.includes('to') || keys.includes('mode') ? '' : 'image: ami-0123456789abcdef0\n'
  return `- uses: ${ours}\n  with:\n${indented(`${group}${image}${inputs}`, 4)}`
}
const indented = (text: string, by: number): string => text.replace(/^(?=.)/gm, ' '.repeat(by))

const workflows = inLanguage('yaml').flatMap(({ at, text }) => {
  const workflow = workflowOf(text)
  return workflow === undefined ? [] : [{ at, text: workflow }]
})

describe('YAML in README and docs', () => {
  test.each(workflows)("$at is accepted by GitHub's own parser", async ({ at, text }) => {
    expect(await complaints(`.github/workflows/${at.replace(/\W/g, '-')}.yml`, text)).toEqual([])
  })

  test.each([...workflows, ...examples.map((path) => ({ at: path, text: read(path) }))])(
    '$at sets no input to what the action would refuse',
    ({ text }) => {
      expect(refusedInputs(text)).toEqual([])
    },
  )

  test('a fence with a value that the action refuses would be told', () => {
    expect(refusedInputs(workflowOf('mode: rolback') ?? '')).toEqual([
      'mode must be one of deploy, rollback, plan, check',
      expect.stringContaining('image'),
    ])
  })
})

describe('examples', () => {
  const shown = examples.map((path) => ({ path, text: read(path) }))

  test.each(shown)('$path lets no two rollouts of a group meet, and none run for ever', ({ text }) => {
    const { concurrency, jobs }: { concurrency?: unknown; jobs: Readonly<Record<string, Job>> } = parse(text)
    const rolling = Object.values(jobs).filter(({ steps }) => steps.some(({ uses }) => uses === ours))
    expect(rolling.length).toBeGreaterThan(0)
    expect(rolling.filter((each) => !(each.concurrency ?? concurrency) || !each['timeout-minutes'])).toEqual([])
  })

  test('are each linked from the README', () => {
    expect(examples.filter((path) => !pages.get('README.md')?.links.includes(path))).toEqual([])
  })
})

interface Job {
  readonly steps: readonly { readonly uses?: string }[]
  readonly concurrency?: unknown
  readonly 'timeout-minutes'?: number
}

describe('commands', () => {
  const scripts = inLanguage('sh')
  const quoted = [...pages].flatMap(([at, { codes }]) =>
    codes.flatMap((text) => (/^aws [a-z]/.test(text) && commandsIn(text)[0]?.length !== 2 ? [{ at, text }] : [])),
  )

  test.each([...scripts, ...quoted])('of AWS at $at exist, and take what they are given', ({ text }) => {
    expect(faultsOfScript(text)).toEqual([])
  })

  test('are there', () => {
    expect(scripts.flatMap(({ text }) => commandsIn(text)).length).toBeGreaterThan(10)
  })

  test.each([
    ['aws autoscaling refresh-instances --auto-scaling-group-name web', 'autoscaling has no such operation'],
    ['aws autoscaling start-instance-refresh --group web', 'has no --group'],
    ['aws autoscaling start-instance-refresh --strategy Rolling', 'lacks AutoScalingGroupName'],
    [
      `aws autoscaling start-instance-refresh --auto-scaling-group-name web \\\n  --preferences '{"SkipMatchin":true}'`,
      'has no SkipMatchin',
    ],
    ['aws ec2 describe-images --filters Names=name,Values=web', 'has no Names'],
    ['echo; aws s3 ls', 's3 ls: is a service'],
    ['aws iam put-role-policy --role-name a --policy-name b', 'lacks policy-document'],
  ])('like «%s» would be told', (command, complaint) => {
    expect(faultsOfScript(command)).toContainEqual(expect.stringContaining(complaint))
  })
})

test.each(inLanguage('json'))('JSON at $at parses', ({ text }) => {
  expect(JSON.parse(text)).toBeTypeOf('object')
})

test('a fence names its language, and one that these tests know', () => {
  const known = ['yaml', 'json', 'sh', 'hcl', 'text']
  expect(blocks.filter(({ language }) => !known.includes(language)).map(({ at }) => at)).toEqual([])
})

describe('links', () => {
  const local = [...pages].flatMap(([path, { links }]) =>
    links.flatMap((link) => (/^[a-z]+:/.test(link) ? [] : [{ path, link }])),
  )

  test('lead to a file, and to a heading that is there', () => {
    const dead = local.filter(({ path, link }) => {
      const [file = '', anchor] = link.split('#')
      const target = file === '' ? path : posix.join(posix.dirname(path), file)
      if (!existsSync(join(root, target))) return true
      return anchor !== undefined && !(pages.get(target)?.anchors ?? []).includes(anchor)
    })
    expect(dead).toEqual([])
  })

  test('lead from the README to every page', () => {
    const linked = pages.get('README.md')?.links.map((link) => link.split('#')[0]) ?? []
    expect(docs.filter((path) => !linked.includes(path))).toEqual([])
  })
})

describe('words in backticks', () => {
  const keys = new Set(
    [...workflows.map(({ text }) => text), ...examples.map(read)].flatMap((text) =>
      [...text.matchAll(/^[\s-]*([\w-]+):/gm)].map(([, key = '']) => key),
    ),
  )
  const words = new Set([
    ...names(contract.inputs),
    ...names(contract.outputs),
    ...failureCodes,
    ...Object.keys(exits),
    ...keys,
    ...['new-refresh', 'mixed'],
  ])
  const coded = [...pages].flatMap(([path, { codes }]) => codes.map((code) => ({ path, code })))

  test('that look like an input are one, or an output, a failure code or a key of a workflow', () => {
    const foreign = coded.filter(({ code }) => /^[a-z]+(-[a-z]+)+$/.test(code) && !words.has(code))
    expect(foreign.filter(({ code }) => !ofOthers.has(code))).toEqual([])
  })

  test('that set an input set it to what the action takes', () => {
    const set = coded.flatMap(({ path, code }) => {
      const [, name = '', value = ''] = /^([a-z-]+): (.+)$/s.exec(code) ?? []
      return names(contract.inputs).includes(name) && !value.includes('…') ? [{ path, name, code }] : []
    })
    expect(set.length).toBeGreaterThan(5)
    const refused = set.filter(({ name, code }) =>
      refusedInputs(workflowOf(code) ?? '').some((complaint) => complaint.startsWith(`${name} must`)),
    )
    expect(refused).toEqual([])
  })
})

/** Words of other people's that stand in our pages. */
const ofOthers = new Set(['node-linux-x'])

describe('pages', () => {
  test.each(docs)('%s says in its first words which question it answers', (path) => {
    expect(pages.get(path)?.lead).toMatch(/^[A-Z][^.!]*\?( |$)/)
  })

  test('are short: depth has a page of its own', () => {
    const long = [...pages.keys()].filter((path) => read(path).split('\n').length > (path === 'README.md' ? 300 : 150))
    expect(long).toEqual([])
  })

  test('the README shows pictures that are small', () => {
    const pictures = pages.get('README.md')?.links.filter((link) => link.endsWith('.png')) ?? []
    expect(pictures.length).toBeGreaterThan(1)
    expect(pictures.filter((path) => statSync(join(root, path)).size > 150_000)).toEqual([])
  })

  test('the README has a row for every failure code', () => {
    const rows = [...read('README.md').matchAll(/^\| `([a-z-]+)` \|.*\|.*\|.*\|$/gm)].map(([, code]) => code)
    expect(failureCodes.filter((code) => !rows.includes(code))).toEqual([])
  })
})
