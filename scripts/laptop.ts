/**
 * `npm run plan -- --group web --image ami-…` and `npm run check -- --group web`: the shipped bundle on this machine, as a
 * runner would run it, with the shell's AWS credentials. Neither mode has the means to write to AWS.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { type Action, readAction } from '../simulator/github/action.ts'
import type { Line } from '../simulator/github/log.ts'
import { runAction } from '../simulator/github/runner.ts'
import { printed, wantsColour } from '../simulator/github/terminal.ts'
import { root } from './build/bundle.ts'
import { flags, inShell } from './shell.ts'

/** The modes that only read. */
const modes = ['plan', 'check'] as const
type Mode = (typeof modes)[number]

const USAGE = `npm run plan -- --group NAME --image ami-… [--region REGION] [--INPUT VALUE]…
npm run check -- --group NAME [--region REGION] [--INPUT VALUE]…

--INPUT is any other input of action.yml, such as --bake-time 10m. AWS credentials and region are the shell's.`

/** The step's inputs. Throws, with words for the user, for a flag that is no input. */
function inputsFrom(args: readonly string[], mode: Mode, action: Action): Readonly<Record<string, string>> {
  const names = [...Object.keys(flags), ...action.inputs.map(({ name }) => name)].filter((name) => name !== 'mode')
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string', multiple: true } as const]))
  const { values } = parseArgs({ args: [...args], options, allowPositionals: false })
  const given = Object.entries(values).map(([name, value]) => [
    flags[name] ?? name,
    // Several images are one for each architecture, a line each.
    Array.isArray(value) ? value.join('\n') : String(value),
  ])
  return { ...Object.fromEntries(given), mode }
}

/** The shell's own environment: credentials, region, proxy, home. A workflow's channels are the simulated runner's. */
function shellEnvironment(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || /^(INPUT_|STATE_|GITHUB_|RUNNER_|ACTIONS_)/.test(name) ? [] : [[name, value]],
    ),
  )
}

/**
 * Finds what a runner adds to a step's log, which says nothing in a shell: the step's inputs with all defaults, the head of
 * the post step, and a refusal as an annotation, since the log has its findings.
 */
function runnerLines(): (line: Line) => boolean {
  let isHead = false
  return ({ type, text, inGroup }) => {
    isHead = type === 'group' ? text.startsWith('Run ') : isHead && inGroup
    return isHead || text === 'Post job cleanup.' || (type === 'error' && text.startsWith('Refused, '))
  }
}

/** Runs it, prints its log, and leaves its summary as a page. Gives the action's exit code. */
async function play(mode: Mode, inputs: Readonly<Record<string, string>>): Promise<number> {
  const colour = wantsColour(process.stdout, process.env)
  const say = (text: string) => process.stdout.write(`${text}\n`)
  const shell = {
    profile: process.env['AWS_PROFILE'] || undefined,
    inputs: readAction(root).inputs.map(({ name }) => name),
  }
  const isOfRunner = runnerLines()
  const job = runAction({
    action: root,
    uses: 'ami-rollout',
    inputs,
    env: shellEnvironment(),
    // There is no workflow run that the summary could lead to, and nobody started one.
    context: { repository: '', runId: 'local', sha: '', serverUrl: '', eventName: '', actor: '' },
    onLine: (line) => {
      if (isOfRunner(line)) return
      for (const text of printed(line, colour)) say(inShell(text, shell))
    },
  })
  process.on('SIGINT', () => job.cancel())
  const { main, summary } = await job.done
  const { page } = await import('../simulator/github/page.ts')
  const folder = join(root, '.demo')
  const file = join(folder, `${mode}.html`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, page(inShell(summary.main, shell), `ami-rollout: ${mode}`))
  say(`\nThe summary as a page: ${relative(process.cwd(), file)}`)
  return main.exit ?? 1
}

const [wanted, ...args] = process.argv.slice(2)
const mode = modes.find((each) => each === wanted)
try {
  if (mode === undefined) throw new Error(`${wanted ?? 'nothing'} is none of ${modes.join(', ')}`)
  if (args.includes('--help')) process.stdout.write(`${USAGE}\n`)
  else process.exitCode = await play(mode, inputsFrom(args, mode, readAction(root)))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`)
  process.exitCode = 2
}
