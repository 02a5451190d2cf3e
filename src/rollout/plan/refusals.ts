/** Findings of the plan itself, beyond those of the preflight. */

import type { RefusalCode } from '../failures/index.ts'
import { claimOfOther, lastRolloutOf } from '../launch-template/last-rollout.ts'
import { describeCommand, saveCommand } from '../manual-commands.ts'
import type { Coverage } from '../model/coverage.ts'
import type { Finding } from '../model/finding.ts'
import { foundTemplates, launchProblem } from '../model/group-template.ts'
import type { Template, Version } from '../model/launch-template.ts'
import type { Preferences, Refresh } from '../model/refresh.ts'
import type { RolloutSettings } from '../model/settings.ts'
import type { Survey } from '../model/survey.ts'
import type { Instant, Ms } from '../model/time.ts'
import { isTransient } from '../tries.ts'
import type { Estimate } from './estimate.ts'
import { isPlanned, type PlannedVersion } from './planned-version.ts'

/**
 * The failure code of a refusal. For `mode: plan` a denied trial launch is only a warning, so it does not decide the
 * code.
 */
export const refusalCode = (survey: Survey, { mode }: Pick<RolloutSettings, 'mode'>): RefusalCode => {
  const launches = mode === 'plan' ? [] : survey.templates.flatMap((each) => launchProblem(each) ?? [])
  const problems = [...survey.problems, ...launches]
  if (problems.some(({ kind }) => kind === 'expired')) return 'credentials-expired'
  if (problems.some(({ kind }) => kind === 'denied')) return 'access-denied'
  return problems.some(isTransient) ? 'lost-contact' : 'preflight'
}

/** Another refresh of this group is in progress. */
export const otherRefreshActive = ({ id, status }: Refresh, group: string): Finding => ({
  level: 'error',
  rule: 'conflict',
  says: `Another instance refresh (${id}) is in progress on this group: ${status}.`,
  remedy: `Wait for its end and run again, or set \`on-conflict\`: \`wait\` waits for it, \`replace\` cancels it. See how far it is: \`${describeCommand({ group })}\`.`,
})

/** Another run is about to roll the group: two would overwrite each other's claim. */
export function claimedByOther({ group }: Survey, run: string): Finding | undefined {
  const last = group && claimOfOther(lastRolloutOf(group), { run, now: group.at })
  if (!last) return undefined
  return {
    level: 'error',
    rule: 'claimed',
    says: `Run ${last.run} of this action has claimed the group until ${new Date(last.until).toISOString().slice(11, 16)} UTC and has begun no instance refresh yet.`,
    remedy: 'Wait for that run, or run it again if it was lost: the same run takes its own claim up.',
  }
}

/** Other groups that use `$Latest` of the template would launch the new version as soon as it is made. */
export const sharedLatest = (
  versions: readonly (Version | PlannedVersion)[],
  { group, uses, templates }: Survey,
): readonly Finding[] =>
  templatesThatGrow(versions, templates).flatMap((template) => {
    const followers = uses.filter(
      (use) => use.template === template.id && use.group !== group?.name && use.versions.includes('$Latest'),
    )
    if (followers.length === 0) return []
    const names = followers.map((use) => `"${use.group}"`).join(', ')
    const commands = followers.map((use) =>
      saveCommand({ group: use.group, ...(use.mixed && { mixed: true }) }, [
        { id: template.id, version: template.latest },
      ]),
    )
    return [
      {
        level: 'error',
        rule: 'latest-shared',
        says: `${followers.length === 1 ? 'The group' : 'The groups'} ${names} ${followers.length === 1 ? 'follows' : 'follow'} $Latest of the launch template ${template.id} (${template.name}) too: a new version would be launched there before it has proved itself here.`,
        remedy: `Pin ${followers.length === 1 ? 'it' : 'them'} to a number first: ${commands.join(' ; ')}`,
      },
    ]
  })

/** The templates that get a new version, without duplicates. */
const templatesThatGrow = (
  versions: readonly (Version | PlannedVersion)[],
  templates: Survey['templates'],
): readonly Template[] => {
  const ids = new Set(versions.filter(isPlanned).map(({ id }) => id))
  return foundTemplates(templates).flatMap(({ template }) => (ids.has(template.id) ? [template] : []))
}

