/** What EC2 has to give: shortages and offers by instance type and zone, and ceilings on how many instances there can be. */

/** What is short. No type: all types. No zone: all zones. `until` in ms since epoch; missing: for good. */
export interface Shortage {
  readonly instanceType?: string
  readonly zone?: string
  readonly until?: number
}

/** What limits how many instances there can be at once. */
export type Ceiling =
  /** Of all On-Demand instances of the account, in virtual processors. */
  | { readonly type: 'vcpus'; readonly limit: number }
  /** Of the addresses in the subnet of a zone. */
  | { readonly type: 'addresses'; readonly zone: string; readonly limit: number }
  /** Launches go into a capacity reservation alone, which has so many slots of a type. */
  | { readonly type: 'reservation'; readonly instanceType: string; readonly limit: number }

/** The capacity of an account's region. */
export class Capacity {
  readonly #shortages: Shortage[] = []
  readonly #withheld = new Set<string>()
  readonly #ceilings: Ceiling[] = []

  add(shortage: Shortage): void {
    this.#shortages.push(shortage)
  }

  /** A type that a zone does not offer, now and for good. */
  withhold(instanceType: string, zone: string): void {
    this.#withheld.add(`${instanceType} ${zone}`)
  }

  limit(ceiling: Ceiling): void {
    this.#ceilings.push(ceiling)
  }

  get ceilings(): readonly Ceiling[] {
    return this.#ceilings
  }

  isOffered(instanceType: string, zone: string): boolean {
    return !this.#withheld.has(`${instanceType} ${zone}`)
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
