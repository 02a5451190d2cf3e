/** What Systems Manager's agent does on the instances of an image. Data, as the rest of a behaviour. */

/** Systems Manager's words for an operating system. */
export type Platform = 'Linux' | 'Windows' | 'MacOS'

/** What a script that Run Command runs on the instance comes to; five seconds and exit code 0 unless said. */
export interface ScriptRun {
  readonly seconds?: number
  readonly exit?: number
  readonly stdout?: string
  readonly stderr?: string
  /** Systems Manager gives it this end, and the script does not run. */
  readonly ends?: 'Undeliverable' | 'InvalidPlatform'
}

/** What the agent of an image does. Linux, registered in time, in touch for good, unless said. */
export interface Agent {
  readonly platform?: Platform
  /** There is no agent, or it may not register: the instance is never a managed node. */
  readonly isMissing?: true
  /** From when the instance runs; as the rule says unless said. */
  readonly registersAfterSeconds?: number
  /**
   * It is out of touch for so long, or for good, counted from when the instance runs. `unnoticedSeconds`: so long it is
   * shown Online all the same, since Systems Manager goes by its last ping (InstanceInformation, LastPingDateTime).
   */
  readonly isLost?: { readonly fromSeconds: number; readonly forSeconds?: number; readonly unnoticedSeconds?: number }
  /** The text of the script, and which instance it runs on. */
  readonly script?: ScriptRun | ((script: string, instance: string) => ScriptRun)
}
