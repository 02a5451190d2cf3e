/** Why EC2 stopped an instance: the StateReason that DescribeInstances shows. */

/** `code` is EC2's StateReason code; the reason's message repeats it. `initiated`: who EC2 says it was. */
export interface StateReason {
  readonly code: string
  readonly text: string
  readonly initiated: 'User' | 'Service'
}

/** The usual ones. The codes are documented; who initiated a shutdown from inside, and Spot's words, are not verified. */
export const stateReasons = {
  /** Somebody, or Auto Scaling, called TerminateInstances. */
  byUser: { code: 'Client.UserInitiatedShutdown', text: 'User initiated shutdown', initiated: 'User' },
  /** `shutdown -h` on the machine. */
  byItself: { code: 'Client.InstanceInitiatedShutdown', text: 'Instance initiated shutdown', initiated: 'User' },
  /** EC2 takes a Spot instance back. */
  spotInterruption: { code: 'Server.SpotInstanceTermination', text: 'Spot instance termination', initiated: 'Service' },
} as const satisfies Readonly<Record<string, StateReason>>

/** EC2 gives a launch up, for a reason in its own form: `Client.InvalidKMSKey.InvalidState: The KMS key …`. */
export function launchErrorReason(reason: string): StateReason {
  const [code = reason, ...says] = reason.split(': ')
  return { code, text: says.join(': '), initiated: 'Service' }
}

/** The StateReason's message. */
export const stateReasonMessage = ({ code, text }: StateReason): string => `${code}: ${text}`

/** `User initiated (2026-11-21 03:04:05 GMT)`; `at` in ms since epoch. */
export const transitionReasonOf = ({ initiated }: StateReason, at: number): string =>
  `${initiated} initiated (${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} GMT)`
