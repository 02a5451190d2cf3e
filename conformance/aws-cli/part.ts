/** The real AWS CLI as a client of the simulator: every command that people are given is run. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { GROUP, TEMPLATE } from '../../simulator/scenes/web.ts'
import { root } from '../../simulator/stage.ts'
import { missingProgram, versionsIn } from '../needs.ts'
import type { Case, Part, Stage } from '../part.ts'
import { type Ended, run } from '../process.ts'
import { cancelAfter, type Simulated, sceneOf, simulated, startAction } from '../simulated.ts'
import { commandsIn, distinct } from './commands.ts'

const REQUIREMENTS = fileURLToPath(new URL('../boto.txt', import.meta.url))
/** Virtual seconds in a real one: on a busy machine a faster clock lets requests time out. */
const SPEED = 10

export const awsCli: Part = {
  name: 'aws-cli',
  says: 'The AWS CLI runs every command that the action prints or the documentation shows, at the simulator.',
  needs: 'python3 with venv, and bash',
  missing: () => missingProgram('python3') ?? missingProgram('bash'),
  async play(stage) {
    const programs = await stage.cache.python(REQUIREMENTS)
    const cases = [...(await printed(stage, programs)), ...(await followed(stage, programs))]
    return { versions: { awscli: versionsIn(REQUIREMENTS)['awscli'] ?? '' }, cases }
  },
}

/** A command that reads a mixed instances policy is given for a group that has one. */
const sceneFor = (command: string): string => (command.includes('MixedInstancesPolicy') ? 'mixed' : 'good-image')

/** One command of each kind that stands in a golden file or a page, each in a world of its own. */
async function printed(stage: Stage, programs: string): Promise<readonly Case[]> {
  const cases: Case[] = []
  for (const command of distinct(pages().flatMap((path) => commandsIn(readFileSync(path, 'utf8'))))) {
    await using aws = await simulated(sceneOf(sceneFor(command)), 1)
    cases.push(caseOf(command, await runAt(aws, { command, programs, stage })))
  }
  return cases
}

/** Markdown of the repository, the golden files included. */
function pages(): readonly string[] {
  const folders = ['docs', '__tests__', 'examples']
  const inside = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(root, folder, name)),
  )
  return [join(root, 'README.md'), join(root, 'SECURITY.md'), ...inside].filter((path) => path.endsWith('.md'))
}

/** Worlds in which a rollout was left as it is: whatever the summary has the reader type must work there and then. */
const leftAlone = [
  { scene: 'bad-image', inputs: { 'on-failure': 'leave' } },
  { scene: 'never-healthy', inputs: { 'on-failure': 'leave' } },
  { scene: 'never-healthy', inputs: { 'on-failure': 'cancel' } },
  { scene: 'cancel', inputs: { 'on-cancel': 'leave' } },
] as const

async function followed(stage: Stage, programs: string): Promise<readonly Case[]> {
  const cases: Case[] = []
  for (const { scene: name, inputs } of leftAlone) {
    const scene = sceneOf(name)
    await using aws = await simulated(scene, SPEED)
    const job = startAction({ inputs: { ...scene.inputs, ...inputs }, env: aws.env }, aws.clock)
    if (scene.cancelAfter !== undefined) void cancelAfter(aws, job, scene.cancelAfter)
    const { summary } = await job.done
    const commands = distinct(commandsIn(`${summary.main}\n${summary.post}`))
    const where = `${name}, ${Object.entries(inputs).flat().join(': ')}`
    if (commands.length === 0) cases.push({ name: where, verdict: 'unexplained', seen: 'the summary gives no command' })
    for (const command of commands) {
      const ended = await runAt(aws, { command, programs, stage })
      const one = caseOf(`after ${where}: ${command}`, ended)
      cases.push(ended.exit === 0 ? one : { ...one, verdict: 'unexplained' })
    }
  }
  return cases
}

interface Asked {
  readonly command: string
  readonly programs: string
  readonly stage: Stage
}

function runAt(aws: Simulated, { command, programs, stage }: Asked): Promise<Ended> {
  stage.log(`$ ${command}`)
  return run({
    program: 'bash',
    args: ['-c', `${PRELUDE}\n${command}`],
    cwd: handOf(stage),
    env: {
      ...aws.env,
      ...placeholders,
      AWS_PAGER: '',
      REPOSITORY: root,
      PATH: `${programs}${delimiter}${process.env['PATH']}`,
    },
    onLine: stage.log,
    timeoutMs: 120_000,
  })
}

/** A folder with the files that the pages tell their reader to have: the policies, and what `npm run setup` writes. */
function handOf({ scratch }: Stage): string {
  const folder = join(scratch, 'reader')
  if (existsSync(folder)) return folder
  mkdirSync(folder)
  const policies = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.json'))
  for (const name of policies) copyFileSync(join(root, 'docs', name), join(folder, name))
  copyFileSync(join(folder, 'iam-trust.json'), join(folder, 'trust.json'))
  copyFileSync(join(folder, 'iam-policy.json'), join(folder, 'policy.json'))
  return folder
}

/** What the pages leave to their reader, and a function that one of them defines. */
const placeholders = { GROUP, TEMPLATE }
const PRELUDE = 'fill() { cat "$REPOSITORY/$1"; }'

function caseOf(name: string, { exit, stderr }: Ended): Case {
  if (exit === 0) return { name, verdict: 'as expected', seen: 'answered' }
  // What the CLI itself refuses, such as an option that is missing, has no code of a service in its message.
  const code = /An error occurred \(([\w.]+)\)|"__type":"(Simulator\w+)"/.exec(stderr)?.slice(1).find(Boolean)
  if (code === undefined) return { name, verdict: 'unexplained', seen: `exit ${exit}: ${stderr.trim()}` }
  if (code.startsWith('Simulator'))
    return {
      name,
      verdict: 'explained',
      seen: `taken by the CLI; ${code}`,
      source: 'The simulator has only what the action calls; that the command is complete is the CLI’s own word.',
    }
  return { name, verdict: 'as expected', seen: `taken by the CLI, refused by the world that it was run in: ${code}` }
}
