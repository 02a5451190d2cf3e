/**
 * EC2's status checks of a running instance (DescribeInstanceStatus): of the host, of the instance itself, of its volumes
 * and, where they were set up, of its application.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-system-instance-status-check.html
 */
import type { Instant } from './time.ts'

/** EC2's words: `ok`, `impaired`, `initializing`, `insufficient-data`, `not-applicable`. Missing: EC2 makes no such check. */
export interface StatusChecks {
  readonly system: string
  readonly instance: string
  readonly attachedEbs?: string
  readonly application?: string
}

type Part = keyof StatusChecks

const parts: readonly Part[] = ['system', 'instance', 'attachedEbs', 'application']

const isPassed = (status: string | undefined): boolean =>
  status === undefined || status === 'ok' || status === 'not-applicable'

/** Whether every check passes. */
export const passesAll = (checks: StatusChecks): boolean => parts.every((part) => isPassed(checks[part]))

/** Whether any check has failed; one that has no result yet has not. */
export const isImpaired = (checks: StatusChecks): boolean => parts.some((part) => checks[part] === 'impaired')

/**
 * Whether it is the instance's own doing: its operating system or application does not answer. A host that has failed
 * takes its instances along, and is nobody's image.
 */
export const isImpairedByItself = ({ system, instance, application }: StatusChecks): boolean =>
  !isHostImpaired({ system }) && (instance === 'impaired' || application === 'impaired')

/** Whether the host has failed: AWS repairs it, or Auto Scaling replaces the instance. */
export const isHostImpaired = ({ system }: Pick<StatusChecks, 'system'>): boolean => system === 'impaired'

/** The checks that do not pass, each with EC2's word for it: `instance impaired`, `system initializing`. */
export const unpassedChecks = (checks: StatusChecks): readonly string[] =>
  parts.flatMap((part) => (isPassed(checks[part]) ? [] : [`${names[part]} ${checks[part]}`]))

const names: Readonly<Record<Part, string>> = {
  system: 'system',
  instance: 'instance',
  attachedEbs: 'attached EBS volumes',
  application: 'application',
}

/** What EC2 last said of an instance. */
export interface KnownCheck {
  readonly status: StatusChecks
  readonly asked: Instant
  /** Since when its own checks have been failing, as far as it was asked. */
  readonly impairedSince?: Instant
  /** When it last said that its host has failed. */
  readonly hostFailedAt?: Instant
}

/** By instance; of those that were asked about and are still there. */
export type KnownChecks = ReadonlyMap<string, KnownCheck>