/** Nothing would be replaced. */
export const allLeftOut = ({ leftOut }: Coverage): Finding => ({
  level: 'error',
  rule: 'all-left-out',
  says: `All ${leftOut.length} instances would be left out (${[...new Set(leftOut.map(({ why }) => why))].join(', ')}): nothing would be replaced.`,
  remedy:
    'Set `scale-in-protected-instances: refresh` or `standby-instances: terminate`, or put instances back in service.',
})

/** AWS: «The difference between MaxHealthyPercentage and MinHealthyPercentage must be less than or equal to 100». */
export const tooFarApart = ({ minHealthyPercentage: min, maxHealthyPercentage: max }: Preferences): Finding => ({
  level: 'error',
  rule: 'percentages',
  says: `The healthy percentages of this rollout would be ${min} and ${max} (what is not set here comes from the group); AWS takes at most 100 between them.`,
  remedy: 'Set both `min-healthy-percentage` and `max-healthy-percentage`.',
})

/** The `timeout` is shorter than the estimate. */
export const tooShort = (timeout: Ms, guess: Estimate): Finding => ({
  level: 'error',
  rule: 'timeout',
  says: `\`timeout\` is ${Math.round(timeout / 60_000)} min, but this rollout is estimated to take ${Math.ceil(guess.length / 60_000)} min.`,
  remedy: 'Raise `timeout`, or leave it at `auto`.',
})

/** Assumed rest of a session whose expiry is unknown: configure-aws-credentials requests an hour. Milliseconds. */
const UNSAID_SESSION: Ms = 1_800_000

/** Credentials that may expire before the rollout ends. AWS would continue the refresh unwatched. */
export function shortSession({ session }: RolloutSettings, guess: Estimate, now: Instant): readonly Finding[] {
  if (session?.type !== 'session') return []
  const left = session.ends === undefined ? UNSAID_SESSION : session.ends - now
  if (guess.length <= left) return []
  const said =
    session.ends === undefined
      ? 'do not say when they end (an hour is usual)'
      : `end in ${Math.round(left / 60_000)} min`
  return [
    {
      level: 'warning',
      rule: 'short-session',
      says: `The credentials ${said}, and this rollout is estimated to take ${Math.ceil(guess.length / 60_000)} min. If they expire, AWS goes on, and rolls back by itself if it fails, but this job ends red.`,
      remedy: 'Set `role-to-assume`, which renews them, or a longer `role-duration-seconds` where they come from.',
    },
  ]
}

/**
 * GitHub cancels a job after its `timeout-minutes`, 360 unless set; on its own runners never later (Actions limits).
 */
const LONGEST_JOB: Ms = 21_600_000

/** A rollout that is longer than its job: it is handed over, or cancelled as if a person had done it. */
export function outlastsJob(
  guess: Estimate,
  { handOver, onCancel }: Pick<RolloutSettings, 'handOver' | 'onCancel'>,
): readonly Finding[] {
  if (guess.length <= (handOver ?? LONGEST_JOB)) return []
  const takes = `This rollout is estimated to take ${Math.ceil(guess.length / 3_600_000)} h`
  const shorter = 'Replace more at a time with `max-healthy-percentage`, shorten the pauses, or '
  return [
    {
      level: 'warning',
      rule: 'outlasts-job',
      ...(handOver === undefined
        ? {
            says: `${takes}, and nothing is handed over. GitHub cancels a job after its \`timeout-minutes\` (6 h unless set), and a cancel is answered with \`on-cancel: ${onCancel}\`, however far the rollout has come.`,
            remedy: `${shorter}set \`hand-over\` to fit \`timeout-minutes\`, or let the job last longer on a runner of your own.`,
          }
        : {
            says: `${takes}. After ${length(handOver)} this step hands it over (\`hand-over\`): it ends red with the code \`handed-over\`, AWS goes on, and nobody watches until a later job of this run takes the rollout up.`,
            remedy: `${shorter}add jobs that take it up: docs/longer-than-a-job.md. A job that is run again takes it up, too.`,
          }),
    },
  ]
}

const length = (ms: Ms): string => `${Math.floor(ms / 3_600_000)} h ${Math.round((ms % 3_600_000) / 60_000)} min`
