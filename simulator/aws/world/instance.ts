/** One instance, as Auto Scaling and EC2 describe it. Only its fleet changes it. */
import type { Behaviour, StatusPeriod } from './behaviour.ts'
import type { StateReason } from './state-reason.ts'
import type { TemplateChoice } from './templates.ts'

/** Auto Scaling's states, as far as they are simulated. */
export type Lifecycle =
  | 'Pending'
  | 'Pending:Wait'
  | 'Pending:Proceed'
  | 'InService'
  | 'Standby'
  | `Warmed:${'Pending' | WarmState}`
  | 'Detaching'
  | 'Detached'
  | 'Terminating'
  | 'Terminating:Wait'
  | 'Terminating:Proceed'
  | 'Terminating:Retained'
  | 'Terminated'

/** How the instances of a warm pool rest. */
export type WarmState = 'Stopped' | 'Running' | 'Hibernated'

/** EC2's states, as far as they are simulated. */
export type Ec2State = 'pending' | 'running' | 'stopped' | 'shutting-down' | 'terminated'

/** What is settled when an instance is launched. Times in ms since epoch. */
export interface LaunchInfo {
  readonly id: string
  /** Missing: launched outside of any group. */
  readonly group: string | undefined
  readonly type: string
  readonly zone: string
  readonly subnet: string
  readonly address: string
  readonly imageId: string
  /** `version` is the resolved number, whatever the group says. */
  readonly template: TemplateChoice
  readonly launchConfiguration?: string
  /** The image is not the template's but an override's. */
  readonly imageOverridden: boolean
  readonly isSpot: boolean
  /** What it counts towards the desired capacity: 1 unless the group weighs its types. */
  readonly weight: number
  readonly behaviour: Behaviour
  readonly tags: Readonly<Record<string, string>>
  /** Of the request that launched it. */
  readonly clientToken?: string
  readonly launchedAt: number
  /** The refresh, and the direction of it, that it was launched for. */
  readonly refreshGeneration?: string
}

/** API termination protection and API stop protection. */
export interface Protections {
  readonly termination: boolean
  readonly stop: boolean
}

/** An instance: its birth does not change, its state does. */
export class Instance {
  readonly launchInfo: LaunchInfo
  lifecycle: Lifecycle = 'Pending'
  health: 'Healthy' | 'Unhealthy' = 'Healthy'
  ec2State: Ec2State = 'pending'
  /** When it was started last, if it was stopped meanwhile: EC2's launch time moves with it. ms since epoch. */
  startedAt: number | undefined
  /** When EC2 said first that it runs; ms since epoch. */
  runningAt: number | undefined
  /** Status checks that a scene sets, before those of its image. */
  statusPeriods: readonly StatusPeriod[] = []
  /** When the host that it runs on fails, and works again; ms since epoch. */
  hostFailure: { readonly from: number; readonly until: number } | undefined
  protectedFromScaleIn = false
  /** When it last came into service. */
  inServiceAt: number | undefined
  /** Either of them has TerminateInstances refused. Auto Scaling does not mind. */
  protections: Protections = { termination: false, stop: false }
  /** When EC2 ended it. */
  endedAt: number | undefined
  /** Why Auto Scaling takes it out. */
  leaving: 'refresh' | 'unhealthy' | 'launch-failure' | 'scale-in' | 'rebalancing' | 'user' | undefined
  /** EC2 has recommended to replace it: a Spot instance that is likely to be interrupted. */
  isAtRisk = false
  /** Why EC2 ended it, or ends it now. */
  ended: { readonly reason: StateReason; readonly at: number } | undefined

  constructor(launchInfo: LaunchInfo) {
    this.launchInfo = launchInfo
  }

  get id(): string {
    return this.launchInfo.id
  }

  /** Counts towards the desired capacity. */
  get isLive(): boolean {
    return this.isComing || this.lifecycle === 'InService'
  }

  /** On its way into service. */
  get isComing(): boolean {
    return this.lifecycle.startsWith('Pending')
  }

  /** Terminating; not one that is retained: that stays until somebody ends it. */
  get isLeaving(): boolean {
    return this.lifecycle.startsWith('Terminating') && !this.isRetained
  }

  get isRetained(): boolean {
    return this.lifecycle === 'Terminating:Retained'
  }
}

/** What instances count towards the desired capacity. */
export const capacityOf = (instances: readonly Instance[]): number =>
  instances.reduce((sum, { launchInfo }) => sum + launchInfo.weight, 0)
