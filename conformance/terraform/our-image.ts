/** We make the version: a good image and a bad one, in groups that are written in one way or another. */
import { DescribeInstanceRefreshesCommand } from '@aws-sdk/client-auto-scaling'
import type { Play } from '../in-turn.ts'
import { type Case, expected } from '../part.ts'
import { until } from '../world.ts'
import type { Hcl } from './configuration.ts'
import { applied, asDocumented, LATEST, nextLaunch, roll, type Scene, typesOf } from './scene.ts'

/** One way to write the group, and what Terraform makes of our rollouts. */
interface Way {
  readonly name: string
  readonly hcl: Hcl
  readonly inputs?: Readonly<Record<string, string>>
  /** What a plan says after a good image, and after one that was rolled back. */
  readonly afterGood: string
  readonly afterBad: string
  /** The image that a scale-out launches once that plan has been applied, after the bad image. */
  readonly appliedAfterBad: 'old' | 'new' | 'bad'
}

const imageIgnored = { templateIgnores: ['image_id', 'description'] }
const POINTED_ON = 'aws_autoscaling_group: update launch_template'
/** Ours has a description, and Terraform’s has none. */
const TAKEN_BACK = `${POINTED_ON}; aws_launch_template: update description, image_id`

const ways: readonly Way[] = [
  {
    name: 'as docs/beside-terraform.md says',
    hcl: asDocumented,
    afterGood: 'clean',
    afterBad: 'clean',
    appliedAfterBad: 'new',
  },
  {
    name: 'a number, ignored',
    hcl: { ...asDocumented, version: '"1"' },
    afterGood: 'clean',
    afterBad: 'clean',
    appliedAfterBad: 'new',
  },
  {
    name: 'latest_version, nothing ignored',
    hcl: { version: LATEST },
    afterGood: TAKEN_BACK,
    afterBad: TAKEN_BACK,
    appliedAfterBad: 'old',
  },
  {
    name: 'latest_version, only the image ignored',
    hcl: { version: LATEST, ...imageIgnored },
    afterGood: 'clean',
    afterBad: 'clean',
    appliedAfterBad: 'new',
  },
  {
    name: '$Latest, only the image ignored',
    hcl: { version: '"$Latest"', ...imageIgnored },
    afterGood: 'clean',
    afterBad: 'clean',
    appliedAfterBad: 'new',
  },
  {
    name: '$Latest, only the image ignored, failed-version: keep',
    hcl: { version: '"$Latest"', ...imageIgnored },
    inputs: { 'failed-version': 'keep' },
    afterGood: 'clean',
    afterBad: POINTED_ON,
    appliedAfterBad: 'bad',
  },
]

/** Every way, and what becomes of a change that only Terraform makes. */
export const ourImage = (scene: Scene): readonly Play[] => [
  ...ways.map((way, i) => ({ name: way.name, of: () => goodAndBad(scene, way, `tf-ours-${i}`) })),
  { name: 'a changed instance type, not named', of: () => notNamed(scene, 'tf-not-named') },
  { name: 'an apply during a rollout', of: () => during(scene, 'tf-during') },
  { name: 'an apply during a rollout that fails', of: () => duringBad(scene, 'tf-during-bad') },
]

async function goodAndBad(scene: Scene, { name: way, hcl, inputs = {}, ...ends }: Way, name: string) {
  const terraform = await applied(scene, hcl, name)
  const good = await roll(scene, name, { image: scene.good, ...inputs })
  const cases: Case[] = [
    expected(`${way}: a good image`, 'succeeded, next new', `${good.end}, next ${await nextLaunch(scene, name)}`),
    expected(`${way}: the plan after it`, ends.afterGood, await terraform.plan()),
  ]
  const bad = await roll(scene, name, { image: scene.dies, ...inputs })
  cases.push(
    expected(
      `${way}: an image that dies`,
      'failed instances-died, next new',
      `${bad.end}, next ${await nextLaunch(scene, name)}`,
    ),
    expected(`${way}: the plan after it is rolled back`, ends.afterBad, await terraform.plan()),
  )
  await terraform.apply()
  cases.push(expected(`${way}: the next launch after an apply`, ends.appliedAfterBad, await nextLaunch(scene, name)))
  return cases
}

