/** What the instances of a group really run: the truth that a report is held against. */
import { checkersOf } from './configuration.ts'
import type { Group } from './group.ts'
import type { Instance } from './instance.ts'

/** One instance. */
export interface Truth {
  readonly id: string
  readonly lifecycle: Instance['lifecycle']
  readonly templateId: string
  readonly version: number
  readonly imageId: string
  /** Target groups and classic load balancers in which it is healthy, by name. */
  readonly healthyIn: readonly string[]
}

/** In the order of launch; the leaving ones too. */
export const truthOf = ({ instances, configuration }: Group): readonly Truth[] =>
  instances.map(({ id, lifecycle, launchInfo }) => ({
    id,
    lifecycle,
    templateId: launchInfo.template.id,
    version: Number(launchInfo.template.version),
    imageId: launchInfo.imageId,
    healthyIn: checkersOf(configuration)
      .filter((checker) => checker.health(id).state === 'healthy')
      .map(({ name }) => name),
  }))
