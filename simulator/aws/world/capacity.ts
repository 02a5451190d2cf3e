/** Shortages of EC2 capacity, by instance type and zone, for a while or for good. */

/** What is short. No type: all types. No zone: all zones. `until` in ms since epoch; missing: for good. */
export interface Shortage {
  readonly instanceType?: string
  readonly zone?: string
  readonly until?: number
}

/** All shortages of an account. */
export class Capacity {
  readonly #shortages: Shortage[] = []

  add(shortage: Shortage): void {
    this.#shortages.push(shortage)
  }

  isShort(instanceType: string, zone: string, now: number): boolean {
    return this.#shortages.some(
      (shortage) =>
        (shortage.instanceType ?? instanceType) === instanceType &&
        (shortage.zone ?? zone) === zone &&
        now < (shortage.until ?? Infinity),
    )
  }
}

/** InsufficientInstanceCapacity as an activity's StatusMessage says it. */
export function insufficientCapacity(type: string, zone: string, others: readonly string[]): string {
  const elsewhere = others.length === 0 ? '' : ` or choosing ${others.join(', ')}`
  return `We currently do not have sufficient ${type} capacity in the Availability Zone you requested (${zone}). Our system will be working on provisioning additional capacity. You can currently get ${type} capacity by not specifying an Availability Zone in your request${elsewhere}. Launching EC2 instance failed.`
}
