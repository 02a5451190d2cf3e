/**
 * Any AWS-compatible API with instance refreshes: the shipped bundle against whatever answers at a URL. One to be had is
 * floci (github.com/floci-io/floci, Java 25), whose refreshes nobody here wrote:
 * `FLOCI_SERVICES_EC2_MOCK=true FLOCI_SERVICES_ELBV2_MOCK=true QUARKUS_HTTP_HOST=127.0.0.1 java -jar quarkus-run.jar`.
 */
import { DescribeAutoScalingGroupsCommand, StartInstanceRefreshCommand } from '@aws-sdk/client-auto-scaling'
import { DescribeImagesCommand } from '@aws-sdk/client-ec2'
import { inTurn, type Play } from '../in-turn.ts'
import { type Case, expected, type Part, type Stage } from '../part.ts'
import { startAction } from '../simulated.ts'
import {
  accountAt,
  found,
  type GroupInput,
  group,
  image,
  targetGroup,
  template,
  variablesFor,
  type World,
} from '../world.ts'
import { bakeLeftOut, type Gap, versionsLeftOut } from './differences.ts'

export const endpoint: Part = {
  name: 'endpoint',
  says: 'The shipped bundle against any AWS-compatible API: groups of its own making, or one that is there.',
  needs: '--endpoint [NAME=]URL, once or more often; a sandbox whose groups may be rolled',
  missing: ({ endpoints }) => (endpoints.size === 0 ? 'no --endpoint URL is given' : undefined),
  async play(stage) {
    const cases: Case[] = []
    const versions: Record<string, string> = {}
    for (const [label, url] of stage.options.endpoints) {
      const api: Api = { stage, label, world: await accountAt(url), env: variablesFor(url) }
      const makes = await canMake(api)
      versions[label] = makes ? 'makes groups' : 'has a group already'
      cases.push(...(makes ? await made(api) : await present(api)))
    }
    return { versions, cases }
  },
}

interface Api {
  readonly stage: Stage
  /** What the result calls it. */
  readonly label: string
  readonly world: World
  readonly env: Readonly<Record<string, string>>
}

/** An API that registers no image makes no group either. */
async function canMake({ world, stage }: Api): Promise<boolean> {
  try {
    await image(world, `probe-${Date.now()}`, 'good')
    return true
  } catch (error) {
    stage.log(
      `RegisterImage: ${error instanceof Error ? error.message : error}; a group that is there is rolled instead`,
    )
    return false
  }
}

const quick = {
  'poll-interval': '5s',
  'bake-time': '25s',
  'target-health-timeout': '10s',
  'max-healthy-percentage': '200',
}

interface Ended {
  readonly outputs: Readonly<Record<string, string>>
  readonly exit: number | null
}

async function run(api: Api, inputs: Readonly<Record<string, string>>, runId: string): Promise<Ended> {
  const { outputs, main, log } = await startAction({ inputs, env: api.env, context: { runId } }).done
  for (const line of log) api.stage.log(`${inputs['auto-scaling-group']}: ${line}`)
  return { outputs, exit: main.exit }
}

/** Whether the verdict is what the API itself says of the group afterwards. */
async function truthOf({ world }: Api, name: string, { outputs, exit }: Ended, wanted: Wanted): Promise<string> {
  const { instances, next } = await found(world, name)
  const inService = instances.filter(({ state }) => state === 'InService')
  const all = inService.length > 0 && inService.every((one) => one.image === wanted.image)
  const isRed = wanted.outcome === 'failed' || wanted.outcome === 'refused'
  const exits = exit === (isRed ? 1 : 0) ? '' : `, exit ${exit}`
  return `${outputs['outcome']}${exits}, ${all ? 'all' : 'not all'} in service run ${wanted.label}, next ${next === wanted.image ? wanted.label : 'another'}`
}

interface Wanted {
  readonly outcome: string
  readonly image: string
  readonly label: string
}

interface Seen {
  readonly name: string
  readonly ended: Ended
  readonly wanted: Wanted
  /** What is to come of it at an API that does otherwise than AWS, if this is one. */
  readonly otherwise?: { readonly gap: Gap; readonly wanted: Wanted }
}

async function caseOf(api: Api, what: string, { name, ended, wanted, otherwise }: Seen): Promise<Case> {
  const of = async (one: Wanted) =>
    expected(
      `${what} at ${api.label}`,
      `${one.outcome}, all in service run ${one.label}, next ${one.label}`,
      await truthOf(api, name, ended, one),
    )
  if (otherwise?.gap === undefined) return of(wanted)
  const other = await of(otherwise.wanted)
  return other.verdict === 'as expected' ? { ...other, verdict: 'explained', source: otherwise.gap } : other
}

