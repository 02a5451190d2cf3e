/** Terraform starts the refresh, we watch it: `instance_refresh` on the group, `mode: watch` after an apply. */
import type { Play } from '../in-turn.ts'
import { type Case, expected } from '../part.ts'
import { act, applied, LATEST, nextLaunch, type Scene } from './scene.ts'

/** A good image, one that dies, and an apply that changes nothing. */
export const theirRefresh = (scene: Scene): readonly Play[] => [
  { name: 'their refresh', of: () => watched(scene, 'tf-watched') },
  { name: 'their refresh: an image that dies', of: () => bad(scene, 'tf-watched-bad') },
]

const hcl = { version: LATEST, refreshes: true } as const
const watch = { mode: 'watch', 'poll-interval': '5s', 'target-health-timeout': '10s' }

async function watched(scene: Scene, name: string): Promise<readonly Case[]> {
  const terraform = await applied(scene, hcl, name)
  const idle = await act(scene, name, watch)
  terraform.edit({ image: scene.good })
  await terraform.apply()
  const { end } = await act(scene, name, watch)
  return [
    expected('their refresh: before there is one', 'unchanged', idle.end),
    expected('their refresh: watched', 'succeeded, next new', `${end}, next ${await nextLaunch(scene, name)}`),
    expected('their refresh: the plan after it', 'clean', await terraform.plan()),
  ]
}

async function bad(scene: Scene, name: string): Promise<readonly Case[]> {
  const terraform = await applied(scene, hcl, name)
  terraform.edit({ image: scene.dies })
  await terraform.apply()
  const { end, log } = await act(scene, name, watch)
  const command = log.includes('aws autoscaling cancel-instance-refresh') ? 'the log says how to stop it' : 'no command'
  return [
    expected(
      'their refresh: an image that dies',
      'failed instances-died, the log says how to stop it',
      `${end}, ${command}`,
    ),
  ]
}
