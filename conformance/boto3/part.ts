/** boto3 as a client of the simulator: every answer against botocore's models, strictly; paginators, waiters. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Account } from '../../simulator/aws/world/account.ts'
import { scenes } from '../../simulator/scenes/index.ts'
import { missingProgram, versionsIn } from '../needs.ts'
import type { Case, Part, Stage } from '../part.ts'
import { output } from '../process.ts'
import { credentials, sceneOf, servedOperations, simulated, startAction } from '../simulated.ts'
import { differences } from './differences.ts'
import { tap } from './tap.ts'

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const REQUIREMENTS = here('../boto.txt')
/** Virtual seconds in a real one, for the scenes whose answers are recorded. */
const SPEED = 30
const ASKING_SPEED = 10

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
  account.classicLoadBalancer({ name: 'conformance' })
  account.credentials.role({ name: 'web' })
}

/** Every operation, asked by boto3 itself. */
async function asked(stage: Stage, python: string): Promise<readonly Case[]> {
  const served = join(stage.scratch, 'operations.json')
  writeFileSync(served, JSON.stringify(servedOperations()))
  await using aws = await simulated(sceneOf('good-image'), ASKING_SPEED)
  furnish(aws.account)
  const lines = await python3(stage, python, [here('calls.py'), aws.url, served])
  return lines.map(({ name, seen, complaints }) => caseOf(`${name}`, seen ?? 'answers', complaints))
}

/** Every answer that the shipped bundle got in the scenes of the demo. */
async function recorded(stage: Stage, python: string): Promise<readonly Case[]> {
  const file = join(stage.scratch, 'exchanges.jsonl')
  const lines: string[] = []
  await Promise.all(
    Array.from(scenes.values(), async (scene) => {
      await using aws = await simulated(scene, SPEED)
      await using between = await tap(aws.url)
      const job = startAction({ inputs: scene.inputs, env: { ...aws.env, AWS_ENDPOINT_URL: between.url } }, aws.clock)
      if (scene.cancelAfter !== undefined) void aws.clock.sleep(scene.cancelAfter * 1000).then(job.cancel)
      const { conclusion } = await job.done
      stage.log(`scene ${scene.name}: ${conclusion}, ${between.exchanges.length} exchanges`)
      lines.push(...between.exchanges.map((exchange) => JSON.stringify(exchange)))
    }),
  )
  writeFileSync(file, `${lines.join('\n')}\n`)
  const found = await python3(stage, python, [here('recorded.py'), file])
  return found.map(({ name, answers, complaints }) =>
    caseOf(`answers to the action: ${name}`, `${answers} answers`, complaints),
  )
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
