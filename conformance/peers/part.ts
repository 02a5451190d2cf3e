/** Other tools that roll a group, in the same simulated worlds as the action: what each says, when, and what is so. */
import { GROUP, NEW_IMAGE, TEMPLATE } from '../../simulator/scenes/web.ts'
import { inTurn } from '../in-turn.ts'
import { missingProgram } from '../needs.ts'
import type { Case, Part, Stage } from '../part.ts'
import { run } from '../process.ts'
import { type Simulated, simulated, startAction } from '../simulated.ts'
import { fleetOf, isRolledOut, lineOf } from './row.ts'
import { PARAMETER, sceneOf, type World, worlds } from './worlds.ts'

export const peers: Part = {
  name: 'peers',
  says: 'Programs of others roll the same worlds as the action: time to the verdict, truth, fleet, next launch, calls.',
  needs: '--peer NAME@VERSION=COMMAND, once or more often (conformance/peers/README.md has some)',
  missing: (options) => (options.peers.size === 0 ? 'no --peer is given' : missingProgram('bash')),
  async play(stage) {
    const tools: readonly Tool[] = [ours(stage.options.speed), ...Array.from(stage.options.peers, peer)]
    const plays = tools.flatMap((tool) =>
      worlds.map((world) => ({
        name: `${tool.name}: ${world.name}`,
        of: async () => [await played(stage, tool, world)],
      })),
    )
    const cases = await inTurn(stage, plays, plays.length)
    return {
      versions: Object.fromEntries(tools.flatMap(({ name, version }) => (version ? [[name, version]] : []))),
      cases,
    }
  },
}

const HOUR_MS = 3_600_000
/** Virtual time after which a tool is given up: it has neither reported nor ended. */
const LIMIT_MS = 3 * HOUR_MS

interface Tool {
  readonly name: string
  readonly version?: string
  readonly hasParameter: boolean
  /** Rolls the group; whether it calls that a success. */
  roll(aws: Simulated, stage: Stage): Promise<boolean>
}

const ours = (speed: number): Tool => ({
  name: 'ami-rollout',
  version: `in its defaults, at a speed of ${speed}`,
  hasParameter: false,
  async roll(aws) {
    const job = startAction({ inputs: { 'auto-scaling-group': GROUP, image: NEW_IMAGE }, env: aws.env }, aws.clock)
    const { main } = await job.done
    return main.exit === 0
  },
})

/** A tool that moves a parameter gets a launch template which names its image by one. */
function peer([label, command]: readonly [string, string]): Tool {
  const [name = label, version] = label.split('@')
  return {
    name,
    version: version ?? 'not said',
    hasParameter: command.includes('$PARAMETER'),
    async roll(aws, stage) {
      const { exit } = await run({
        program: 'bash',
        args: ['-c', command],
        env: { ...aws.env, GROUP, TEMPLATE, IMAGE: NEW_IMAGE, VERSION: '8', PARAMETER },
        onLine: (line) => stage.log(`${name}: ${line}`),
        timeoutMs: LIMIT_MS / aws.clock.speed,
      })
      return exit === 0
    },
  }
}

async function played(stage: Stage, tool: Tool, world: World): Promise<Case> {
  await using aws = await simulated(sceneOf(world, tool.hasParameter), stage.options.speed)
  const desired = aws.account.truth(GROUP).length
  const began = aws.clock.now()
  const isGreen = await tool.roll(aws, stage)
  const minutes = (aws.clock.now() - began) / 60_000
  const calls = aws.journal.entries.length
  const atEnd = fleetOf(aws.account)
  aws.account.agenda.runUntil(aws.clock.now() + HOUR_MS)
  const later = fleetOf(aws.account)
  const nextLaunch = aws.account.nextLaunch(GROUP).imageId === NEW_IMAGE ? 'new' : 'old'
  const isTrue = isGreen === (world.isGood && isRolledOut(atEnd, desired))
  // What a peer reports is its own affair; what we report must be true.
  const isRight = tool.name !== 'ami-rollout' || (isTrue && isGreen === world.isGood)
  return {
    name: `${tool.name}: ${world.name}`,
    verdict: isRight ? 'as expected' : 'unexplained',
    seen: lineOf({ isGreen, minutes, isTrue, atEnd, later, nextLaunch, calls }),
  }
}
