/** act, a runner that we did not write, runs workflows with the action, at the simulated AWS. */
import { serveIdentityTokens } from '../../simulator/github/oidc.ts'
import type { Scene } from '../../simulator/scenes/scene.ts'
import { GROUP, NEW_IMAGE } from '../../simulator/scenes/web.ts'
import { root } from '../../simulator/stage.ts'
import { inTurn, type Play } from '../in-turn.ts'
import { missingProgram } from '../needs.ts'
import { type Case, expected, type Part, type Stage } from '../part.ts'
import { credentials, type Simulated, simulated } from '../simulated.ts'
import { act, ownWorkflow, type RunResult, type WorkflowRun } from './act.ts'
import { type Example, examples, FILLED_IN } from './examples.ts'
import { badImage, furnished } from './worlds.ts'

const ACT = 'github.com/nektos/act@v0.2.89'
const SPEED = 20
/** Each run keeps a runner, the action's process and a simulated account busy for moments, and waits the rest of the time. */
const AT_ONCE = 3
/** A checkout of aws-actions/configure-aws-credentials, for the cases that put it in front. */
const CONFIGURE = process.env['CONFIGURE_AWS_CREDENTIALS']

export const runner: Part = {
  name: 'runner',
  says: 'nektos/act runs workflows with the action: deploy, bad image, cancel, matrix, composite, reusable, every example.',
  needs: 'go and git; CONFIGURE_AWS_CREDENTIALS=FOLDER, a checkout of that action, for the cases with it',
  missing: () => missingProgram('go') ?? missingProgram('git'),
  async play(stage) {
    const program = await stage.cache.go(ACT)
    const cases = await inTurn(stage, plays(stage, program), AT_ONCE)
    return { versions: { act: ACT.split('@v')[1] ?? '', node: process.versions.node }, cases }
  },
}

const plays = (stage: Stage, program: string): readonly Play[] => [
  { name: 'deploy', of: () => deploy(stage, program) },
  { name: 'bad image', of: () => bad(stage, program) },
  { name: 'cancel', of: () => cancel(stage, program) },
  ...(['matrix', 'composite', 'caller'] as const).map((name) => ({ name, of: () => through(stage, program, name) })),
  { name: 'configure-aws-credentials', of: () => inFront(stage, program) },
  ...examples().map((example) => ({ name: `examples/${example.file}`, of: () => played(stage, program, example) })),
]

interface Ended extends RunResult {
  /** What each group's instances in service run, and what it launches next. */
  readonly truth: Readonly<Record<string, string>>
}

/** Runs a workflow in a world of its own, in which GitHub gives out identity tokens. */
async function run(stage: Stage, program: string, scene: Scene, workflow: Omit<WorkflowRun, 'vars'>): Promise<Ended> {
  await using aws = await simulated(scene, SPEED)
  const tokens = await serveIdentityTokens({ repository: 'octo-org/shop', ref: 'refs/heads/main', clock: aws.clock })
  try {
    stage.log(`── ${workflow.file} in ${scene.name}`)
    const result = await act(stage, program, aws, {
      ...workflow,
      vars: { IMAGE: NEW_IMAGE },
      env: { ...tokens.env, ...workflow.env },
    })
    return { ...result, truth: truthOf(aws) }
  } finally {
    await tokens.close()
  }
}

const word = (image: string) => (image === NEW_IMAGE ? 'new' : 'old')

const truthOf = ({ account }: Simulated): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...account.groups.keys()].map((name) => {
      const inService = account.truth(name).filter(({ lifecycle }) => lifecycle === 'InService')
      const runs = [...new Set(inService.map(({ imageId }) => word(imageId)))].toSorted().join(' ')
      return [name, `runs ${runs}, next ${word(account.nextLaunch(name).imageId ?? '')}`]
    }),
  )

const ALL_NEW = 'runs new, next new'
const ALL_OLD = 'runs old, next old'

/** Members of the JSON that a step wrote, as one line. */
function told(json: string | undefined, ...names: readonly string[]): string {
  if (json === undefined) return 'nothing'
  const outputs: Readonly<Record<string, string>> = JSON.parse(json)
  return names.map((name) => `${name}=${outputs[name] ?? ''}`).join(' ')
}

async function deploy(stage: Stage, program: string): Promise<readonly Case[]> {
  const { exit, results, log, truth } = await run(stage, program, furnished(), ownWorkflow('deploy.yml'))
  return [
    expected('deploy: how act exits, and what runs', `0, ${ALL_NEW}`, `${exit}, ${truth[GROUP]}`),
    expected(
      'deploy: outputs reach a second job',
      `outcome=succeeded fleet=new image=${NEW_IMAGE} version=8`,
      told(results['outputs.json'], 'outcome', 'fleet', 'image', 'version'),
    ),
    expected(
      'deploy: a step with `if: failure()` does not run',
      'absent',
      'failure-step' in results ? 'it ran' : 'absent',
    ),
    expected('deploy: the report file is there for a later step', 'there', results['report.json'] ? 'there' : 'absent'),
    expected('deploy: the summary is there', 'there', /Summary - [^\n]*web/.test(log) ? 'there' : 'absent'),
    expected(
      'deploy: no secret key stands in the log',
      'none',
      log.includes(credentials['AWS_SECRET_ACCESS_KEY'] ?? '') ? 'it does' : 'none',
    ),
  ]
}

