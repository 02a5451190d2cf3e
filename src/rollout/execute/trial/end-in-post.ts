/** The post step's part of a trial: main was killed, or a signal left it no time to see the end. */
import type { Context } from '../../context.ts'
import type { UnfinishedLaunch } from '../../model/trial.ts'
import { endTrials } from './end.ts'
import { findLaunch } from './launch.ts'

/** Searches of an instance that only its request is known of: half a minute in all. */
const SEARCHES = 12

/** Ends what main has launched. Of a request that may not have been answered, the instance is searched for. */
export async function endUnfinishedTrials(context: Context, launches: readonly UnfinishedLaunch[]): Promise<void> {
  const found = await Promise.all(
    launches.map(async (each) => each.instance ?? (await findLaunch(context, each, SEARCHES))?.instance),
  )
  await endTrials(context, [...new Set(found.flatMap((id) => id ?? []))])
}
