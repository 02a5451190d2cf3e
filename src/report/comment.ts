/** The pull request comment, made from the sections of the job summary that a reviewer needs. */
import type { Timeline } from '../rollout/timeline.ts'
import { withoutAccount } from './clean-output.ts'
import { blocks, type Markdown, md } from './markdown.ts'
import { asMarkdown } from './pages.ts'
import { cleanUp } from './summary/clean-up.ts'
import { commits } from './summary/commits.ts'
import { course, findings, fleetStatus } from './summary/course.ts'
import { drift } from './summary/drift.ts'
import { head } from './summary/head.ts'
import { runFacts, runLink } from './summary/links.ts'
import { preview } from './summary/preview.ts'
import { revision } from './summary/revision.ts'
import type { RunPlace, Section } from './summary/story.ts'

/**
 * Sections whose size does not grow with the fleet. Instances, targets, events and console output are only in the job
 * summary.
 */
const sections: readonly Section[] = [
  head,
  runFacts,
  runLink,
  commits,
  revision,
  course,
  findings,
  fleetStatus,
  cleanUp,
]
const sectionsOfPlan: readonly Section[] = [head, runFacts, runLink, findings, commits, revision, preview, cleanUp]
const sectionsOfCheck: readonly Section[] = [head, runFacts, runLink, drift]

function sectionsOf({ settings, operations }: Timeline): readonly Section[] {
  if (settings?.mode === 'check') return sectionsOfCheck
  return settings?.mode === 'plan' || operations.length === 0 ? sectionsOfPlan : sections
}

/** GitHub allows 65,536 characters; the rest is for the mark. */
const MOST_CHARACTERS = 65_000

const CUT_NOTE = md`*Cut here: the rest does not fit into a comment. The summary of the workflow run has it.*`

/** The comment in GitHub's Markdown, never over 65,000 characters, and without the account's id. */
export function commentOf(timeline: Timeline, run: RunPlace): string {
  const account = timeline.survey?.group?.account ?? ''
  const parts = sectionsOf(timeline).flatMap((section) => section({ timeline, run }) ?? [])
  return `${asMarkdown(withoutAccount(String(blocks(fitting(parts))), account), run)}\n`
}

/** Keeps whole sections while they fit, because a cut table or fold would break the Markdown after it. */
function fitting(parts: readonly Markdown[]): readonly Markdown[] {
  let room = MOST_CHARACTERS - String(CUT_NOTE).length - 2
  const fits = parts.filter((part) => {
    const length = String(part).length + 2
    if (length > room) return false
    room -= length
    return true
  })
  return fits.length < parts.length ? [...fits, CUT_NOTE] : fits
}
