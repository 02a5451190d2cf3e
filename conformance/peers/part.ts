/** Other tools that roll a group, in the same simulated worlds as the action: what each says, when, and what is so. */
import type { Account } from '../../simulator/aws/world/account.ts'
import { type Behaviour, boots, dies, neverHealthy } from '../../simulator/aws/world/behaviour.ts'
import type { Scene } from '../../simulator/scenes/scene.ts'
import { GROUP, NEW_IMAGE, TEMPLATE, web } from '../../simulator/scenes/web.ts'
import { inTurn } from '../in-turn.ts'
import { missingProgram } from '../needs.ts'
import type { Case, Part, Stage } from '../part.ts'
import { run } from '../process.ts'
import { type Simulated, simulated, startAction } from '../simulated.ts'

export const peers: Part = {
  name: 'peers',
  says: 'Programs of others roll the same worlds as the action: time to the verdict, truth, fleet, next launch, calls.',
  needs:
    '--peer NAME=COMMAND, once or more often: a shell command that rolls version $VERSION ($IMAGE) of $TEMPLATE over $GROUP at $AWS_ENDPOINT_URL and exits as it went',
  missing: ({ peers }) => (peers.size === 0 ? 'no --peer NAME=COMMAND is given' : missingProgram('bash')),
  async play(stage) {
    const tools: readonly Tool[] = [{ name: 'ami-rollout', roll: ours }, ...Array.from(stage.options.peers, peer)]
    const plays = tools.flatMap((tool) =>
      worlds.map((world) => ({
        name: `${tool.name}: ${world.name}`,
        of: async () => [await rowOf(stage, tool, world)],
      })),
    )
    return { versions: { ...Object.fromEntries(stage.options.peers) }, cases: await inTurn(stage, plays, AT_ONCE) }
  },
}

const AT_ONCE = 3
/** Virtual seconds in a real one. A program without our clock pauses in real time: its pauses count as many times longer. */
const SPEED = 10
const HOUR_MS = 3_600_000

interface Place {
  readonly name: string
  readonly scene: Scene
  /** What a true verdict says. */
  readonly isGood: boolean
}

/** Six instances behind two target groups, EC2 health checks; version 8 with the new image stands already. */
const world = (name: string, behaviour: Behaviour): Place => ({
  name,
  isGood: name === 'a good image',
  scene: {
    name,
    says: name,
    speed: SPEED,
    inputs: {},
    build: (agenda) =>
      web(agenda, { behaviour, newVersion: true, secondTargetGroup: 'api', group: { healthCheckType: 'EC2' } }),
  },
})

const worlds: readonly Place[] = [
  world('a good image', boots(45)),
  world('an image that dies', dies(40)),
  world('an image that is never healthy in one target group', neverHealthy('api')),
]

interface Tool {
  readonly name: string
  /** Rolls the group; whether it calls that a success. */
  roll(aws: Simulated, stage: Stage): Promise<boolean>
}

async function ours(aws: Simulated): Promise<boolean> {
  const job = startAction({ inputs: { 'auto-scaling-group': GROUP, image: NEW_IMAGE }, env: aws.env }, aws.clock)
  const { main } = await job.done
  return main.exit === 0
}

const peer = ([name, command]: readonly [string, string]): Tool => ({
  name,
  async roll(aws, stage) {
    const { exit } = await run({
      program: 'bash',
      args: ['-c', command],
      env: { ...aws.env, GROUP, TEMPLATE, IMAGE: NEW_IMAGE, VERSION: '8' },
      onLine: (line) => stage.log(`${name}: ${line}`),
      timeoutMs: HOUR_MS / 2,
    })
    return exit === 0
  },
})

async function rowOf(stage: Stage, tool: Tool, { name, scene, isGood }: Place): Promise<Case> {
  await using aws = await simulated(scene, SPEED)
  const began = aws.clock.now()
  const isGreen = await tool.roll(aws, stage)
  const minutes = ((aws.clock.now() - began) / 60_000).toFixed(1)
  const calls = aws.journal.entries.length
  const then = fleetOf(aws.account)
  // What the group is left to: an hour without anybody.
  aws.account.agenda.runUntil(aws.clock.now() + HOUR_MS)
  const later = fleetOf(aws.account)
  const next = aws.account.nextLaunch(GROUP).imageId === NEW_IMAGE ? 'new' : 'old'
  const isTrue = isGreen === (isGood && then === 'all new, 6 healthy')
  const seen = [
    `${isGreen ? 'green' : 'red'} after ${minutes} min, ${isTrue ? 'true' : 'not true'}`,
    `then ${then}`,
    `an hour later ${later}`,
    `next launch ${next}`,
    `${calls} calls`,
  ].join('; ')
  // A peer's verdict is its own affair; ours must be true.
  const isRight = tool.name !== 'ami-rollout' || isTrue
  return { name: `${tool.name}: ${name}`, verdict: isRight ? 'as expected' : 'unexplained', seen }
}

/** What serves: the images of instances in service, and how many are healthy in both target groups. */
function fleetOf(account: Account): string {
  const inService = account.truth(GROUP).filter(({ lifecycle }) => lifecycle === 'InService')
  const count = inService.filter(({ imageId }) => imageId === NEW_IMAGE).length
  const healthy = inService.filter(({ healthyIn }) => healthyIn.length === 2).length
  const runs = count === 0 ? 'all old' : count === inService.length ? 'all new' : `${count} of ${inService.length} new`
  return `${runs}, ${healthy} healthy`
}
