/** How far one run of `verify-on-instance` has come on each instance. Pure. */
import type { InstanceFinding, Invocation } from '../model/run-command.ts'
import type { Instant, Ms } from '../model/time.ts'

/** A command that was sent, or whose answer was lost. `id`: Systems Manager's; missing while the answer is not known. */
export interface OpenCommand {
  readonly comment: string
  readonly instances: readonly string[]
  /** On the local clock. */
  readonly sent: Instant
  readonly id?: string
}

/** `waiting`: no command is sent. `gone`: it is not in service any more, so nobody asks how it is. */
export type InstanceProgress =
  | { readonly state: 'waiting'; readonly why: Pick<InstanceFinding, 'cause' | 'says'> }
  | { readonly state: 'sent'; readonly comment: string; readonly at: Instant }
  | { readonly state: 'passed' }
  | { readonly state: 'failed'; readonly comment: string; readonly status: string }
  | { readonly state: 'gone' }

/** By instance. */
export type StepProgress = ReadonlyMap<string, InstanceProgress>

/** So long a command, or an invocation of it, may not be listed before it counts as never made. */
export const LISTED_WITHIN: Ms = 30_000

const queued: InstanceProgress = { state: 'waiting', why: { cause: 'late', says: 'no command was sent yet' } }

/** Every instance waits, but for those that have passed before. */
export const beginning = (instances: readonly string[], passed: ReadonlySet<string>): StepProgress =>
  new Map(instances.map((id) => [id, passed.has(id) ? { state: 'passed' } : queued] as const))

/** The instances in a state. */
export const inState = (progress: StepProgress, state: InstanceProgress['state']): readonly string[] =>
  [...progress].flatMap(([id, of]) => (of.state === state ? [id] : []))

/** The same, with another state of these instances. */
export function withState(progress: StepProgress, instances: readonly string[], to: InstanceProgress): StepProgress {
  const next = new Map(progress)
  for (const id of instances) next.set(id, to)
  return next
}

/** Instances that are not in service any more have nothing left to show. One that passed has passed. */
export const withoutGone = (progress: StepProgress, gone: readonly string[]): StepProgress =>
  withState(
    progress,
    gone.filter((id) => progress.get(id)?.state !== 'passed'),
    { state: 'gone' },
  )

/** Adds what Systems Manager says of a command. One that it does not list for long was never made there. */
export function withInvocations(
  progress: StepProgress,
  { comment, sent }: OpenCommand,
  { found, now }: { readonly found: readonly Invocation[]; readonly now: Instant },
): StepProgress {
  const next = new Map(progress)
  for (const [id, of] of progress) {
    if (of.state !== 'sent' || of.comment !== comment) continue
    const status = found.find(({ instance }) => instance === id)?.status
    if (status === undefined && now - sent > LISTED_WITHIN) next.set(id, queued)
    if (status === 'Success') next.set(id, { state: 'passed' })
    else if (status !== undefined && status !== 'unfinished') next.set(id, { state: 'failed', comment, status })
  }
  return next
}

/**
 * What Systems Manager ended because another instance of its command had failed never ran: where that one is gone, it is
 * still to be run.
 */
export function withoutTerminated(progress: StepProgress, commands: readonly OpenCommand[]): StepProgress {
  const next = new Map(progress)
  for (const { comment, instances } of commands) {
    const isCausedByGone = instances.some((id) => progress.get(id)?.state === 'gone')
    for (const [id, of] of progress)
      if (isCausedByGone && of.state === 'failed' && of.comment === comment && of.status === 'Terminated')
        next.set(id, queued)
  }
  return next
}

/** What decides: an instance where the script failed rather than one where it was ended for that. */
export function failedInstance(
  progress: StepProgress,
): (Extract<InstanceProgress, { state: 'failed' }> & { readonly instance: string }) | undefined {
  const failed = [...progress].flatMap(([instance, of]) => (of.state === 'failed' ? [{ instance, ...of }] : []))
  return (
    failed.find(({ status }) => status === 'Failed') ??
    failed.find(({ status }) => status !== 'Terminated') ??
    failed[0]
  )
}

/** Whether nothing is left to wait for. */
export const isComplete = (progress: StepProgress): boolean =>
  [...progress.values()].every(({ state }) => state === 'passed' || state === 'gone')

/** Why the first of those that have not passed has not. */
export function unfinished(progress: StepProgress): InstanceFinding | undefined {
  const open = [...progress].flatMap(([instance, of]) => {
    if (of.state === 'waiting') return [{ instance, ...of.why }]
    if (of.state === 'failed') return [{ instance, cause: 'command' as const, says: of.status }]
    return of.state === 'sent' ? [{ instance, cause: 'late' as const, says: 'the script has not ended' }] : []
  })
  return open.find(({ cause }) => cause === 'unmanaged') ?? open[0]
}
