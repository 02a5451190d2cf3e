/** Tasks that do not end well at the simulator, and why that stays. */

export interface Difference {
  /** The task's name in playbook.yml. */
  readonly task: string
  readonly source: string
}

export const differences: readonly Difference[] = []
