/** boto3 as a client of the simulator: every answer against botocore's models, strictly; paginators, waiters. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Account } from '../../simulator/aws/world/account.ts'
import { scenes } from '../../simulator/scenes/index.ts'
import type { Scene } from '../../simulator/scenes/scene.ts'
import { inTurn } from '../in-turn.ts'
import { missingProgram, versionsIn } from '../needs.ts'
import { type Case, expected, type Part, type Stage } from '../part.ts'
import { output } from '../process.ts'
import { cancelAfter, credentials, sceneOf, servedOperations, simulated, startAction } from '../simulated.ts'
import { differences } from './differences.ts'
import { type Exchange, tap } from './tap.ts'

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const REQUIREMENTS = here('../boto.txt')
/** Virtual seconds in a real one: on a busy machine a faster clock lets requests time out. */
const SPEED = 10
const SCENES_AT_ONCE = 3

export const boto3: Part = {
  name: 'boto3',
  says: 'boto3 asks the simulator for every operation that it serves; every answer is held against botocore’s models.',
  needs: 'python3 with venv',
  missing: () => missingProgram('python3'),
  async play(stage) {
    const python = join(await stage.cache.python(REQUIREMENTS), 'python')
    return {
      versions: versionsIn(REQUIREMENTS),
      cases: [...(await asked(stage, python)), ...(await recorded(stage, python))],
    }
  },
}

/** What the scene lacks, and some operation asks for. */
function furnish(account: Account): void {
  account.parameter('/web/image', 'ami-0b5eac1ed7a1e5001')
  account.image({ id: 'ami-0b5eac1ed7a1e5000', name: 'past-use' })
  account.classicLoadBalancer({ name: 'conformance' })
  account.credentials.role({ name: 'web' })
}

/** Every operation, asked by boto3 itself. */
async function asked(stage: Stage, python: string): Promise<readonly Case[]> {
  const served = join(stage.scratch, 'operations.json')
  writeFileSync(served, JSON.stringify(servedOperations()))
  await using aws = await simulated(sceneOf('good-image'), SPEED)
  furnish(aws.account)
  const lines = await python3(stage, python, [here('calls.py'), aws.url, served])
  return lines.map(({ name, seen, complaints }) => caseOf(`${name}`, seen ?? 'answers', complaints))
}

/** Every answer that the shipped bundle got in the scenes of the demo; and that each scene went as it should. */
async function recorded(stage: Stage, python: string): Promise<readonly Case[]> {
  const file = join(stage.scratch, 'exchanges.jsonl')
  const lines: string[] = []
  const plays = Array.from(scenes.values(), (scene) => ({
    name: scene.name,
    of: async () => {
      const { outcome, exchanges } = await exchangesOf(scene)
      lines.push(...exchanges.map((exchange) => JSON.stringify(exchange)))
      return [expected(`the scene ${scene.name}`, ends[scene.name] ?? 'an end that is known', outcome)]
    },
  }))
  const played = await inTurn(stage, plays, SCENES_AT_ONCE)
  writeFileSync(file, `${lines.join('\n')}\n`)
  const found = await python3(stage, python, [here('recorded.py'), file])
  return [
    ...played,
    ...found.map(({ name, answers, complaints }) =>
      caseOf(`answers to the action: ${name}`, `${answers} answers`, complaints),
    ),
  ]
}

/** How the scenes end: a job that broke off would have asked for little. */
const ends: Readonly<Record<string, string>> = {
  'good-image': 'succeeded',
  'never-healthy': 'failed',
  'bad-image': 'failed',
  'trial-fails': 'failed',
  archive: 'succeeded',
  rollback: 'succeeded',
  cancel: 'cancelled',
  'up-to-date': 'unchanged',
  latest: 'succeeded',
  mixed: 'succeeded',
  plan: 'planned',
  refused: 'refused',
}

async function exchangesOf(
  scene: Scene,
): Promise<{ readonly outcome: string; readonly exchanges: readonly Exchange[] }> {
  await using aws = await simulated(scene, SPEED)
  await using between = await tap(aws.url)
  const job = startAction({ inputs: scene.inputs, env: { ...aws.env, AWS_ENDPOINT_URL: between.url } }, aws.clock)
  if (scene.cancelAfter !== undefined) void cancelAfter(aws, job, scene.cancelAfter)
  const { outputs, conclusion } = await job.done
  // On a busy machine the runner kills a cancelled job before it has written its outcome: the post step settles it.
  return { outcome: outputs['outcome'] || conclusion, exchanges: between.exchanges }
}

function caseOf(name: string, seen: string, complaints: readonly string[]): Case {
  const open = complaints.filter((complaint) => !differences.some(({ says }) => says.test(complaint)))
  const known = differences.find(({ says }) => complaints.some((complaint) => says.test(complaint)))
  if (open.length > 0) return { name, verdict: 'unexplained', seen: `${seen}: ${open.join('; ')}` }
  if (known === undefined) return { name, verdict: 'as expected', seen }
  return { name, verdict: 'explained', seen: `${seen}: ${complaints.join('; ')}`, source: known.source }
}

interface Found {
  readonly name: string
  readonly seen?: string
  readonly answers?: number
  readonly complaints: readonly string[]
}

/** What a script of this folder printed, a JSON object a line. */
async function python3(stage: Stage, program: string, args: readonly string[]): Promise<readonly Found[]> {
  const env = {
    ...credentials,
    AWS_DEFAULT_REGION: 'eu-west-1',
    PYTHONDONTWRITEBYTECODE: '1',
  }
  const text = await output({ program, args, env, onLine: stage.log })
  return text.split('\n').map((line): Found => JSON.parse(line))
}