/** Terraform changes the instance type, and a deploy names an image alone: it goes on from the version in use. */
async function notNamed(scene: Scene, name: string): Promise<readonly Case[]> {
  const terraform = await applied(scene, asDocumented, name)
  terraform.edit({ instance_type: 't3.small' })
  const play = 'a changed instance type, not named'
  const plan = expected(`${play}: the plan`, 'aws_launch_template: update instance_type', await terraform.plan())
  await terraform.apply()
  const after = expected(`${play}: the next launch after the apply`, 'old', await nextLaunch(scene, name))
  const { end, log } = await roll(scene, name, { image: scene.good })
  const isTold = log.includes('does not roll them: version 2 (') && log.includes('InstanceType: t3.micro → t3.small')
  return [
    plan,
    after,
    expected(
      `${play}: a good image`,
      'succeeded, next new, runs t3.micro, the log names Terraform’s version',
      `${end}, next ${await nextLaunch(scene, name)}, runs ${await typesOf(scene, name)}, ${isTold ? 'the log names Terraform’s version' : 'the log names no other version'}`,
    ),
    expected(
      `${play}: the plan after it asks for the change again`,
      'aws_launch_template: update instance_type',
      await terraform.plan(),
    ),
  ]
}

/**
 * Terraform points the group to a version of its own while our refresh is in progress. AWS refuses that, and the provider
 * (5.100.0) asks until it is taken.
 */
async function during(scene: Scene, name: string): Promise<readonly Case[]> {
  const play = 'an apply during a rollout'
  const { apply, rolled } = await applyMeanwhile(scene, name, { 'bake-time': '3m' })
  return [
    expected(`${play}: the apply`, AFTER_IT, apply),
    expected(
      `${play}: the rollout`,
      'succeeded, runs t3.micro, next new',
      `${rolled.end}, runs ${await typesOf(scene, name)}, next ${await nextLaunch(scene, name)}`,
    ),
  ]
}

/** Terraform makes its version from the newest one, and that is the one whose rollout fails later. */
async function duringBad(scene: Scene, name: string): Promise<readonly Case[]> {
  const play = 'an apply during a rollout that fails'
  const check = { 'bake-time': '3m', verify: 'sleep 60; exit 1', 'verify-timeout': '2m' }
  const { apply, rolled } = await applyMeanwhile(scene, name, check)
  const isTold = /launch(es)? the image that failed/.test(rolled.log)
  return [
    expected(`${play}: the apply`, AFTER_IT, apply),
    expected(
      `${play}: the rollout`,
      'failed verify, the log names Terraform’s version with that image',
      `${rolled.end}, ${isTold ? 'the log names Terraform’s version with that image' : 'the log names no version'}`,
    ),
    expected(`${play}: the next launch`, 'new', await nextLaunch(scene, name)),
  ]
}

const AFTER_IT = 'refused by AWS until the rollout was over, then taken'

/** Applies another instance type as soon as our refresh has begun. */
async function applyMeanwhile(scene: Scene, name: string, inputs: Readonly<Record<string, string>>) {
  const terraform = await applied(scene, { version: LATEST, ...imageIgnored }, name)
  const rolling = roll(scene, name, { image: scene.good, ...inputs })
  const { autoScaling } = scene.world
  const refreshes = async () =>
    (await autoScaling.send(new DescribeInstanceRefreshesCommand({ AutoScalingGroupName: name }))).InstanceRefreshes
  await until(async () => (await refreshes())?.length === 1)
  terraform.edit({ instance_type: 't3.small' })
  const said = await terraform.tryApply()
  const ended = (await refreshes())?.every(({ EndTime }) => EndTime !== undefined) === true
  const apply = said === 'applied' && ended ? AFTER_IT : `${said}, ${ended ? 'after' : 'before'} the refresh ended`
  return { apply, rolled: await rolling }
}
