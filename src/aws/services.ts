/** Which calls each service answers, and its code, loaded when it is first asked: the first call waits for no other. */
import type { Reads, Writes } from '../rollout/ports.ts'

/** Names of what is read from or written to a service whose code is loaded on demand. */
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
export const balancerReads = ['targets', 'targetGroups', 'drain'] as const
export const alarmReads = ['alarms'] as const
export const parameterReads = ['parameter'] as const

export type TemplateReads = Pick<Reads, (typeof templateReads)[number]>
export type ImageReads = Pick<Reads, (typeof imageReads)[number]>
export type TemplateWrites = Pick<Writes, (typeof templateWrites)[number]>
export type BalancerReads = Pick<Reads, (typeof balancerReads)[number]>
export type AlarmReads = Pick<Reads, (typeof alarmReads)[number]>
export type ParameterReads = Pick<Reads, (typeof parameterReads)[number]>

/** Calls by name. */
type Calls<T> = { readonly [K in keyof T]: (...args: never[]) => Promise<unknown> }

/** Calls that load the code behind them when the first of them is made. */
export function onDemand<T extends Calls<T>>(names: readonly (keyof T & string)[], load: () => Promise<T>): T {
  let loading: Promise<T> | undefined
  const call =
    (name: keyof T) =>
    async (...args: never[]) => {
      loading ??= load()
      return (await loading)[name](...args)
    }
  return Object.fromEntries(names.map((name) => [name, call(name)])) as T
}
