/** Cancels a refresh. It does not wait for a lifecycle hook: a hook that nobody answers would hold the cancel for an hour. */

import type { Context } from '../context.ts'
import { withDeadline } from '../deadline.ts'
import type { Group } from '../model/group.ts'
import { isWaitingForHook, type Lifecycle } from '../model/lifecycle.ts'
import type { Ms } from '../model/time.ts'
import { problemIn } from '../ports.ts'

/** Time limit of the read before the cancel, which must not hold the cancel up. */
const READ_LIMIT: Ms = 2_000

/**
 * Sends the cancel. What is in flight is waited for, so that it does not end after its refresh; but not while an instance
 * waits for a lifecycle hook. What cannot be read is waited for, as AWS does by default. `before`: done before it is sent.
 */
export async function cancelRefresh(
  { reads, writes, clock }: Context,
  group: string,
  before: (now: Group | undefined) => Promise<void> = async () => {},
): Promise<void> {
  const now = await withDeadline(clock, READ_LIMIT, (over) => reads.within(over).group(group)).catch(unseen)
  await before(now)
  await writes.cancelRefresh(group, { waits: !hasHookWaiting(now?.instances ?? []) })
}

const hasHookWaiting = (instances: readonly { readonly lifecycle: Lifecycle }[]): boolean =>
  instances.some(isWaitingForHook)

const unseen = (thrown: unknown): undefined => {
  problemIn(thrown)
}
