/** The simulated accounts that every tool rolls: one group, and an image that is good or bad. */
import { type Behaviour, boots, dies, neverHealthy } from '../../simulator/aws/world/behaviour.ts'
import type { Scene } from '../../simulator/scenes/scene.ts'
import { web } from '../../simulator/scenes/web.ts'

/** The name of the Systems Manager parameter that holds the old image, where the launch template names its image by one. */
export const PARAMETER = '/web/ami'

export interface World {
  readonly name: string
  /** Whether the new image is good: only then `success` is true. */
  readonly isGood: boolean
  readonly behaviour: Behaviour
}

export const worlds: readonly World[] = [
  { name: 'a good image', isGood: true, behaviour: boots(45) },
  { name: 'an image that dies', isGood: false, behaviour: dies(40) },
  { name: 'an image that is never healthy in one target group', isGood: false, behaviour: neverHealthy('api') },
]

/**
 * Six instances behind two target groups, EC2 health checks, on version 7; version 8 with the new image exists already.
 * `hasParameter`: version 7 names its image by the parameter.
 */
export const sceneOf = ({ name, behaviour }: World, hasParameter: boolean): Scene => ({
  name,
  says: name,
  speed: 1,
  inputs: {},
  build: (agenda) =>
    web(agenda, {
      behaviour,
      newVersion: true,
      secondTargetGroup: 'api',
      group: { healthCheckType: 'EC2' },
      ...(hasParameter && { parameter: PARAMETER }),
    }),
})