async function bad(stage: Stage, program: string): Promise<readonly Case[]> {
  const { exit, results, truth } = await run(stage, program, badImage(), ownWorkflow('bad.yml'))
  return [
    expected('bad image: how act exits, and what runs', `1, ${ALL_OLD}`, `${exit}, ${truth[GROUP]}`),
    expected(
      'bad image: a step with `if: failure()` reads the outputs',
      'outcome=failed failure-code=instances-died fleet=previous',
      told(results['outputs.json'], 'outcome', 'failure-code', 'fleet'),
    ),
    expected('bad image: no further step runs', 'none', 'went-on' in results ? 'one ran' : 'none'),
  ]
}

async function cancel(stage: Stage, program: string): Promise<readonly Case[]> {
  const scene = furnished()
  await using aws = await simulated(scene, SPEED)
  const { exit, log } = await act(stage, program, aws, {
    ...ownWorkflow('deploy.yml'),
    vars: { IMAGE: NEW_IMAGE },
    cancelAt: /\b1 of 6\b/,
  })
  // Post has sent the rollback and ends; AWS goes back by itself.
  await until(() => truthOf(aws)[GROUP] === ALL_OLD)
  return [
    expected('cancel: act is red', 'red', exit === 0 ? 'green' : 'red'),
    expected(
      'cancel: main is killed at once, post runs and tells of the rollback',
      'told',
      /rolled back|roll(ing)? the instance refresh back/i.test(log) ? 'told' : 'not told',
    ),
    expected('cancel: what runs in the end', ALL_OLD, truthOf(aws)[GROUP] ?? ''),
  ]
}

async function until(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 240 && !isSo(); i += 1) await new Promise((resolve) => setTimeout(resolve, 250))
}

async function through(
  stage: Stage,
  program: string,
  name: 'matrix' | 'composite' | 'caller',
): Promise<readonly Case[]> {
  const { exit, results, truth } = await run(stage, program, furnished(), ownWorkflow(`${name}.yml`))
  const groups = name === 'matrix' ? ['web', 'worker'] : [GROUP]
  const files = name === 'matrix' ? ['web.json', 'worker.json'] : ['outputs.json']
  return [
    expected(
      `${name}: how act exits, and what runs`,
      `0, ${groups.map(() => ALL_NEW).join('; ')}`,
      `${exit}, ${groups.map((group) => truth[group]).join('; ')}`,
    ),
    ...files.map((file) => expected(`${name}: outputs, ${file}`, 'outcome=succeeded', told(results[file], 'outcome'))),
  ]
}

async function inFront(stage: Stage, program: string): Promise<readonly Case[]> {
  const name = 'configure-aws-credentials in front'
  if (CONFIGURE === undefined) {
    stage.log(`${name}: not played, CONFIGURE_AWS_CREDENTIALS names no folder`)
    return []
  }
  const { exit, results, log, truth } = await run(stage, program, furnished(), {
    ...ownWorkflow('credentials.yml'),
    local: { 'aws-actions/configure-aws-credentials@v6': CONFIGURE },
    // Its own keys only: those of the job's environment would be used as they are.
    env: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
  })
  const unmasked = log
    .split('\n')
    .filter((line) => line.includes('123456789012') && !/role-to-assume|local-repository/.test(line))
  return [
    expected(`${name}: how act exits, and what runs`, `0, ${ALL_NEW}`, `${exit}, ${truth[GROUP]}`),
    expected(
      `${name}: job outputs survive the mask of the account id`,
      'outcome=succeeded template=lt-0a1b2c3d4e5f60718',
      told(results['outputs.json'], 'outcome', 'template'),
    ),
    expected(`${name}: no line shows the account id`, 'none', unmasked[0] ?? 'none'),
  ]
}

async function played(stage: Stage, program: string, { scene, runs, ...example }: Example): Promise<readonly Case[]> {
  const { exit, truth, log } = await run(stage, program, scene, {
    ...example,
    local: { [FILLED_IN]: root, ...localConfigure(example.text) },
    env: { PATH: `./bin:${process.env['PATH']}` },
  })
  const wanted = `0, ${runs === 'new' ? ALL_NEW : ALL_OLD}`
  const one = expected(`examples/${example.file}`, wanted, `${exit}, ${truth[GROUP]}`)
  if (one.verdict === 'as expected') return [one]
  const errors = log.split('\n').filter((line) => /error|❌/i.test(line))
  return [{ ...one, seen: `${one.seen}: ${errors.slice(0, 3).join(' / ')}` }]
}

/** The commit of that action which an example names, from the checkout. */
function localConfigure(text: string): Readonly<Record<string, string>> {
  const named = /aws-actions\/configure-aws-credentials@\w+/.exec(text)?.[0]
  return named !== undefined && CONFIGURE !== undefined ? { [named]: CONFIGURE } : {}
}
