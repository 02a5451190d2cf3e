/** What the plays of this part share: a folder of Terraform's with its group on moto, and jobs of ours beside it. */
import type { Moto } from '../moto/serve.ts'
import type { Stage } from '../part.ts'
import { startAction } from '../simulated.ts'
import { found, region, settled, type World } from '../world.ts'
import type { Hcl } from './configuration.ts'
import { type Installed, Terraform } from './terraform.ts'

export interface Scene {
  readonly stage: Stage
  readonly installed: Installed
  readonly moto: Moto
  readonly world: World
  /** Images: the one that Terraform starts with, a good one, one whose instances die. */
  readonly old: string
  readonly good: string
  readonly dies: string
  /** Known once Terraform has chosen one. */
  readonly provider: { version: string }
}

/** The group's version, written as the number that the template has newest. */
export const LATEST = 'aws_launch_template.web.latest_version'

/** What docs/beside-terraform.md says to ignore. */
export const asDocumented: Hcl = {
  version: LATEST,
  templateIgnores: ['image_id', 'description'],
  groupIgnores: ['launch_template[0].version'],
}

/** Terraform has made template and group, and the instances are in service. */
export async function applied(scene: Scene, hcl: Hcl, name: string): Promise<Terraform> {
  const { stage, installed, moto, world, old } = scene
  const variables = { endpoint: moto.url, region, name, image: old, instance_type: 't3.micro', subnets: world.subnets }
  const terraform = new Terraform(stage, installed, { hcl, variables })
  await terraform.init()
  scene.provider.version = terraform.providerVersion()
  await terraform.apply()
  await settled(world, name)
  return terraform
}

/** Short times: moto's day is short. */
const quick = {
  'poll-interval': '5s',
  'bake-time': '25s',
  'target-health-timeout': '10s',
  'max-healthy-percentage': '200',
}

/** How a job of ours ended, and what it said. */
export interface Job {
  /** `succeeded`, or `failed instances-died`. */
  readonly end: string
  readonly log: string
}

let runs = 0

/** A rollout by the shipped bundle. */
export const roll = (scene: Scene, name: string, inputs: Readonly<Record<string, string>>): Promise<Job> =>
  act(scene, name, { ...quick, ...inputs })

/** A job with the shipped bundle, and these inputs alone. */
export async function act(
  { moto, stage }: Scene,
  name: string,
  inputs: Readonly<Record<string, string>>,
): Promise<Job> {
  runs += 1
  const job = startAction({
    inputs: { 'auto-scaling-group': name, ...inputs },
    env: moto.env,
    context: { runId: String(runs) },
  })
  const { outputs, log } = await job.done
  for (const line of log) stage.log(`${name}: ${line}`)
  const code = outputs['failure-code']
  return { end: `${outputs['outcome']}${code ? ` ${code}` : ''}`, log: log.join('\n') }
}

/** What the next instance is launched from: `old`, `new` or `bad`. */
export async function nextLaunch({ world, old, good, dies }: Scene, name: string): Promise<string> {
  const { next } = await found(world, name)
  const words = new Map([
    [old, 'old'],
    [good, 'new'],
    [dies, 'bad'],
  ])
  return words.get(next) ?? 'unknown'
}

/** The instance types that run, without those that are ending. */
export async function typesOf({ world }: Scene, name: string): Promise<string> {
  const { instances } = await found(world, name)
  const alive = instances.filter(({ state }) => !state.startsWith('Terminating'))
  return [...new Set(alive.map(({ type }) => type))].toSorted().join(' ')
}
