/** Ansible's own modules as clients of the simulator, with no shim between. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { GROUP, NEW_IMAGE, TEMPLATE } from '../../simulator/scenes/web.ts'
import { missingProgram, versionsIn } from '../needs.ts'
import { type Case, expected, type Part, type Stage } from '../part.ts'
import { output, run } from '../process.ts'
import { sceneOf, simulated } from '../simulated.ts'
import { differences } from './differences.ts'

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const REQUIREMENTS = here('requirements.txt')
/** Virtual seconds in a real one: the first refresh must still be in progress some tasks later. */
const SPEED = 5
/** Each task is a process of its own, which takes its time on a busy machine. */
const PLAY_MS = 45 * 60_000

export const ansible: Part = {
  name: 'ansible',
  says: 'Ansible’s modules for groups, refreshes, templates, images and targets, as they are shipped, at the simulator.',
  needs: 'python3 with venv',
  missing: () => missingProgram('python3'),
  async play(stage) {
    const programs = await stage.cache.python(REQUIREMENTS)
    await using aws = await simulated(sceneOf('good-image'), SPEED)
    const { stdout, stderr } = await run({
      program: join(programs, 'ansible-playbook'),
      args: [
        '--inventory',
        'localhost,',
        '--connection',
        'local',
        '--extra-vars',
        JSON.stringify(variables(programs)),
        here('playbook.yml'),
      ],
      cwd: stage.scratch,
      env: {
        ...aws.env,
        HOME: stage.scratch,
        ANSIBLE_STDOUT_CALLBACK: 'ansible.posix.json',
        ANSIBLE_LOCALHOST_WARNING: 'false',
        LC_ALL: 'C.UTF-8',
      },
      onLine: stage.log,
      timeoutMs: PLAY_MS,
    })
    const tasks = tasksIn(stdout, stderr)
    const truth = aws.account.truth(GROUP).map(({ imageId }) => imageId)
    return {
      versions: { ...versionsIn(REQUIREMENTS), ...(await collections(stage, programs)) },
      cases: [
        ...tasks.map(caseOf),
        expected('what the fleet runs in the end', NEW_IMAGE, [...new Set(truth)].toSorted().join(' ')),
      ],
    }
  },
}

const variables = (programs: string) => ({
  group: GROUP,
  template: TEMPLATE,
  image: NEW_IMAGE,
  ansible_python_interpreter: join(programs, 'python'),
})

interface Task {
  readonly name: string
  readonly isFailed: boolean
  readonly says: string
}

/** The tasks of the play, in order, as the JSON callback reports them. Throws if it reported nothing. */
function tasksIn(stdout: string, stderr: string): readonly Task[] {
  const start = stdout.indexOf('{\n')
  if (start < 0) throw new Error(`ansible-playbook told no play: ${stdout}${stderr}`)
  const { plays }: { readonly plays: readonly Told[] } = JSON.parse(stdout.slice(start))
  return plays.flatMap(({ tasks }) =>
    tasks.map(({ task, hosts }) => {
      const { failed = false, msg = '', assertion = '' } = hosts['localhost'] ?? {}
      return {
        name: task.name,
        isFailed: failed,
        says: `${assertion} ${typeof msg === 'string' ? msg : JSON.stringify(msg)}`.trim(),
      }
    }),
  )
}

interface Told {
  readonly tasks: readonly {
    readonly task: { readonly name: string }
    readonly hosts: Readonly<
      Record<string, { readonly failed?: boolean; readonly msg?: unknown; readonly assertion?: string }>
    >
  }[]
}

function caseOf({ name, isFailed, says }: Task): Case {
  if (!isFailed) return { name, verdict: 'as expected', seen: 'ok' }
  const known = differences.find(({ task }) => task === name)
  return known === undefined
    ? { name, verdict: 'unexplained', seen: says }
    : { name, verdict: 'explained', seen: says, source: known.source }
}

/** The versions of the collections that came with the package. */
async function collections(stage: Stage, programs: string): Promise<Readonly<Record<string, string>>> {
  const text = await output({
    program: join(programs, 'ansible-galaxy'),
    args: ['collection', 'list', '--format', 'json'],
    env: { HOME: stage.scratch, LC_ALL: 'C.UTF-8' },
  })
  const paths: Readonly<Record<string, Readonly<Record<string, { readonly version: string }>>>> = JSON.parse(text)
  const all = Object.assign({}, ...Object.values(paths))
  return Object.fromEntries(['amazon.aws', 'community.aws'].map((name) => [name, String(all[name]?.version)]))
}
