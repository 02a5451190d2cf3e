/** Saves a refresh's desired configuration as the group's own, and puts the former one back when the refresh rolls back. */

import type { GroupView } from './group-view.ts'
import type { LaunchSource } from './launch-source.ts'

export class SourceCommit {
  readonly #group: Pick<GroupView, 'saved' | 'save'>
  readonly #desired: LaunchSource | undefined
  #before: LaunchSource | undefined

  /** `desired`: the desired configuration; without one there is nothing to hand over. */
  constructor(view: Pick<GroupView, 'saved' | 'save'>, desired: LaunchSource | undefined) {
    this.#group = view
    this.#desired = desired
  }

  /** Whether it has been made, and not taken back. */
  get isCommitted(): boolean {
    return this.#before !== undefined
  }

  /** Once. */
  commit(): void {
    if (!this.#desired || this.isCommitted) return
    this.#before = this.#group.saved
    this.#group.save(this.#desired)
  }

  /** The group has again what it had before. */
  revert(): void {
    if (this.#before) this.#group.save(this.#before)
    this.#before = undefined
  }
}
