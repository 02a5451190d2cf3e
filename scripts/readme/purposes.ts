/** Which inputs and outputs the README shows, and what somebody wants who searches the others: the one table of both. */

/** What the README shows; docs/inputs.md has all. */
export const firstScreen = {
  inputs: ['auto-scaling-group', 'image', 'mode', 'checkpoints', 'alarms', 'verify'],
  outputs: ['outcome', 'fleet', 'failure-code', 'reason', 'console-url', 'report-file'],
} as const

/** What somebody wants, and the inputs that give it. */
export interface Purpose {
  readonly title: string
  readonly names: readonly string[]
}

/** Every input is in one of them: a test holds that. A new input is one more name here. */
export const purposes: readonly Purpose[] = [
  { title: 'What to roll out', names: ['auto-scaling-group', 'image', 'launch-template-version', 'mode', 'to'] },
  {
    title: 'How fast, and how many at once',
    names: ['min-healthy-percentage', 'max-healthy-percentage', 'instance-warmup', 'checkpoints', 'checkpoint-delay'],
  },
  {
    title: 'Checks of the new instances',
    names: [
      'trial',
      'trial-timeout',
      'alarms',
      'verify',
      'verify-on-instance',
      'verify-timeout',
      'bake-time',
      'target-health-timeout',
      'max-launch-failures',
    ],
  },
  { title: 'What happens when it fails, or is not alone', names: ['on-failure', 'on-cancel', 'on-conflict'] },
  {
    title: 'Which instances are replaced',
    names: ['skip-matching', 'scale-in-protected-instances', 'standby-instances'],
  },
  { title: 'Which images are allowed', names: ['on-stale', 'allowed-image-owners'] },
  {
    title: 'Launch templates, Terraform and CloudFormation',
    names: ['failed-version', 'set-parameter', 'ssm-template', 'set-default-version'],
  },
  {
    title: 'What is cleaned up afterwards',
    names: ['keep-launch-template-versions', 'keep-images', 'old-images'],
  },
  { title: 'Long rollouts', names: ['timeout', 'hand-over', 'poll-interval'] },
  { title: 'AWS account and region', names: ['aws-region', 'role-to-assume', 'role-session-name', 'audience'] },
  { title: 'Reports on GitHub', names: ['summary', 'pull-request-comment', 'github-token'] },
]
