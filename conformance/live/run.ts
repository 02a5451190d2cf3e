/** The story: look, ask, build, play, and take everything away again, in every end. */
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import type { Case } from '../part.ts'
import { type Clients, Stopped } from './clients.ts'
import { makeImages, newestAmazonLinux } from './images.ts'
import { type Found, inventory } from './inventory.ts'
import type { Live, LiveWorld } from './live.ts'
import { NAME } from './names.ts'
import { type RecordedCall, thinned } from './recording.ts'
import { makeStack } from './stack.ts'
import type { LiveStep } from './step.ts'
import { tearDown } from './teardown.ts'

/** What one step left. */
export interface Played {
  readonly step: string
  readonly cases: readonly Case[]
  readonly calls: readonly RecordedCall[]
}

/** How a run ended. `left`: what could not be removed. `caller`: whose names a recording must not hold. */
export type Ended =
  | { readonly type: 'refused'; readonly found: readonly Found[] }
  | { readonly type: 'declined' }
  | {
      readonly type: 'ended'
      readonly caller: Caller
      readonly played: readonly Played[]
      readonly failure: string | undefined
      readonly left: readonly Found[]
    }

/** Who pays. */
export interface Caller {
  readonly account: string
  readonly arn: string
}

/** `remover`: clients and a signal of their own, so that the teardown goes on when the rest is told to stop. */
export interface RunParts {
  readonly live: Live
  readonly steps: readonly LiveStep[]
  readonly remover: { readonly clients: Clients; readonly stop: AbortSignal }
  /** The image that all others are copies of: the newest Amazon Linux unless given. */
  readonly source?: string
  /** Whether to go on, once it is known who pays. */
  agree(caller: Caller): Promise<boolean>
}

/** Plays the steps. Throws only for what happens before anything was made. */
export async function runLive({ live, steps, remover, source, agree }: RunParts): Promise<Ended> {
  const { Account = '', Arn = '' } = await live.clients.sts.send(new GetCallerIdentityCommand({}))
  const found = await inventory(live.clients)
  if (found.length > 0) return { type: 'refused', found }
  const caller = { account: Account, arn: Arn }
  if (!(await agree(caller))) return { type: 'declined' }
  const played: Played[] = []
  let failure: string | undefined
  try {
    const world = await build(live, source)
    for (const step of steps) played.push(await playStep(world, step))
  } catch (error) {
    failure = error instanceof Stopped ? 'stopped' : reasonOf(error)
    live.say(`${failure === 'stopped' ? 'Stopped' : `Failed: ${failure}`}. Everything is taken away now.`)
  }
  live.say(`Taking away everything called ${NAME}`)
  const left = await leftOf({ ...live, ...remover }, failure)
  return { type: 'ended', caller, played, failure, left }
}

/** Takes away what is there. An account that cannot even be asked any more is left with what it may have. */
async function leftOf(remover: Parameters<typeof tearDown>[0], failure: string | undefined): Promise<readonly Found[]> {
  try {
    return await tearDown(remover)
  } catch (error) {
    const command = 'npm run live -- --region REGION --teardown'
    return [{ what: `everything, maybe: ${reasonOf(error)}${failure ? `, after: ${failure}` : ''}`, id: NAME, command }]
  }
}

async function build(live: Live, source: string | undefined): Promise<LiveWorld> {
  live.say('Copying the image four times')
  const images = await makeImages(live, source ?? (await newestAmazonLinux(live)))
  live.say('Making the stack')
  const built = await makeStack(live, images)
  live.recording.take()
  return { ...live, images, built }
}

/** A step that fails is a case of its own, and holds up no other: what it left, the next one's first act clears. */
async function playStep(world: LiveWorld, step: LiveStep): Promise<Played> {
  world.say(`${step.name}: ${step.says}`)
  const cases = await casesOf(world, step)
  if (world.stop.aborted) throw new Stopped('told to stop')
  for (const { verdict, seen } of cases) world.say(`  ${verdict}: ${seen}`)
  const calls = thinned(world.recording.take())
  for (const question of step.questions)
    world.say(`  ${question.rule ?? question.asks}: ${question.shown(calls) ?? 'not seen'}`)
  return { step: step.name, cases, calls }
}

async function casesOf(world: LiveWorld, step: LiveStep): Promise<readonly Case[]> {
  try {
    return await step.play(world)
  } catch (error) {
    if (error instanceof Stopped || world.stop.aborted) throw error
    return [{ name: step.name, verdict: 'unexplained', seen: `could not be played to its end: ${reasonOf(error)}` }]
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error)
