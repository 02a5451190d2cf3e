/** What a refresh launches from becomes the group's own, and is taken back if the refresh turns round. */
import type { LaunchSource } from './launch-source.ts'
import type { Ward } from './ward.ts'

export class Handover {
  readonly #ward: Pick<Ward, 'saved' | 'save'>
  readonly #desired: LaunchSource | undefined
  #before: LaunchSource | undefined

  /** `desired`: the desired configuration; without one there is nothing to hand over. */
  constructor(ward: Pick<Ward, 'saved' | 'save'>, desired: LaunchSource | undefined) {
    this.#ward = ward
    this.#desired = desired
  }

  /** Whether it has been made, and not taken back. */
  get stands(): boolean {
    return this.#before !== undefined
  }

  /** Once. */
  make(): void {
    if (!this.#desired || this.stands) return
    this.#before = this.#ward.saved
    this.#ward.save(this.#desired)
  }

  /** The group has again what it had before. */
  takeBack(): void {
    if (this.#before) this.#ward.save(this.#before)
    this.#before = undefined
  }
}
