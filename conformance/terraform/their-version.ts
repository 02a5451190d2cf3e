/** Terraform makes the version, we roll it: `launch-template-version` after an apply. */
import type { Play } from '../in-turn.ts'
import { type Case, expected } from '../part.ts'
import type { Hcl } from './configuration.ts'
import { applied, asDocumented, LATEST, nextLaunch, roll, type Scene, typesOf } from './scene.ts'

/** A group whose instance type changes, and the input that names the version. */
interface Way {
  readonly name: string
  readonly hcl: Hcl
  readonly version: string
  /** What the apply changes besides the template. */
  readonly plan: string
}

const TYPE = 'aws_launch_template: update instance_type'
const AND_GROUP = `aws_autoscaling_group: update launch_template; ${TYPE}`
const imageIgnored = { templateIgnores: ['image_id', 'description'] }

const ways: readonly Way[] = [
  { name: 'its number, the group’s version ignored', hcl: asDocumented, version: '2', plan: TYPE },
  {
    name: '$Latest, the group moved by latest_version',
    hcl: { version: LATEST, ...imageIgnored },
    version: '$Latest',
    plan: AND_GROUP,
  },
  {
    name: '$Latest, the group on $Latest',
    hcl: { version: '"$Latest"', ...imageIgnored },
    version: '$Latest',
    plan: TYPE,
  },
]

/** Good versions of Terraform's, and one whose image dies. */
export const theirVersion = (scene: Scene): readonly Play[] => [
  ...ways.map((way, i) => ({ name: `their version: ${way.name}`, of: () => good(scene, way, `tf-theirs-${i}`) })),
  ...bads.map((way, i) => ({ name: `their version: ${way.name}`, of: () => bad(scene, way, `tf-theirs-bad-${i}`) })),
]

async function good(scene: Scene, { name: way, hcl, version, plan }: Way, name: string): Promise<readonly Case[]> {
  const play = `their version: ${way}`
  const terraform = await applied(scene, hcl, name)
  terraform.edit({ instance_type: 't3.small' })
  const before = expected(`${play}: the plan`, plan, await terraform.plan())
  await terraform.apply()
  const { end } = await roll(scene, name, { 'launch-template-version': version })
  return [
    before,
    expected(`${play}: rolled`, 'succeeded, runs t3.small', `${end}, runs ${await typesOf(scene, name)}`),
    expected(`${play}: the plan after it`, 'clean', await terraform.plan()),
  ]
}

/** Terraform owns the image too, and its change is a bad one; then comes a good one. */
interface Bad {
  readonly name: string
  readonly hcl: Hcl
  /** The next launch after the apply of the bad one. */
  readonly applied: 'old' | 'bad'
  /** What a plan says when the rollout was rolled back, and the next launch once that was applied. */
  readonly plan: string
  readonly again: 'old' | 'bad'
}

const bads: readonly Bad[] = [
  {
    name: 'an image that dies, the group’s version ignored',
    hcl: { version: LATEST, groupIgnores: ['launch_template[0].version'] },
    applied: 'old',
    plan: 'clean',
    again: 'old',
  },
  {
    name: 'an image that dies, nothing ignored',
    hcl: { version: LATEST },
    applied: 'bad',
    plan: 'aws_autoscaling_group: update launch_template',
    again: 'bad',
  },
]

async function bad(scene: Scene, way: Bad, name: string): Promise<readonly Case[]> {
  const play = `their version: ${way.name}`
  const terraform = await applied(scene, way.hcl, name)
  terraform.edit({ image: scene.dies })
  await terraform.apply()
  const cases = [expected(`${play}: the next launch after the apply`, way.applied, await nextLaunch(scene, name))]
  const failed = await roll(scene, name, { 'launch-template-version': '$Latest' })
  const end = `${failed.end}, next ${await nextLaunch(scene, name)}`
  cases.push(
    expected(`${play}: rolled back`, 'failed instances-died, next old', end),
    expected(`${play}: the plan after it`, way.plan, await terraform.plan()),
  )
  await terraform.apply()
  cases.push(expected(`${play}: the next launch once that is applied`, way.again, await nextLaunch(scene, name)))
  terraform.edit({ image: scene.good })
  await terraform.apply()
  const rolled = await roll(scene, name, { 'launch-template-version': '$Latest' })
  cases.push(
    expected(
      `${play}: the corrected one is rolled`,
      'succeeded, next new',
      `${rolled.end}, next ${await nextLaunch(scene, name)}`,
    ),
    expected(`${play}: the plan after that`, 'clean', await terraform.plan()),
  )
  return cases
}