/** Groups of our own making: a numbered template and `$Latest` through all modes, and targets that never get healthy. */
async function made(api: Api): Promise<readonly Case[]> {
  const { world } = api
  const begin = `conformance-${Date.now()}`
  const old = await image(world, `${begin}-1`, 'good')
  const good = await image(world, `${begin}-2`, 'good')
  const bad = await image(world, `${begin}-3`, 'never-healthy')
  const make = async (end: string, Version: string, more: GroupInput = {}): Promise<string> => {
    const name = `${begin}-${end}`
    const LaunchTemplateId = await template(world, name, [old])
    await group(world, name, { LaunchTemplate: { LaunchTemplateId, Version }, ...more })
    return name
  }
  const plays: readonly Play[] = [
    ...['1', '$Latest'].map((version) => ({
      name: `a group on ${version}`,
      of: async () =>
        story(api, `a group on ${version}: `, { name: await make(version.replace('$', ''), version), old, next: good }),
    })),
    { name: 'another refresh', of: async () => waiting(api, await make('waits', '1'), good) },
    {
      name: 'targets that never get healthy',
      async of() {
        const TargetGroupARNs = [await targetGroup(world, `t-${Date.now()}`)]
        return unhealthy(api, await make('bad', '1', { TargetGroupARNs }), { old, bad })
      },
    },
  ]
  return inTurn(api.stage, plays, plays.length)
}

/** Somebody else's refresh is in progress, or has just ended. */
async function waiting(api: Api, name: string, good: string): Promise<readonly Case[]> {
  const Preferences = { MinHealthyPercentage: 0 }
  await api.world.autoScaling.send(new StartInstanceRefreshCommand({ AutoScalingGroupName: name, Preferences }))
  const inputs = { ...quick, 'auto-scaling-group': name, image: good, 'on-conflict': 'wait' }
  const wanted = { outcome: 'succeeded', image: good, label: 'the new image' }
  return [await caseOf(api, 'after the refresh of somebody else', { name, ended: await run(api, inputs, '1'), wanted })]
}

async function unhealthy(
  api: Api,
  name: string,
  { old, bad }: { readonly old: string; readonly bad: string },
): Promise<readonly Case[]> {
  // In a shorter warm-up no target group finds a new target healthy: that is refused. In a shorter bake the verdict comes
  // after the refresh has ended: EC2 checks once a minute whether the host has failed.
  const ended = await run(
    api,
    { ...quick, 'instance-warmup': '20s', 'bake-time': '90s', 'auto-scaling-group': name, image: bad },
    '1',
  )
  const wanted = { outcome: 'failed', image: old, label: 'the old image' }
  // Nothing to roll back is left then: what counts is that the run is red.
  const otherwise = {
    gap: await bakeLeftOut(api.world, name),
    wanted: { ...wanted, image: bad, label: 'the bad image' },
  }
  return [await caseOf(api, 'targets that never get healthy', { name, ended, wanted, otherwise })]
}

/** A group that is there, to the newest image that it does not run, and back. Throws if there is none of either. */
async function present(api: Api): Promise<readonly Case[]> {
  const { autoScaling, ec2 } = api.world
  const { AutoScalingGroups = [] } = await autoScaling.send(new DescribeAutoScalingGroupsCommand({}))
  const name = AutoScalingGroups[0]?.AutoScalingGroupName
  if (name === undefined) throw new Error(`${api.label} makes no images and has no group: there is nothing to roll`)
  const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ['self'] }))
  const old = (await found(api.world, name)).instances[0]?.image ?? ''
  const newest = Images.filter(({ ImageId }) => ImageId !== old)
    .toSorted((a, b) => (a.CreationDate ?? '').localeCompare(b.CreationDate ?? ''))
    .at(-1)?.ImageId
  if (newest === undefined) throw new Error(`${api.label} has no second image`)
  return story(api, '', { name, old, next: newest })
}

/** One group through all modes, to the next image and back. */
async function story(
  api: Api,
  begin: string,
  { name, old, next }: { readonly name: string; readonly old: string; readonly next: string },
): Promise<readonly Case[]> {
  const toNew = { outcome: 'succeeded', image: next, label: 'the new image' }
  const toOld = { outcome: 'succeeded', image: old, label: 'the old image' }
  const inputs = { ...quick, 'auto-scaling-group': name, image: next }
  const same = { 'auto-scaling-group': name }
  const cases: Case[] = []
  const chapter = async (what: string, given: Readonly<Record<string, string>>, seen: Omit<Seen, 'name' | 'ended'>) => {
    const ended = await run(api, given, String(cases.length + 1))
    cases.push(await caseOf(api, `${begin}${what}`, { name, ended, ...seen }))
  }
  await chapter('plan', { ...inputs, mode: 'plan' }, { wanted: { ...toOld, outcome: 'planned' } })
  await chapter('deploy', inputs, { wanted: toNew })
  await chapter('the same again', inputs, { wanted: { ...toNew, outcome: 'unchanged' } })
  await chapter('check', { ...same, mode: 'check' }, { wanted: { ...toNew, outcome: 'in-sync' } })
  const gap = await versionsLeftOut(api.world, name)
  const otherwise = { gap, wanted: { ...toNew, outcome: 'refused' } }
  await chapter('rollback', { ...same, mode: 'rollback' }, { wanted: toOld, otherwise })
  if (gap !== undefined)
    await chapter('rollback to the image', { ...same, mode: 'rollback', to: old }, { wanted: toOld })
  return cases
}
