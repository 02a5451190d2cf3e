/** Tasks that do not end well at the simulator, and why that stays. */

export interface Difference {
  /** The task's name in playbook.yml. */
  readonly task: string
  readonly source: string
}

export const differences: readonly Difference[] = [
  {
    task: 'elb_target_group_info',
    source:
      'The simulator has only what the action calls, and says so: the module also asks for the tags of target groups (DescribeTags), which no rollout needs.',
  },
  {
    task: 'elb_target_info',
    source:
      'AWS lists the addresses of each network interface (PrivateIpAddresses), which the module reads; the simulator’s interfaces have none, since no rollout reads them.',
  },
]
