/** What a rollout in a process of its own and the world that it is played against say to each other. */

/** What the child gets as it starts. */
export interface Task {
  readonly env: Readonly<Record<string, string>>
  readonly folder: string
  /** Milliseconds since epoch. */
  readonly now: number
  /** Whether garbage is collected at each event: the heap is then what is in use, and the processor's time means nothing. */
  readonly collects: boolean
}

/** Child → parent: time may go on until then, or what came of it. */
export type FromChild = { readonly type: 'move'; readonly until: number } | ({ readonly type: 'done' } & Cost)

/** What the rollout took of its own process. Bytes; seconds of processor time. */
export interface Cost {
  readonly outcome: string
  readonly polls: number
  readonly cpu: number
  /** The most that the heap held at any event; what is still in use, if garbage is collected. */
  readonly heap: number
  /** The most memory that the process held. */
  readonly resident: number
}

/** Parent → child: the task, then the time after each move, in milliseconds since epoch. */
export type FromParent =
  | { readonly type: 'task'; readonly task: Task }
  | { readonly type: 'time'; readonly now: number }
