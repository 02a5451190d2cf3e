/** What must hold of `image: current` when all has come to rest: every instance goes, and nothing else is another. */
import type { Outcome, Promised } from './outcome.ts'
import { said, type Watched } from './sight.ts'
import { isOnly, isQuiet, type Trial } from './trial.ts'

const writesOf = ({ job }: Watched, operation: RegExp) =>
  job.writes.filter((write) => operation.test(write.operation) && write.outcome === 'ok')

/** Nobody but the jobs changes what the group means, and what it means has proved itself. */
const isSteady = ({ deeds, disturbance }: Trial): boolean =>
  disturbance === undefined && deeds.every(({ does }) => !changing.has(does))
const changing: ReadonlySet<string> = new Set([
  'make-version',
  'set-default',
  'save-older',
  'make-plain',
  'make-mixed',
  'start-refresh',
  'rollback-refresh',
  'delete-group',
  'delete-template',
  'delete-old-version',
  'move-parameter',
  'delete-parameters',
])

/** No version is made but the one that a parameter is pinned by, and none is deleted. */
const noVersionIsMade: Promised = ({ trial, jobs }) =>
  isSteady(trial) && trial.group.parameter === 'none'
    ? jobs.flatMap((ran) => {
        const [made] = writesOf(ran, /^CreateLaunchTemplateVersion$/)
        return said(made !== undefined, 'a version was made, though no image was brought')
      })
    : []

/** There is no older state: what has to end is stopped. */
const nothingIsRolledBack: Promised = ({ trial, jobs }) =>
  isSteady(trial)
    ? jobs.flatMap((ran) => said(writesOf(ran, /^RollbackInstanceRefresh$/).length > 0, 'sent a rollback to nowhere'))
    : []

/** Every refresh of the jobs replaces what runs the right version, too, and is not AWS's to roll back. */
const everyInstanceGoes: Promised = ({ trial, aws, theirs }) =>
  isSteady(trial)
    ? aws.group.refreshes.all
        .filter(({ id }) => !theirs.has(id))
        .flatMap(({ id, preferences: { SkipMatching, AutoRollback } }) =>
          said(
            SkipMatching !== false || AutoRollback !== false,
            `the refresh ${id} skips instances, or AWS rolls it back`,
          ),
        )
    : []

/** What the group launches next is what it launched before. */
const launchesTheSame: Promised = ({ trial, jobs: [first], end }) =>
  isSteady(trial)
    ? said(
        first !== undefined && end.exists && first.before.next !== end.next,
        `${end.next} is launched next, ${first?.before.next} was before`,
      )
    : []

/** A run that has replaced all confirms that, however often it is run again; another run replaces all once more. */
const replacedOnce: Promised = ({ trial, jobs: [first, second] }) => {
  if (!first || !second || !isOnly(trial, 'deploy', 'deploy') || !isQuiet(trial)) return []
  const replaced = first.job.outputs['outcome'] === 'succeeded'
  const begun = writesOf(second, /^StartInstanceRefresh$/).length
  const isSame = trial.starts[1]?.run === 'same'
  const isGreen = second.job.outputs['outcome'] === 'succeeded'
  return [
    ...said(replaced && isSame && begun > 0, 'the same run replaced the instances twice'),
    ...said(replaced && !isSame && isGreen && begun !== 1, `another run succeeded with ${begun} refreshes of its own`),
  ]
}

/** A cancelled job's refresh is stopped, unless it is to be left or was over. */
const cancelStops: Promised = ({ trial, jobs: [only], aws }) => {
  const [start] = trial.starts
  if (!only || trial.starts.length > 1 || start?.stop?.by !== 'cancel' || !isQuiet(trial)) return []
  if (only.job.outputs['outcome'] !== 'cancelled' && only.job.exit !== undefined) return []
  const [refresh] = aws.group.refreshes.all
  const wasOver =
    only.after.active === undefined && refresh?.endedAt !== undefined && refresh.endedAt < only.began + only.lasted
  const goesOn = trial.inputs['on-cancel'] !== 'leave' && refresh?.status === 'Successful' && !wasOver
  return said(goesOn, 'the refresh of a cancelled job went on')
}

const ofRenewals =
  (promised: Promised): Promised =>
  (outcome: Outcome) =>
    outcome.trial.renews ? promised(outcome) : []

/** All promises that hold for `image: current` alone. */
export const renewals: readonly Promised[] = [
  noVersionIsMade,
  nothingIsRolledBack,
  everyInstanceGoes,
  launchesTheSame,
  replacedOnce,
  cancelStops,
].map(ofRenewals)
