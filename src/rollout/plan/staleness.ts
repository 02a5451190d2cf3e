/**
 * Whether the new image is older than the one in use, so that a late run does not silently replace a newer build.
 * Pure.
 */
import { commitPairOf, isSameCommit } from '../commits.ts'
import { type GitHubProblem, githubProblemWords } from '../github.ts'
import { markerOf } from '../launch-template/lineage.ts'
import type { Finding } from '../model/finding.ts'
import { currentImage, type FoundTemplate, foundTemplates, targetImage } from '../model/group-template.ts'
import type { Image } from '../model/image.ts'
import type { Version } from '../model/launch-template.ts'
import { namesVersion } from '../model/refresh.ts'
import { isSuccessful } from '../model/refresh-status.ts'
import type { RolloutSettings } from '../model/settings.ts'
import type { Survey } from '../model/survey.ts'
import type { Instant } from '../model/time.ts'

/**
 * The findings for `on-stale`. Commits decide where GitHub has compared them, otherwise the creation times of the images.
 * A later run that has rolled this group counts in any case. A rollback is exempt: its image is older on purpose.
 */
export function staleness(survey: Survey, { onStale, to, run }: RolloutSettings): readonly Finding[] {
  if (onStale === 'allow' || to !== undefined) return []
  const replacing = foundTemplates(survey.templates).filter(
    (each) => (targetImage(each)?.id ?? each.saved.image) !== each.saved.image,
  )
  const found = [
    ...replacing.flatMap((template) => older(template, survey)),
    ...replacing.flatMap((template) => newerRuns(template, survey, run.id)),
  ]
  const level = onStale === 'refuse' ? 'error' : 'warning'
  const findings = found.map((each): Finding => ('level' in each ? each : { level, ...each }))
  return [...new Map(findings.map((each) => [each.says, each])).values()]
}

/** A finding without a level gets it from `on-stale`. A failed comparison has its own level and never refuses. */
type Found = Omit<Finding, 'level'> | Finding

function older(template: FoundTemplate, { images, comparisons }: Survey): readonly Found[] {
  const [target, current] = [targetImage(template), currentImage(template)]
  if (!target || !current) return []
  const { commit, previous } = commitPairOf(template, images)
  if (commit === undefined || previous === undefined) return builtEarlier(target, current)
  if (isSameCommit(commit, previous)) return []
  const answer = comparisons.find(({ base, head }) => base === previous && head === commit)?.answer
  if (!answer) return builtEarlier(target, current)
  if ('problem' in answer) return [notCompared([previous, commit], answer), ...builtEarlier(target, current)]
  return answer.status === 'behind' ? [behind(target, current, answer.behindBy)] : []
}

const GO_BACK = 'To return to it on purpose, use `mode: rollback`, which is quicker, or `on-stale: allow`.'

const behind = ({ id }: Image, current: Image, by: number): Found => ({
  rule: 'image-behind',
  says: `The image ${id} is built from a commit that is ${by} behind the commit of the image in use, ${current.id}: it would take these changes back.`,
  remedy: `${GO_BACK} Else build an image from the newest commit.`,
})

const builtEarlier = ({ id, created }: Image, current: Image): readonly Found[] =>
  created === undefined || current.created === undefined || created >= current.created
    ? []
    : [
        {
          rule: 'image-older',
          says: `The image ${id} (built ${moment(created)}) is older than the one in use, ${current.id} (built ${moment(current.created)}).`,
          remedy: `${GO_BACK} Else check \`image\`.`,
        },
      ]

const moment = (at: Instant): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ')

const notCompared = (commits: readonly string[], { problem }: GitHubProblem): Finding => ({
  level: 'warning',
  rule: 'commits-not-compared',
  says: `The commits of the images, ${commits.map((each) => each.slice(0, 12)).join(' and ')}, could not be compared: ${githubProblemWords[problem]}. The times at which the images were built count instead.`,
  remedy: remedies[problem] ?? 'Run again, or set `on-stale: allow`, and GitHub is not asked.',
})

const remedies: Readonly<Partial<Record<GitHubProblem['problem'], string>>> = {
  denied: 'Give the job the permission `contents: read`; or set `on-stale: allow`, and GitHub is not asked.',
  'not-found':
    'If the images are built from another repository, give a `github-token` that may read it, or set `on-stale: allow`; else give the job the permission `contents: read`.',
  unauthorized: 'Give a `github-token` that is valid, or leave it out.',
}

/** Versions that a later workflow run made and that the refresh history shows as rolled out. */
function newerRuns({ saved, versions }: FoundTemplate, { refreshes }: Survey, run: string): readonly Found[] {
  if (!isNumber(run)) return []
  const all = !versions.some(({ version }) => version === saved.version) ? [saved, ...versions] : versions
  const rolled = (version: Version) =>
    refreshes.some((each) => isSuccessful(each.status) && namesVersion(each, version))
  return all.flatMap((version) => {
    const by = markerOf(version, all)?.run ?? ''
    if (!isNumber(by) || Number(by) <= Number(run) || !rolled(version)) return []
    return [
      {
        rule: 'newer-run',
        says: `The newer run ${by} has rolled version ${version.version} of ${version.name} over this group; this run is ${run}.`,
        remedy: `${GO_BACK} Else start a new run from the newest commit.`,
      },
    ]
  })
}

/** GitHub's run ids are increasing numbers. Outside GitHub the id may be no number and cannot be compared. */
const isNumber = (run: string): boolean => /^\d+$/.test(run)
