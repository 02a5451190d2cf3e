/** `npm run demo`: the shipped bundle does its main job against the simulator, as the runner would run it. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { page } from './github/page.ts'
import { printed, wantsColour } from './github/terminal.ts'
import { scenes } from './scenes/index.ts'
import type { Scene } from './scenes/scene.ts'
import { root, setUp } from './stage.ts'

const USAGE = 'npm run demo -- [--scene NAME] [--speed N] | --list'

const list = () => Array.from(scenes.values(), ({ name, says }) => `  ${name.padEnd(16)}${says}`).join('\n')

/** Throws, with words for the user, for a choice that cannot be played. `undefined`: the list is wanted. */
function choose(args: readonly string[]): { readonly scene: Scene; readonly speed: number } | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: { list: { type: 'boolean' }, scene: { type: 'string', default: 'good-image' }, speed: { type: 'string' } },
  })
  if (values.list) return undefined
  const scene = scenes.get(values.scene)
  if (!scene) throw new Error(`no scene is called ${values.scene}; there are:\n${list()}`)
  const speed = values.speed === undefined ? scene.speed : Number(values.speed)
  if (!(speed > 0 && Number.isFinite(speed))) throw new Error(`--speed ${values.speed} is no speed (more than 0)`)
  return { scene, speed }
}

/** Plays it and gives the action's exit code. */
async function play(scene: Scene, speed: number): Promise<number> {
  const say = (text = '') => process.stdout.write(`${text}\n`)
  say(`${scene.name}: ${scene.says}`)
  say(`AWS and GitHub's runner are simulated, time runs ${speed} times as fast as life; dist/index.js is the real one.`)
  say()
  await using stage = await setUp(scene, speed)
  const began = stage.clock.now()
  const colour = wantsColour(process.stdout, process.env)
  const job = stage.start({
    uses: 'ami-rollout',
    onLine: (line) => {
      for (const text of printed(line, colour)) say(text)
    },
  })
  if (scene.cancelAfter !== undefined) void stage.clock.sleep(scene.cancelAfter * 1000).then(job.cancel)
  const result = await job.done
  const minutes = ((stage.clock.now() - began) / 60_000).toFixed(1)

  say()
  say(`── Outputs ${'─'.repeat(60)}`)
  for (const [name, value] of Object.entries(result.outputs)) say(`${name.padEnd(34)}${value}`)
  say()
  say(`── Job summary ${'─'.repeat(56)}`)
  const summary = [result.summary.main, result.summary.post].filter(Boolean).join('\n')
  say(summary)
  const file = join(root, '.demo', `${scene.name}.html`)
  mkdirSync(join(root, '.demo'), { recursive: true })
  writeFileSync(file, page(summary, `ami-rollout: ${scene.name}`))
  say('─'.repeat(71))
  say(`As a page: ${relative(process.cwd(), file)}`)
  say(
    `The step ended with exit code ${result.main.exit} after ${minutes} simulated minutes, ${stage.journal.entries.length} calls to the simulated AWS.`,
  )
  return result.main.exit ?? 1
}

try {
  const choice = choose(process.argv.slice(2))
  if (choice) process.exitCode = await play(choice.scene, choice.speed)
  else process.stdout.write(`${list()}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`)
  process.exitCode = 1
}
