/**
 * Loads the code of each AWS service at its first call, so that the first call of a run does not wait for the others.
 */
import type { Reads, Writes } from '../rollout/ports.ts'
import type { Calls } from './connection.ts'

/** The reads and writes of services that are loaded on demand. */
export const templateReads = [
  'template',
  'version',
  'imageMeant',
  'versionsAfter',
  'ec2Instances',
  'statusChecks',
  'console',
  'tryLaunch',
] as const
export const imageReads = ['image', 'images', 'imagesNamed', 'instanceTypes'] as const
export const templateWrites = ['makeVersion', 'setDefaultVersion', 'deleteVersions'] as const
export const balancerReads = ['targets', 'targetGroups', 'deregistrationDelay'] as const
export const alarmReads = ['alarms'] as const
export const trialReads = ['trialInstances', 'triedVersions'] as const
export const trialWrites = ['launchTrial', 'endTrial'] as const
export const parameterReads = ['parameter'] as const
export const archiveReads = ['retiredImages', 'imageUses', 'isImageShared', 'imageReferences'] as const
export const archiveWrites = ['retireImage', 'archiveImage'] as const
export const commandReads = ['managedInstances', 'commandBy', 'invocations', 'commandOutput'] as const
export const commandWrites = ['sendCommand', 'cancelCommand'] as const
export const parameterWrites = ['setParameter'] as const

export type TemplateReads = Pick<Reads, (typeof templateReads)[number]>
export type ImageReads = Pick<Reads, (typeof imageReads)[number]>
export type TemplateWrites = Pick<Writes, (typeof templateWrites)[number]>
export type BalancerReads = Pick<Reads, (typeof balancerReads)[number]>
export type AlarmReads = Pick<Reads, (typeof alarmReads)[number]>
export type TrialReads = Pick<Reads, (typeof trialReads)[number]>
export type TrialWrites = Pick<Writes, (typeof trialWrites)[number]>
export type ParameterReads = Pick<Reads, (typeof parameterReads)[number]>
export type ArchiveReads = Pick<Reads, (typeof archiveReads)[number]>
export type ArchiveWrites = Pick<Writes, (typeof archiveWrites)[number]>
export type CommandReads = Pick<Reads, (typeof commandReads)[number]>
export type CommandWrites = Pick<Writes, (typeof commandWrites)[number]>
export type ParameterWrites = Pick<Writes, (typeof parameterWrites)[number]>

/** Operations by name. */
type Operations<T> = { readonly [K in keyof T]: (...args: never[]) => Promise<unknown> }

/** Returns calls that load their code when the first of them is made, once the first request of the run has left. */
export function onDemand<T extends Operations<T>>(
  calls: Pick<Calls, 'firstRequest'>,
  names: readonly (keyof T & string)[],
  load: () => Promise<T>,
): T {
  let loading: Promise<T> | undefined
  const call =
    (name: keyof T) =>
    async (...args: never[]) => {
      loading ??= calls.firstRequest().then(load)
      return (await loading)[name](...args)
    }
  return Object.fromEntries(names.map((name) => [name, call(name)])) as T
}
