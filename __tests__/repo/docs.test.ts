import { existsSync, globSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { root } from '../../scripts/build/bundle.ts'
import { readContract } from '../../scripts/contract.ts'
import { allEnds } from '../../scripts/pictures/ends.ts'
import { goldenSummaries } from '../../scripts/pictures/goldens.ts'
import { refusals } from '../../scripts/readme/troubleshooting.ts'
import { exits } from '../../src/report/outcomes.ts'
import type { FailureCode } from '../../src/rollout/failures/index.ts'
import { commandsIn, faultsOfScript } from './aws-cli.ts'
import { examples, fences, filesIn, inLanguage, pages, read, workflowOf, workflows } from './fences.ts'
import { minutesOf, ours, refusedInputs } from './workflow-lint.ts'

const docs = filesIn('docs', '.md')

const contract = readContract(join(root, 'action.yml'))
const names = (entries: readonly { readonly name: string }[]) => entries.map(({ name }) => name)

/** Every word that an end may be called by; a new one is missing here before it compiles. */
const failureCodes = Object.keys({
  'access-denied': '',
  'aws-failed': '',
  'below-minimum': '',
  'cancelled-elsewhere': '',
  'credentials-expired': '',
  'handed-over': '',
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
  trial: '',
  verify: '',
} satisfies Record<FailureCode, ''>)

describe('inputs', () => {
  test.each([...workflows, ...examples.map((path) => ({ at: path, text: read(path) }))])(
    'at $at are such that the action takes them',
    ({ text }) => {
      expect(refusedInputs(text)).toEqual([])
    },
  )

  test('a fence with a value that the action refuses would be told', () => {
    expect(refusedInputs(workflowOf('mode: rolback') ?? '')).toEqual([
      'mode must be one of deploy, rollback, plan, check, watch',
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

  test.each([...shown, ...workflows.map(({ at, text }) => ({ path: at, text }))])(
    '$path hands over before GitHub ends the job',
    ({ text }) => {
      const { jobs }: { jobs: Readonly<Record<string, Job>> } = parse(text)
      const tight = Object.entries(jobs).flatMap(([id, { steps = [], 'timeout-minutes': minutes = 360 }]) =>
        steps.flatMap(({ uses, with: inputs }) => {
          if (uses !== ours || inputs?.['mode'] === 'plan' || inputs?.['mode'] === 'check') return []
          const left = minutes - minutesOf(inputs?.['hand-over'] ?? '5h40m') - SPARE_MINUTES
          return left < 0 ? [`${id}: ${-left} min too late`] : []
        }),
      )
      expect(tight).toEqual([])
    },
  )

  test.each([...shown, ...workflows.map(({ at, text }) => ({ path: at, text }))])(
    '$path rolls nothing in a job that a cancel does not stop',
    ({ text }) => {
      const { jobs }: { jobs: Readonly<Record<string, Job>> } = parse(text)
      const rolling = Object.values(jobs).filter(({ steps }) => steps?.some(({ uses }) => uses === ours))
      expect(rolling.filter((each) => /always\(\)/.test(each.if ?? ''))).toEqual([])
      const own = rolling.flatMap(({ steps = [] }) => steps.filter(({ uses }) => uses === ours))
      expect(own.filter((each) => /always\(\)/.test(each.if ?? ''))).toEqual([])
    },
  )

  test('have the group’s console as the address of their environment', () => {
    const without = shown.filter(({ text }) => /^ {4}environment:/m.test(text) && !text.includes('console-url'))
    expect(without).toEqual([])
  })

  test('are each linked from the README, or from the page about moving here', () => {
    const linked = [
      ...(pages.get('README.md')?.links ?? []),
      ...(pages.get('docs/moving-here.md')?.links ?? []).map((link) => link.replace('../', '')),
    ]
    expect(examples.filter((path) => !linked.includes(path))).toEqual([])
  })
})

/** What comes before the step is short in each of them; what comes after a hand-over is post, and the runner's own work. */
const SPARE_MINUTES = 20

interface Job {
  readonly if?: string
  readonly steps: readonly {
    readonly uses?: string
    readonly if?: string
    readonly with?: Readonly<Record<string, string>>
  }[]
  readonly concurrency?: unknown
  readonly 'timeout-minutes'?: number
}

/** What a pattern captures in a text, each time. */
const codeIn = (pattern: RegExp, text: string): readonly string[] =>
  [...text.matchAll(pattern)].map(([, code = '']) => code)

describe('commands', () => {
  const scripts = inLanguage('sh')
  const quoted = [...pages].flatMap(([at, { codes }]) =>
    codes.flatMap((text) => (/^aws [a-z]/.test(text) ? [{ at, text }] : [])),
  )

  test.each(scripts)('of AWS at $at exist, and take what they are given', ({ text }) => {
    expect(faultsOfScript(text)).toEqual([])
  })

  test.each(quoted)('of AWS that $at speaks of exist', ({ text }) => {
    expect(faultsOfScript(text).filter((fault) => !fault.includes(': lacks '))).toEqual([])
  })

  test('are there', () => {
    expect(scripts.flatMap(({ text }) => commandsIn(text)).length).toBeGreaterThan(10)
  })

  test('of AWS that golden logs, annotations and summaries offer exist, take what they are given, and name the region', () => {
    const golden = globSync('__tests__/{scenarios,report}/**/*.golden.md', { cwd: root }).map(read)
    const offered = [
      ...[...goldenSummaries().values()].flatMap((summary) => codeIn(/```sh\n(.*?)```/gs, summary)),
      ...golden.flatMap((text) => codeIn(/(?<!`)`(aws [^`\n]+)`/g, text)),
      ...golden.flatMap((text) => codeIn(/^ *\$ (aws .*|for .*)$/gm, text)),
    ]
    expect(offered.length).toBeGreaterThan(150)
    const scripts = [...new Set(offered)]
    expect([...new Set(scripts.flatMap(faultsOfScript))]).toEqual([])
    expect(scripts.flatMap(commandsIn).filter((words) => !words.includes('--region'))).toEqual([])
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
  const known = ['yaml', 'json', 'sh', 'hcl', 'text', 'mermaid']
  expect(fences.filter(({ language }) => !known.includes(language)).map(({ at }) => at)).toEqual([])
})

describe('links', () => {
  const local = [...pages].flatMap(([path, { links }]) =>
    // What leaves the repository leads to GitHub's pages of it: a badge, and the runs that it shows.
    links.flatMap((link) => (/^([a-z]+:|\.\.\/\.\.\/actions\/)/.test(link) ? [] : [{ path, link }])),
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

/** Words of AWS's, Terraform's and npm's on our pages, and names of tags and of a stack. */
const ofOthers = ['ignore-scripts', 'ubuntu-latest', 'git-commit', 'git-sha', 'source-commit', 'ami-rollout-live']

describe('words in backticks', () => {
  const packages = [...read('package.json').matchAll(/^ {4}"([\w-]+)":/gm)].map(([, name = '']) => name)
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
    ...packages,
    ...ofOthers,
  ])
  // The generated page of rules names switches and their settings, which are words of the simulator's.
  const coded = [...pages]
    .filter(([path]) => path !== 'docs/aws-rules.md')
    .flatMap(([path, { codes }]) => codes.map((code) => ({ path, code })))

  test('that look like an input are one, or an output, a failure code or a key of a workflow', () => {
    const foreign = coded.filter(({ code }) => /^[a-z]+(-[a-z]+)+$/.test(code) && !words.has(code))
    expect(foreign).toEqual([])
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

/** The page that shows everything, and those that are looked up, never read through. */
const longer: Readonly<Record<string, number>> = {
  'docs/figures.md': 200,
  'README.md': 200,
  'docs/ends.md': 200,
  'docs/aws-rules.md': 1100,
  'docs/troubleshooting.md': 600,
}

describe('pages', () => {
  test.each(docs)('%s says in its first words which question it answers', (path) => {
    expect(pages.get(path)?.lead).toMatch(/^[A-Z][^.!]*\?( |$)/)
  })

  test('are short: depth has a page of its own', () => {
    const long = [...pages.keys()].filter((path) => read(path).split('\n').length > (longer[path] ?? 150))
    expect(long).toEqual([])
  })

  test('the README shows pictures that are small', () => {
    const pictures = pages.get('README.md')?.links.filter((link) => link.endsWith('.png')) ?? []
    expect(pictures.length).toBeGreaterThan(1)
    expect(pictures.filter((path) => statSync(join(root, path)).size > 150_000)).toEqual([])
  })

  test('docs/ends.md shows every sign that a summary may begin with, in pictures that are small', () => {
    const shown = allEnds.flatMap(({ ends }) => ends)
    const summaries = goldenSummaries()
    const signs = shown.map(({ summary }) => /^## (\S+)/.exec(summaries.get(summary) ?? '')?.[1])
    expect(new Set(signs)).toEqual(new Set(['✅', '❌', '⛔', '↩️', '🚨', '🔍', '⏳']))
    expect(shown.length).toBeGreaterThanOrEqual(25)
    const pictures = pages.get('docs/ends.md')?.links.filter((link) => link.endsWith('.png')) ?? []
    expect(pictures).toHaveLength(2 * shown.length)
    expect(pictures.filter((path) => statSync(join(root, 'docs', path)).size > 90_000)).toEqual([])
  })

  test('docs/troubleshooting.md has every failure code, and the words of the log', () => {
    const { headings = [], blocks = [] } = pages.get('docs/troubleshooting.md') ?? {}
    expect(failureCodes.filter((code) => !headings.includes(code))).toEqual([])
    const shown = blocks.flatMap(({ language, text }) => (language === 'text' ? text.split('\n') : []))
    expect(shown.length).toBeGreaterThan(25)
    // What has no row in the table of failures is shown as some golden log has it.
    const logs = filesIn('__tests__/scenarios', '.golden.md').map(read).join('\n')
    expect(Object.values(refusals).filter(({ log }) => !shown.includes(log) || !logs.includes(log))).toEqual([])
  })

  test('docs/summary.md names sections and signs that summaries have', () => {
    const page = read('docs/summary.md')
    const [, sections = ''] = page.split('## The sections')
    const named = [...sections.matchAll(/^\| ([^|]+) \| [^|]+ \|$/gm)].flatMap(([, name = '']) =>
      name === 'Section' || name === '---' ? [] : [name],
    )
    const signs = [...page.matchAll(/^\| (\p{Emoji}\S*) \|/gmu)].map(([, sign = '']) => sign)
    const titles = [...goldenSummaries().values()].flatMap((summary) =>
      [...summary.matchAll(/^(?:#+ |<details><summary>)(.*)$/gm)].map(([, title = '']) => title),
    )
    expect(named.length + signs.length).toBeGreaterThan(12)
    const missing = [...named, ...signs.filter((sign) => sign !== '⏳')].filter(
      (word) => !titles.some((title) => title.includes(word)),
    )
    expect(missing).toEqual([])
  })

  test("docs/guards.md tells its example in the golden run's own times", () => {
    const told = [...read('docs/guards.md').matchAll(/^\| (\d):(\d\d) \|/gm)].map(([, min, sec]) => `03:0${min}:${sec}`)
    const log = read('__tests__/scenarios/guard.never-healthy-in-one-of-two-target-groups-ec2-health-checks.golden.md')
    expect(told.length).toBeGreaterThan(4)
    expect(told.filter((time) => !log.includes(`\n${time}  `))).toEqual([])
  })

  test('docs/faq.md counts the calls as docs/figures.md does', () => {
    const [, calls = ''] = /^\| ami-rollout +\| +\d+ \| +(\d+) \|/m.exec(read('docs/figures.md')) ?? []
    expect(read('docs/faq.md')).toContain(`about ${Math.round(Number(calls) / 10) * 10} calls`)
  })

  test('the README promises what docs/figures.md has measured', () => {
    const figures = read('docs/figures.md')
    const cellsOf = (line: string) => line.split('|').map((cell) => cell.trim())
    const sooner = figures.split('\n').flatMap((line) => {
      const times = Number(cellsOf(line).at(-2))
      return /RollbackSuccessful|RollbackFailed/.test(line) && times > 1 ? [times] : []
    })
    expect(sooner.length).toBeGreaterThan(5)
    expect(read('README.md')).toContain(`${Math.min(...sooner)} to ${Math.max(...sooner)} times sooner`)
    const [, good = ''] = figures.split('## A good image, held up')
    const rows = [...good.matchAll(/^\| (?!what|-)[^|]+\| +succeeded \| +[\d.]+ \| +(\d+) \|$/gm)].map(
      ([, falsely]) => falsely,
    )
    expect(new Set(rows)).toEqual(new Set(['0']))
    expect(read('README.md')).toContain(`0 false rollbacks in ${rows.length} ways`)
    const [, lag = ''] = /^\| ami-rollout +(?:\| +[\d.]+ ){4}\| +([\d.]+) \|/m.exec(figures) ?? []
    expect(read('README.md')).toContain(`comes ${lag} s after AWS is done`)
  })

  test('the README names every failure code', () => {
    const [, section = ''] = read('README.md').split('## When it is red')
    expect(failureCodes.filter((code) => !section.includes(`\`${code}\``))).toEqual([])
  })
})
