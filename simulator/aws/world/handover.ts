/** What a refresh launches from becomes the group's own, and is taken back if the refresh turns round. */

import type { GroupView } from './group-view.ts'
import type { LaunchSource } from './launch-source.ts'

export class Handover {
  readonly #group: Pick<GroupView, 'saved' | 'save'>
  readonly #desired: LaunchSource | undefined
  #before: LaunchSource | undefined

  /** `desired`: the desired configuration; without one there is nothing to hand over. */
  constructor(view: Pick<GroupView, 'saved' | 'save'>, desired: LaunchSource | undefined) {
    this.#group = view
    this.#desired = desired
  }

  /** Whether it has been made, and not taken back. */
  get stands(): boolean {
    return this.#before !== undefined
  }

  /** Once. */
  make(): void {
    if (!this.#desired || this.stands) return
    this.#before = this.#group.saved
    this.#group.save(this.#desired)
  }

  /** The group has again what it had before. */
  takeBack(): void {
    if (this.#before) this.#group.save(this.#before)
    this.#before = undefined
  }
}
