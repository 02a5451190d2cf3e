/** The real Terraform beside the action: it owns group and template, we roll the image, on the same moto. */
import { inTurn, type Play } from '../in-turn.ts'
import { type Moto, startMoto } from '../moto/serve.ts'
import { missingProgram } from '../needs.ts'
import { type Case, expected, type Part, type Stage } from '../part.ts'
import { which } from '../process.ts'
import { startAction } from '../simulated.ts'
import { accountAt, found, image, region, settled, type World } from '../world.ts'
import type { Hcl } from './configuration.ts'
import { type Installed, install, Terraform, versionOf } from './terraform.ts'

export const terraform: Part = {
  name: 'terraform',
  says: 'Terraform applies, the action rolls, Terraform plans: with and without ignore_changes, after good and bad images.',
  needs: 'python3 with venv; terraform, or go to build it; the AWS provider in a plugin folder, or its registry',
  missing: () => missingProgram('python3') ?? (which('terraform') === undefined ? missingProgram('go') : undefined),
  async play(stage) {
    const installed = await install(stage)
    await using moto = await startMoto(stage)
    const world = await accountAt(moto.url)
    const scene: Scene = {
      stage,
      installed,
      moto,
      world,
      old: await image(world, 'web-1', 'good'),
      good: await image(world, 'web-2', 'good'),
      dies: await image(world, 'web-3', 'dies'),
      provider: { version: 'unknown' },
    }
    const plays: readonly Play[] = [
      ...ways.map((way, i) => ({ name: way.name, of: () => goodAndBad(scene, way, `tf-${i}`) })),
      { name: 'a changed instance type', of: () => changedType(scene, 'tf-type') },
    ]
    const cases = await inTurn(stage, plays, AT_ONCE)
    return { versions: { terraform: await versionOf(installed), 'provider aws': scene.provider.version }, cases }
  },
}

/** The provider is a large program. */
const AT_ONCE = 2

interface Scene {
  readonly stage: Stage
  readonly installed: Installed
  readonly moto: Moto
  readonly world: World
  readonly old: string
  readonly good: string
  readonly dies: string
  /** Known once Terraform has chosen one. */
  readonly provider: { version: string }
}

/** One way to write the group, and what Terraform makes of our rollouts. */
interface Way {
  readonly name: string
  readonly hcl: Hcl
  /** What a plan says after a good image, and after one that was rolled back. */
  readonly afterGood: string
  readonly afterBad: string
  /** The image that a scale-out launches once that plan has been applied, after the bad image. */
  readonly appliedAfterBad: 'old' | 'new' | 'bad'
}

const LATEST = 'aws_launch_template.web.latest_version'
const ignored = { templateIgnores: ['image_id', 'description'], groupIgnores: ['launch_template[0].version'] }

const ways: readonly Way[] = [
  {
    name: 'as docs/beside-terraform.md says',
    hcl: { version: LATEST, ...ignored },
    afterGood: 'clean',
    afterBad: 'clean',
    appliedAfterBad: 'new',
  },
  {
    name: 'a number, ignored',
    hcl: { version: '"1"', ...ignored },
    afterGood: 'clean',
    afterBad: 'clean',
    appliedAfterBad: 'new',
  },
  {
    name: 'latest_version, nothing ignored',
    hcl: { version: LATEST },
    afterGood: 'aws_launch_template: update image_id; aws_autoscaling_group: update launch_template',
    afterBad: 'aws_launch_template: update image_id; aws_autoscaling_group: update launch_template',
    appliedAfterBad: 'old',
  },
  {
    name: 'latest_version, only the image ignored',
    hcl: { version: LATEST, templateIgnores: ['image_id', 'description'] },
    afterGood: 'clean',
    afterBad: 'aws_autoscaling_group: update launch_template',
    appliedAfterBad: 'bad',
  },
  {
    name: '$Latest, only the image ignored',
    hcl: { version: '"$Latest"', templateIgnores: ['image_id', 'description'] },
    afterGood: 'clean',
    afterBad: 'aws_autoscaling_group: update launch_template',
    appliedAfterBad: 'bad',
  },
]

const quick = {
  'poll-interval': '5s',
  'bake-time': '25s',
  'target-health-timeout': '10s',
  'max-healthy-percentage': '200',
}

async function applied(scene: Scene, hcl: Hcl, name: string): Promise<Terraform> {
  const { stage, installed, moto, world, old } = scene
  const variables = { endpoint: moto.url, region, name, image: old, instance_type: 't3.micro', subnets: world.subnets }
  const terraform = new Terraform(stage, installed, { hcl, variables })
  await terraform.init()
  scene.provider.version = terraform.providerVersion()
  await terraform.apply()
  await settled(world, name)
  return terraform
}

async function roll({ moto, stage }: Scene, name: string, inputs: Readonly<Record<string, string>>): Promise<string> {
  const job = startAction({
    inputs: { ...quick, 'auto-scaling-group': name, ...inputs },
    env: moto.env,
    context: { runId: inputs['image'] ?? '1' },
  })
  const { outputs, log } = await job.done
  for (const line of log) stage.log(`${name}: ${line}`)
  return `${outputs['outcome']}${outputs['failure-code'] ? ` ${outputs['failure-code']}` : ''}`
}

async function nextLaunch({ world, old, good, dies }: Scene, name: string): Promise<string> {
  const { next } = await found(world, name)
  return (
    new Map([
      [old, 'old'],
      [good, 'new'],
      [dies, 'bad'],
    ]).get(next) ?? 'unknown'
  )
}

async function goodAndBad(scene: Scene, { name: way, hcl, ...ends }: Way, name: string): Promise<readonly Case[]> {
  const terraform = await applied(scene, hcl, name)
  const cases = [
    expected(
      `${way}: a good image`,
      'succeeded, next new',
      `${await roll(scene, name, { image: scene.good })}, next ${await nextLaunch(scene, name)}`,
    ),
  ]
  cases.push(expected(`${way}: the plan after it`, ends.afterGood, await terraform.plan()))
  const bad = await roll(scene, name, { image: scene.dies })
  cases.push(
    expected(
      `${way}: an image that dies`,
      'failed instances-died, next new',
      `${bad}, next ${await nextLaunch(scene, name)}`,
    ),
  )
  cases.push(expected(`${way}: the plan after it is rolled back`, ends.afterBad, await terraform.plan()))
  await terraform.apply()
  cases.push(expected(`${way}: the next launch after an apply`, ends.appliedAfterBad, await nextLaunch(scene, name)))
  return cases
}

/** Terraform changes the instance type: a version that nothing runs, as long as the group's version is ignored. */
async function changedType(scene: Scene, name: string): Promise<readonly Case[]> {
  const terraform = await applied(scene, { version: LATEST, ...ignored }, name)
  terraform.edit({ instance_type: 't3.small' })
  const plan = await terraform.plan()
  await terraform.apply()
  const after = await nextLaunch(scene, name)
  const rolled = await roll(scene, name, { image: scene.good })
  return [
    expected(
      'a changed instance type: the plan',
      'aws_launch_template: update instance_type',
      plan.replace(/, (latest_version|default_version)/g, ''),
    ),
    expected('a changed instance type: the next launch after the apply', 'old', after),
    expected(
      'a changed instance type: a good image',
      'succeeded, next new',
      `${rolled}, next ${await nextLaunch(scene, name)}`,
    ),
    expected('a changed instance type: the plan after it', 'clean', await terraform.plan()),
  ]
}
