/** How a machine comes to its end, as EC2 tells it. */

/** `code` is EC2's StateReason code; the reason's message repeats it. `initiated`: who EC2 says it was. */
export interface Death {
  readonly code: string
  readonly says: string
  readonly initiated: 'User' | 'Service'
}

/** The usual ones. The codes are documented; who initiated a shutdown from inside, and Spot's words, are not verified. */
export const deaths = {
  /** Somebody, or Auto Scaling, called TerminateInstances. */
  byUser: { code: 'Client.UserInitiatedShutdown', says: 'User initiated shutdown', initiated: 'User' },
  /** `shutdown -h` on the machine. */
  byItself: { code: 'Client.InstanceInitiatedShutdown', says: 'Instance initiated shutdown', initiated: 'User' },
  /** EC2 takes a Spot instance back. */
  spotInterruption: { code: 'Server.SpotInstanceTermination', says: 'Spot instance termination', initiated: 'Service' },
} as const satisfies Readonly<Record<string, Death>>

/** EC2 gives a launch up, for a reason in its own form: `Client.InvalidKMSKey.InvalidState: The KMS key …`. */
export function failedLaunch(reason: string): Death {
  const [code = reason, ...says] = reason.split(': ')
  return { code, says: says.join(': '), initiated: 'Service' }
}

/** The StateReason's message. */
export const reasonOf = ({ code, says }: Death): string => `${code}: ${says}`

/** `User initiated (2026-11-21 03:04:05 GMT)`; `at` in ms since epoch. */
export const transitionReasonOf = ({ initiated }: Death, at: number): string =>
  `${initiated} initiated (${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} GMT)`
