/** The commits between the image in use and the new one, as GitHub compares them. */
import type { CommitComparison } from '../../rollout/github.ts'
import type { Timeline } from '../../rollout/timeline.ts'
import { blocks, bullets, code, details, link, type Markdown, md } from '../markdown.ts'
import { comparisonWords, earlierWords, shortCommit, titleOf } from '../words/commits.ts'
import { compareAddress } from './links.ts'
import type { RunPlace, Section } from './story.ts'

/** Commits shown directly. More are folded, and GitHub's page has all. */
const COMMITS_SHOWN = 8
const COMMITS_LISTED = 60

/** The section; nothing without a comparison. The images' commits are also in the section of the images. */
export const commits: Section = ({ timeline, run }) => {
  const compared = (timeline.survey?.comparisons ?? []).flatMap((each) => partsOf(each, run))
  return compared.length > 0
    ? blocks([md`### What ${hasChangedNothing(timeline) ? 'was to go' : 'goes'} out`, ...compared])
    : undefined
}

const hasChangedNothing = ({ outcome }: Timeline): boolean =>
  outcome?.type === 'failed' || outcome?.type === 'cancelled' || outcome?.type === 'refused'

function partsOf(of: CommitComparison, run: RunPlace): readonly Markdown[] {
  const { base, head, answer } = of
  const words = comparisonWords(of)
  if ('problem' in answer || words === undefined) return []
  const address = compareAddress(run, base, head)
  const range = md`${code(shortCommit(base))} → ${code(shortCommit(head))}`
  const lines = answer.commits
    .slice(0, COMMITS_LISTED)
    .map((each) => md`${code(shortCommit(each.sha))} ${titleOf(each)}`)
  const [first, more] = [lines.slice(0, COMMITS_SHOWN), lines.slice(COMMITS_SHOWN)]
  const earlier = earlierWords(answer, COMMITS_LISTED)
  return [
    md`${range}: ${words}${address ? md` (${link('compare', address)})` : md``}`,
    ...(first.length > 0 ? [bullets(first)] : []),
    ...(more.length > 0
      ? [details(`${more.length} more`, blocks([bullets(more), ...(earlier === undefined ? [] : [md`${earlier}`])]))]
      : []),
  ]
}
