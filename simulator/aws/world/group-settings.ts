/** The settings of a group over time: changed by requests within AWS's limits, and by its refreshes. */
import { cause } from './activity.ts'
import type { Cloud } from './cloud.ts'
import { type Configuration, launchingFrom } from './configuration.ts'
import { chooseSource, type SourceRequest } from './launch-choice.ts'
import type { LaunchSource } from './launch-source.ts'
import { refuse } from './refusal.ts'

/** What may be changed of a group. What it launches from is named as in a request. */
export type GroupChange = Partial<Omit<Configuration, keyof LaunchSource>> & SourceRequest

/** A change of the desired capacity: by how much, and AWS's sentence for it. */
export interface CapacityChange {
  readonly difference: number
  readonly cause: (at: number) => string
}

/** Throws AWS's refusals, and changes nothing then. */
export class GroupSettings {
  readonly #cloud: Cloud
  #configuration: Configuration

  constructor(cloud: Cloud, configuration: Configuration) {
    this.#cloud = cloud
    this.#configuration = configuration
  }

  get configuration(): Configuration {
    return this.#configuration
  }

  /** Saves what the group launches from, unchecked. */
  launchFrom(source: LaunchSource): void {
    this.#configuration = launchingFrom(this.#configuration, source)
  }

  /** `isLocked`: a refresh with a desired configuration is active, and what the group launches from may not change. */
  update({ template, mixed, ...change }: GroupChange, isLocked: boolean): CapacityChange {
    if ((template || mixed) && isLocked) throw refuse.configurationLocked()
    const source = chooseSource(this.#cloud, { ...(template && { template }), ...(mixed && { mixed }) })
    const before = this.#configuration
    const changed = { ...before, ...change }
    const next = source ? launchingFrom(changed, source) : changed
    if (next.min > next.max) throw refuse.minimumAboveMaximum()
    // Bounds that move past the desired capacity take it along, unless the request names one.
    const desired = change.desired ?? Math.min(next.max, Math.max(next.min, before.desired))
    checkDesired(desired, next)
    this.#configuration = { ...next, desired }
    return {
      difference: desired - before.desired,
      cause: (at) => cause.userChange(at, { ...next, desired }, before.desired),
    }
  }

  /** What a scheduled action sets; nothing where AWS would refuse it. */
  schedule(action: string, sizes: Pick<GroupChange, 'min' | 'max' | 'desired'>): CapacityChange | undefined {
    const before = this.#configuration
    const { min, max } = { ...before, ...sizes }
    const desired = sizes.desired ?? Math.min(max, Math.max(min, before.desired))
    if (min > max || desired < min || desired > max) return undefined
    this.#configuration = { ...before, min, max, desired }
    return {
      difference: desired - before.desired,
      cause: (at) => cause.scheduled(at, action, { min, max, desired }, before.desired),
    }
  }

  setDesired(desired: number): CapacityChange {
    const before = this.#configuration.desired
    this.changeDesired(desired - before)
    return { difference: desired - before, cause: (at) => cause.userSet(at, before, desired) }
  }

  changeDesired(difference: number): void {
    const desired = this.#configuration.desired + difference
    checkDesired(desired, this.#configuration)
    this.#configuration = { ...this.#configuration, desired }
  }
}

function checkDesired(desired: number, { min, max }: { readonly min: number; readonly max: number }): void {
  if (desired < min || desired > max) throw refuse.capacityOutOfBounds(desired, min, max)
}
