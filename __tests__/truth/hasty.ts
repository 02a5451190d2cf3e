/** A green end rests on several good looks in a row, none of them taken before AWS was done. */
import type { Refresh } from '../../simulator/aws/world/refresh.ts'
import { covered, said, type Terms, type Watched } from './sight.ts'
import type { Look } from './witness.ts'

/** So many, as the documentation has it. */
const LOOKS = 3

/** Sentences; none for a job that looked often enough, or whose looks at the target group cannot be told apart from failed ones. */
export function hasty(
  ran: Watched,
  terms: Terms,
  { looks, refreshes }: { readonly looks: readonly Look[]; readonly refreshes: readonly Refresh[] },
): readonly string[] {
  const { job, began, lasted } = ran
  const { outcome, 'instance-refresh-id': id } = job.outputs
  const isGreen = outcome === 'succeeded' || outcome === 'unchanged'
  if (!isGreen || terms.disturbed || terms.stale) return []
  const end = began + lasted
  const done = refreshes.find((each) => each.id === id)?.endedAt ?? began
  const isWatched = looks.some(({ at }) => at >= began && at <= end)
  const good = looks.filter(({ at }) => at >= Math.max(done, began) && at <= end).slice(-LOOKS)
  const grown = covered(ran, terms).filter(({ age }) => age - (end - (good[0]?.at ?? end)) > (terms.warmup ?? 0))
  const ill = grown.filter((each) => good.some((look) => look.ill.has(each.id)))
  return [
    ...said(isWatched && good.length < LOOKS, `${outcome} after ${good.length} looks`),
    ...said(ill.length > 0, `${outcome}, though ${ill.length} instances were ill in the last looks`),
  ]
}
