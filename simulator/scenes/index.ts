/** The scenes of the demo, by name. */
import { neverHealthy } from '../aws/world/behaviour.ts'
import type { Scene } from './scene.ts'
import { GROUP, NEW_IMAGE, OLD_IMAGE, web } from './web.ts'

const deploy = { 'auto-scaling-group': GROUP, image: NEW_IMAGE }

const list: readonly Scene[] = [
  {
    name: 'good-image',
    says: 'A good image is rolled over six instances behind a load balancer.',
    speed: 30,
    inputs: deploy,
    build: (agenda) => web(agenda),
  },
  {
    name: 'never-healthy',
    says: 'The new image boots, but one of its two target groups never finds it healthy: noticed, and gone back from.',
    speed: 60,
    inputs: deploy,
    build: (agenda) =>
      web(agenda, { behaviour: neverHealthy('api'), secondTargetGroup: 'api', group: { healthCheckType: 'EC2' } }),
  },
  {
    name: 'up-to-date',
    says: 'The fleet runs the image already: looked at, found healthy, nothing changed.',
    speed: 10,
    inputs: { ...deploy, image: OLD_IMAGE },
    build: (agenda) => web(agenda),
  },
  {
    name: 'latest',
    says: 'The group follows $Latest: pinned for the rollout, and given its alias back when the image has proved itself.',
    speed: 30,
    inputs: deploy,
    build: (agenda) => web(agenda, { version: '$Latest' }),
  },
]

/** All scenes. */
export const scenes: ReadonlyMap<string, Scene> = new Map(list.map((scene) => [scene.name, scene]))
