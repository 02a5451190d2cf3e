/** Any AWS-compatible API with instance refreshes: the shipped bundle against whatever answers at a URL. */
import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling'
import { DescribeImagesCommand } from '@aws-sdk/client-ec2'
import { type Case, expected, type Part, type Stage } from '../part.ts'
import { startAction } from '../simulated.ts'
import { accountAt, found, group, image, targetGroup, template, variablesFor, type World } from '../world.ts'

export const endpoint: Part = {
  name: 'endpoint',
  says: 'The shipped bundle against any AWS-compatible API: groups of its own making, or one that is there.',
  needs: '--endpoint URL, once or more often; a sandbox whose groups may be rolled',
  missing: ({ endpoints }) => (endpoints.length === 0 ? 'no --endpoint URL is given' : undefined),
  async play(stage) {
    const cases: Case[] = []
    const versions: Record<string, string> = {}
    for (const url of stage.options.endpoints) {
      const api: Api = { stage, url, world: await accountAt(url), env: variablesFor(url) }
      const makes = await canMake(api)
      versions[url] = makes ? 'makes groups' : 'has a group already'
      cases.push(...(makes ? await made(api) : await present(api)))
    }
    return { versions, cases }
  },
}

interface Api {
  readonly stage: Stage
  readonly url: string
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
  for (const line of log) api.stage.log(line)
  return { outputs, exit: main.exit }
}

/** Whether the verdict is what the API itself says of the group afterwards. */
async function truthOf({ world }: Api, name: string, { outputs, exit }: Ended, wanted: Wanted): Promise<string> {
  const { instances, next } = await found(world, name)
  const inService = instances.filter(({ state }) => state === 'InService')
  const all = inService.length > 0 && inService.every((one) => one.image === wanted.image)
  const exits = exit === (wanted.outcome === 'failed' ? 1 : 0) ? '' : `, exit ${exit}`
  return `${outputs['outcome']}${exits}, ${all ? 'all' : 'not all'} in service run ${wanted.label}, next ${next === wanted.image ? wanted.label : 'another'}`
}

interface Wanted {
  readonly outcome: string
  readonly image: string
  readonly label: string
}

async function caseOf(
  api: Api,
  what: string,
  play: { readonly name: string; readonly ended: Ended; readonly wanted: Wanted },
): Promise<Case> {
  const { name, ended, wanted } = play
  const seen = await truthOf(api, name, ended, wanted)
  return expected(
    `${what} at ${api.url}`,
    `${wanted.outcome}, all in service run ${wanted.label}, next ${wanted.label}`,
    seen,
  )
}

/** Groups of our own making: a numbered template, `$Latest`, and targets that never get healthy. */
async function made(api: Api): Promise<readonly Case[]> {
  const { world } = api
  const begin = `conformance-${Date.now()}`
  const old = await image(world, `${begin}-1`, 'good')
  const good = await image(world, `${begin}-2`, 'good')
  const bad = await image(world, `${begin}-3`, 'never-healthy')
  const cases: Case[] = []
  for (const version of ['1', '$Latest']) {
    const name = `${begin}-${version.replace('$', '')}`
    await group(world, name, {
      LaunchTemplate: { LaunchTemplateId: await template(world, name, [old]), Version: version },
    })
    const ended = await run(api, { ...quick, 'auto-scaling-group': name, image: good }, '1')
    cases.push(
      await caseOf(api, `a group on ${version}`, {
        name,
        ended,
        wanted: { outcome: 'succeeded', image: good, label: 'the new image' },
      }),
    )
  }
  const name = `${begin}-bad`
  const LaunchTemplateId = await template(world, name, [old])
  await group(world, name, {
    LaunchTemplate: { LaunchTemplateId, Version: '1' },
    TargetGroupARNs: [await targetGroup(world, name.slice(-32).replace(/^-/, 't'))],
  })
  const ended = await run(api, { ...quick, 'auto-scaling-group': name, image: bad }, '1')
  cases.push(
    await caseOf(api, 'targets that never get healthy', {
      name,
      ended,
      wanted: { outcome: 'failed', image: old, label: 'the old image' },
    }),
  )
  return cases
}

/** A group that is there, to the newest image that it does not run, and back. Throws if there is none of either. */
async function present(api: Api): Promise<readonly Case[]> {
  const { autoScaling, ec2 } = api.world
  const { AutoScalingGroups = [] } = await autoScaling.send(new DescribeAutoScalingGroupsCommand({}))
  const name = AutoScalingGroups[0]?.AutoScalingGroupName
  if (name === undefined) throw new Error(`${api.url} makes no images and has no group: there is nothing to roll`)
  const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ['self'] }))
  const old = (await found(api.world, name)).instances[0]?.image ?? ''
  const newest = Images.filter(({ ImageId }) => ImageId !== old)
    .toSorted((a, b) => (a.CreationDate ?? '').localeCompare(b.CreationDate ?? ''))
    .at(-1)?.ImageId
  if (newest === undefined) throw new Error(`${api.url} has no second image`)
  const toNew = { outcome: 'succeeded', image: newest, label: 'the new image' }
  const toOld = { outcome: 'succeeded', image: old, label: 'the old image' }
  const inputs = { ...quick, 'auto-scaling-group': name, image: newest }
  return [
    await caseOf(api, 'plan', {
      name,
      ended: await run(api, { ...inputs, mode: 'plan' }, '1'),
      wanted: { ...toOld, outcome: 'planned' },
    }),
    await caseOf(api, 'deploy', { name, ended: await run(api, inputs, '2'), wanted: toNew }),
    await caseOf(api, 'the same again', {
      name,
      ended: await run(api, inputs, '3'),
      wanted: { ...toNew, outcome: 'unchanged' },
    }),
    await caseOf(api, 'check', {
      name,
      ended: await run(api, { 'auto-scaling-group': name, mode: 'check' }, '4'),
      wanted: { ...toNew, outcome: 'in-sync' },
    }),
    await caseOf(api, 'rollback', {
      name,
      ended: await run(api, { 'auto-scaling-group': name, mode: 'rollback' }, '5'),
      wanted: toOld,
    }),
  ]
}
