/** The workflows of this folder: what each is to show. */
import { GROUP, NEW_IMAGE } from '../../simulator/scenes/web.ts'
import type { Play } from '../in-turn.ts'
import { type Case, expected } from '../part.ts'
import { credentials, simulated } from '../simulated.ts'
import { act, ownWorkflow } from './act.ts'
import { differences, signalled } from './differences.ts'
import { ALL_NEW, ALL_OLD, type Place, run, SPEED, truthOf } from './run.ts'
import { badImage, furnished } from './worlds.ts'

export const ownPlays = (place: Place): readonly Play[] => [
  { name: 'deploy', of: () => deploy(place) },
  { name: 'bad image', of: () => bad(place) },
  { name: 'cancel', of: () => cancel(place) },
  { name: 'hand-over', of: () => handOver(place) },
  ...(['matrix', 'composite', 'caller'] as const).map((name) => ({ name, of: () => through(place, name) })),
  { name: 'configure-aws-credentials', of: () => inFront(place) },
  { name: 'differences', of: async () => differences(await run(place, furnished(), ownWorkflow('differences.yml'))) },
]

/** Members of the JSON that a step wrote, as one line. */
function told(json: string | undefined, ...names: readonly string[]): string {
  if (json === undefined) return 'nothing'
  const outputs: Readonly<Record<string, string>> = JSON.parse(json)
  return names.map((name) => `${name}=${outputs[name] ?? ''}`).join(' ')
}

async function deploy(place: Place): Promise<readonly Case[]> {
  const { exit, results, log, truth } = await run(place, furnished(), ownWorkflow('deploy.yml'))
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

async function bad(place: Place): Promise<readonly Case[]> {
  const { exit, results, truth } = await run(place, badImage(), ownWorkflow('bad.yml'))
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

async function cancel(place: Place): Promise<readonly Case[]> {
  const scene = furnished()
  await using aws = await simulated(scene, SPEED)
  const { exit, log } = await act(place, aws, {
    ...ownWorkflow('deploy.yml'),
    vars: { IMAGE: NEW_IMAGE },
    cancelAt: /\b6 starting\b/,
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
    signalled(log),
  ]
}

async function handOver(place: Place): Promise<readonly Case[]> {
  const { exit, results, truth } = await run(place, furnished(), ownWorkflow('hand-over.yml'))
  const [first, second] = [results['first.json'], results['second.json']]
  return [
    expected('hand-over: how act exits, and what runs', `0, ${ALL_NEW}`, `${exit}, ${truth[GROUP]}`),
    expected(
      'hand-over: the first job',
      'outcome=failed failure-code=handed-over',
      told(first, 'outcome', 'failure-code'),
    ),
    expected(
      'hand-over: the second job takes up the same refresh',
      `outcome=succeeded failure-code= ${told(first, 'refresh')}`,
      told(second, 'outcome', 'failure-code', 'refresh'),
    ),
  ]
}

async function until(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 240 && !isSo(); i += 1) await new Promise((resolve) => setTimeout(resolve, 250))
}

async function through(place: Place, name: 'matrix' | 'composite' | 'caller'): Promise<readonly Case[]> {
  const { exit, results, truth } = await run(place, furnished(), ownWorkflow(`${name}.yml`))
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

async function inFront(place: Place): Promise<readonly Case[]> {
  const name = 'configure-aws-credentials in front'
  const { exit, results, log, truth } = await run(place, furnished(), {
    ...ownWorkflow('credentials.yml'),
    local: { 'aws-actions/configure-aws-credentials@v6': place.configure },
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
