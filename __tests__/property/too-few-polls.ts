/** A green end rests on several good looks in a row. */
import { covered, said, type Terms, type Watched } from './sight.ts'
import type { Look } from './witness.ts'

/** So many, as the documentation has it. */
const LOOKS = 3

/** Sentences; none for a job that looked often enough, or whose looks at the target group cannot be told apart from failed ones. */
export function hasty(ran: Watched, settings: Terms, polls: readonly Look[]): readonly string[] {
  const { job, began, lasted } = ran
  const { outcome } = job.outputs
  const isGreen = outcome === 'succeeded' || outcome === 'unchanged'
  if (!isGreen || settings.disturbed || settings.stale) return []
  const end = began + lasted
  const last = polls.filter(({ at }) => at >= began && at <= end).slice(-LOOKS)
  const grown = covered(ran, settings).filter(({ age }) => age - (end - (last[0]?.at ?? end)) > (settings.warmup ?? 0))
  const unhealthySince = grown.filter((each) => last.some((look) => look.unhealthySince.has(each.id)))
  return [
    ...said(last.length > 0 && last.length < LOOKS, `${outcome} after ${last.length} looks`),
    ...said(
      unhealthySince.length > 0,
      `${outcome}, though ${unhealthySince.length} instances were ill in the last looks`,
    ),
  ]
}
