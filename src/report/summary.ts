/** The job summary of a run that has ended or is in progress. */
import type { Timeline } from '../rollout/timeline.ts'
import { withoutAccount } from './clean-output.ts'
import { isLeftToPost } from './facts.ts'
import { blocks, type Markdown, md } from './markdown.ts'
import { asMarkdown } from './pages.ts'
import { cleanUp } from './summary/clean-up.ts'
import { commits } from './summary/commits.ts'
import { course, events, findings, fleetStatus, found } from './summary/course.ts'
import { drift } from './summary/drift.ts'
import { instances, targetGroups } from './summary/fleet.ts'
import { head } from './summary/head.ts'
import { archivedImages } from './summary/image-clean-up.ts'
import { runFacts } from './summary/links.ts'
import { notes, preview } from './summary/preview.ts'
import { revision, settings } from './summary/revision.ts'
import type { RunPlace, Section } from './summary/story.ts'

export type { RunPlace } from './summary/story.ts'

/** The sections in reading order. The first ones are what somebody on call needs. */
const sections: readonly Section[] = [
  head,
  runFacts,
  found,
  commits,
  revision,
  course,
  targetGroups,
  findings,
  fleetStatus,
  cleanUp,
  archivedImages,
  instances,
  notes,
  events,
  settings,
]

/** The sections for `mode: plan`, where nothing was executed. */
const sectionsOfPlan: readonly Section[] = [
  head,
  runFacts,
  findings,
  commits,
  revision,
  preview,
  targetGroups,
  cleanUp,
  archivedImages,
  instances,
  notes,
  settings,
]

/** The sections of a cancelled job's first page: the post step writes the whole one below it. */
const sectionsLeftToPost: readonly Section[] = [head, runFacts]

/** The sections for `mode: check`. */
const sectionsOfCheck: readonly Section[] = [head, runFacts, drift, archivedImages]

function sectionsOf(timeline: Timeline): readonly Section[] {
  const { settings, operations, outcome } = timeline
  if (outcome && 'rollback' in outcome && isLeftToPost(timeline, outcome)) return sectionsLeftToPost
  if (settings?.mode === 'check') return sectionsOfCheck
  return settings?.mode === 'plan' || (operations.length === 0 && outcome?.type === 'refused')
    ? sectionsOfPlan
    : sections
}

/** GitHub shows no summary over 1 MiB. The limit is lower, because the file may have content already. */
const MOST_BYTES = 1_000_000

/**
 * A summary in GitHub's Markdown, without the account's id, never over 1,000,000 bytes: what does not fit is left
 * out, and it says so.
 */
export function summaryOf(timeline: Timeline, run: RunPlace): string {
  const parts = sectionsOf(timeline).flatMap((section) => section({ timeline, run }) ?? [])
  const page = withoutAccount(String(blocks(fitting(parts))), timeline.survey?.group?.account ?? '')
  return `${asMarkdown(page, run)}\n`
}

function fitting(parts: readonly Markdown[]): readonly Markdown[] {
  let room = MOST_BYTES
  return parts.map((part) => {
    const bytes = Buffer.byteLength(String(part)) + 2
    if (bytes > room) return md`Cut here: a part of ${bytes} bytes did not fit into GitHub’s limit for summaries.`
    room -= bytes
    return part
  })
}
