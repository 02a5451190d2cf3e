/** What recorded calls say of a group over time. An answer holds from when it was there until it was last the same. */
import { at, callsOf, listAtPath, type RecordedCall, textAt } from '../recording.ts'

/** Times in ms since epoch. */
export interface Seen<T> {
  readonly from: number
  readonly to: number
  readonly value: T
}

/** An instance as the group lists it. */
export interface Member {
  readonly id: string
  readonly lifecycle: string
  readonly version: string
}

function seen<T>(calls: readonly RecordedCall[], operation: string, read: (answer: unknown) => T): readonly Seen<T>[] {
  return callsOf(calls, operation)
    .filter(({ error }) => error === undefined)
    .map(({ until, repeated, answer }) => ({ from: until, to: repeated?.last ?? until, value: read(answer) }))
}

/** The group: its instances, and the version that it has saved. */
export const groupsSeen = (calls: readonly RecordedCall[]) =>
  seen(calls, 'DescribeAutoScalingGroups', (answer) => ({
    saved: textAt(answer, 'AutoScalingGroups', 0, 'LaunchTemplate', 'Version'),
    maximum: Number(textAt(answer, 'AutoScalingGroups', 0, 'MaxSize')),
    members: listAtPath(answer, 'AutoScalingGroups', 0, 'Instances').map(
      (one): Member => ({
        id: textAt(one, 'InstanceId'),
        lifecycle: textAt(one, 'LifecycleState'),
        version: textAt(one, 'LaunchTemplate', 'Version'),
      }),
    ),
  }))

/** The refresh that the first answer of DescribeInstanceRefreshes lists. */
export const refreshesSeen = (calls: readonly RecordedCall[]) =>
  seen(calls, 'DescribeInstanceRefreshes', (answer) => ({
    id: textAt(answer, 'InstanceRefreshes', 0, 'InstanceRefreshId'),
    status: textAt(answer, 'InstanceRefreshes', 0, 'Status'),
    reason: textAt(answer, 'InstanceRefreshes', 0, 'StatusReason'),
  }))

/** Targets by their ids: state and reason in one. */
export const targetsSeen = (calls: readonly RecordedCall[]) =>
  seen(
    calls,
    'DescribeTargetHealth',
    (answer) =>
      new Map(
        listAtPath(answer, 'TargetHealthDescriptions').map((one) => [
          textAt(one, 'Target', 'Id'),
          { state: textAt(one, 'TargetHealth', 'State'), reason: textAt(one, 'TargetHealth', 'Reason') },
        ]),
      ),
  )

/** EC2's state of instances, by their ids. */
export const instancesSeen = (calls: readonly RecordedCall[]) =>
  seen(
    calls,
    'DescribeInstances',
    (answer) =>
      new Map(
        listAtPath(answer, 'Reservations')
          .flatMap((one) => listAtPath(one, 'Instances'))
          .map((one) => [textAt(one, 'InstanceId'), textAt(one, 'State', 'Name')]),
      ),
  )

/** The ids of managed nodes. */
export const nodesSeen = (calls: readonly RecordedCall[]) =>
  seen(
    calls,
    'DescribeInstanceInformation',
    (answer) => new Set(listAtPath(answer, 'InstanceInformationList').map((one) => textAt(one, 'InstanceId'))),
  )

/** The version that the first refresh was started with, once it was accepted. */
export function startedWith(
  calls: readonly RecordedCall[],
): { readonly at: number; readonly version: string } | undefined {
  const call = callsOf(calls, 'StartInstanceRefresh').find(({ error }) => error === undefined)
  if (!call) return undefined
  return { at: call.until, version: textAt(call.input, 'DesiredConfiguration', 'LaunchTemplate', 'Version') }
}

/** Whether the instance counts for capacity. */
export const isStaying = ({ lifecycle }: Member): boolean => !/^(Terminat|Detach)/.test(lifecycle)

/** The most instances at once that count for capacity; undefined where none was seen. */
export function peakOf(calls: readonly RecordedCall[]): number | undefined {
  const counts = groupsSeen(calls).map(({ value }) => value.members.filter(isStaying).length)
  return counts.length === 0 ? undefined : Math.max(...counts)
}

/** Whether the two were so at the same time. */
export const overlap = (one: Seen<unknown>, other: Seen<unknown>): boolean =>
  one.from <= other.to && other.from <= one.to

/** Seconds, to a tenth. */
export const secondsBetween = (from: number, to: number): number => Math.round((to - from) / 100) / 10

/** Seconds from the answer of a call until another operation first answered as wanted. */
export function secondsUntil(
  from: RecordedCall | undefined,
  calls: readonly RecordedCall[],
  isSo: (call: RecordedCall) => boolean,
): number | undefined {
  const then = from && calls.find((call) => call.until >= from.until && call !== from && isSo(call))
  return from && then ? secondsBetween(from.until, then.at < from.until ? from.until : then.at) : undefined
}

/** The answer of the first call of an operation that was no refusal. */
export const firstOf = (calls: readonly RecordedCall[], operation: string): RecordedCall | undefined =>
  callsOf(calls, operation).find(({ error }) => error === undefined)

/** Whether a list at a path has members. */
export const hasAny = (value: unknown, name: string): boolean =>
  at(value, name) !== undefined && listAtPath(value, name).length > 0
