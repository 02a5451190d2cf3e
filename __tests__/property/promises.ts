/** What must hold when all has come to rest. */
import { isNewImage } from './images.ts'
import type { Outcome, Promised } from './outcome.ts'
import { renewals } from './renewed.ts'
import { said, type Truth, type Watched } from './sight.ts'
import { featuresOf, isOnly, isQuiet, type Trial } from './trial.ts'

const serving = ({ end }: Outcome) => end.instances.filter(({ lifecycle }) => lifecycle === 'InService')
const onNew = (outcome: Outcome) => serving(outcome).filter(({ image }) => isNewImage(image))
const isNewSaved = ({ means }: Truth): boolean => means?.some(({ image }) => isNewImage(image)) ?? false
const endOf = ({ job }: Watched): string => `${job.outputs['outcome']} (${job.outputs['failure-code']})`
const dids = ({ deeds }: Trial, ...wanted: readonly string[]): boolean =>
  deeds.some(({ does }) => wanted.includes(does))

/** Nothing holds the rollout up, and nothing limits it. */
const isTame = (trial: Trial): boolean => {
  const { group, inputs } = trial
  return (
    isQuiet(trial) &&
    (group.protectedOnes === 0 || inputs['scale-in-protected-instances'] !== 'wait') &&
    (group.standby === 0 || inputs['standby-instances'] !== 'wait') &&
    inputs['timeout'] === 'auto'
  )
}

/** The time limit is twice an estimate that takes 90 s for a launch: an image that boots no slower than this must make it. */
const BOOTS_IN_TIME = 120
const isGood = ({ image: { nature, boot }, check, script }: Trial): boolean =>
  nature.type === 'good' &&
  boot <= BOOTS_IN_TIME &&
  (check === 'none' || (check.passes >= CHECKS && check.takes <= PROMPT)) &&
  (script === undefined || script.end === 'passes')
/** A rollout has a check at each checkpoint and one in the bake; they have 75 s at least. */
const CHECKS = 4
const PROMPT = 45

/** A target group needs so many seconds to call a target healthy: two checks, 10 s apart. */
const FIRST_CHECKS = 20

/** What a plan may have against a trial that is tame. */
function mayBeRefused({ group, inputs }: Trial): boolean {
  if (group.sibling === '$Latest' || group.parameter === 'refuse') return true
  const { 'instance-warmup': asked, 'scale-in-protected-instances': protection } = inputs
  const warmup = asked === '' ? group.warmup : FIRST_CHECKS
  const isChecked = group.targetGroups.length > 0 || group.classic
  const isBlind = group.healthCheck === 'EC2' && isChecked && warmup < FIRST_CHECKS
  const kept = protection === 'ignore' ? Math.max(group.protectedOnes, group.standby) : group.standby
  // An instance may stand for two units of the desired capacity.
  const fewest = group.form === 'weights' ? Math.ceil(group.desired / 2) : group.desired
  return isBlind || (kept > 0 && kept >= fewest)
}

/** A good image, let be, gets through. */
const goodGetsThrough: Promised = ({ trial, jobs: [only] }) => {
  if (!only || !isOnly(trial, 'deploy') || !isTame(trial) || !isGood(trial) || mayBeRefused(trial)) return []
  return said(only.job.exit !== 0, `a good image, let be, ended ${endOf(only)}`)
}

/** A second deploy of the same finds everything done, and touches nothing unless it shall. */
const againIsNothing: Promised = ({ trial, jobs: [first, second] }) => {
  if (!first || !second || !isOnly(trial, 'deploy', 'deploy') || !isTame(trial) || !isGood(trial)) return []
  if (first.job.exit !== 0) return []
  const writes = second.job.writes.filter(({ operation }) => operation === 'StartInstanceRefresh')
  return [
    ...said(second.job.exit !== 0, `the second deploy of a good image ended ${endOf(second)}`),
    ...said(trial.inputs['skip-matching'] === 'true' && writes.length > 0, 'the second deploy started a refresh'),
  ]
}

/** A rollback after a deploy leads back, and a plan or a check before it makes no difference. */
const backIsOpen: Promised = (outcome) => {
  const { trial, jobs, end } = outcome
  const [first, second] = jobs
  if (!first || !second || !isOnly(trial, 'deploy', 'rollback') || !isTame(trial) || !isGood(trial)) return []
  if (first.job.outputs['outcome'] !== 'succeeded') return []
  const left = trial.group.protectedOnes + trial.group.standby
  return [
    ...said(second.job.exit !== 0, `a rollback, let be, ended ${endOf(second)}`),
    ...said(
      left === 0 && onNew(outcome).length > 0,
      `${onNew(outcome).length} instances run the new image after a rollback`,
    ),
    ...said(isNewSaved(end), 'the new image is saved after a rollback'),
  ]
}

/** Whether the image can never serve in this group, and there is something to replace that shows it. */
function isHopeless({ image: { nature }, group: { desired, targetGroups, classic, protectedOnes } }: Trial): boolean {
  if (desired === 0 || protectedOnes > 0) return false
  if (nature.type === 'never-healthy')
    return nature.in === 'everywhere' ? targetGroups.length > 0 || classic : targetGroups.includes(nature.in)
  return nature.type === 'cannot-launch' || nature.type === 'launch-cancelled'
}

/** Codes of a bad image that was told by what it did, not by AWS's hour or by a time limit. */
const toldInTime = new Set(['trial', 'launch-failures', 'target-health', 'below-minimum', 'instances-died', 'verify'])

/** A hopeless image never gets through; it is told in time, and with the way back open the fleet is back where it was. */
const badIsUndone: Promised = (happened) => {
  const { trial, jobs } = happened
  const [only] = jobs
  if (!only || !isOnly(trial, 'deploy') || !isTame(trial) || !isHopeless(trial)) return []
  const { outcome, fleet, 'failure-code': code = '' } = only.job.outputs
  if (only.job.exit === 0) return [`a hopeless image ended ${outcome}`]
  if (outcome !== 'failed') return []
  const strays = onNew(happened)
  const backOpen = trial.inputs['on-failure'] === 'rollback' && !trial.renews
  return [
    ...said(!toldInTime.has(code), `a hopeless image was told by ${code}`),
    ...said(backOpen && fleet !== 'previous', `after ${code} the job ended with the fleet ${fleet}`),
    ...said(backOpen && strays.length > 0, `after ${code} ${strays.length} instances stay on the new image`),
  ]
}

/** The refresh of a job that was cancelled is sent on its way, as `on-cancel` says, before the runner is gone. */
const cancelIsSent: Promised = (outcome) => {
  const { trial, jobs, aws } = outcome
  const [only] = jobs
  const [start] = trial.starts
  if (!only || !start || trial.starts.length > 1 || start.stop?.by !== 'cancel' || !isQuiet(trial)) return []
  if (only.job.outputs['outcome'] !== 'cancelled' && only.job.exit !== undefined) return []
  const wish = trial.inputs['on-cancel']
  const [refresh] = aws.group.refreshes.all
  const ended = refresh?.status ?? 'none'
  return [
    ...said(wish === 'cancel' && ended === 'Successful' && !wasOver(only), 'the refresh of a cancelled job went on'),
    ...said(
      wish === 'rollback' &&
        trial.account.rules.rollbackWhileBaking === 'accepted' &&
        !wasOver(only) &&
        onNew(outcome).length > 0,
      `after a cancel ${onNew(outcome).length} instances stay on the new image, the refresh ${ended}`,
    ),
  ]
}

/** Whether AWS had called the refresh a success when the job ended. */
const wasOver = ({ after }: Watched): boolean => isNewSaved(after)

/** Somebody else's refresh is neither cancelled nor rolled back unless the inputs say so. */
const othersAreLeft: Promised = ({ trial, aws, theirs }) => {
  if (trial.inputs['on-conflict'] === 'replace') return []
  const undone = aws.journal
    .writes()
    .filter(({ operation, outcome }) => /^(Cancel|Rollback)InstanceRefresh$/.test(operation) && outcome === 'ok')
    .filter(({ at }) =>
      aws.group.refreshes.all.some(
        ({ id, createdAt, endedAt }) =>
          theirs.has(id) && createdAt <= at && at <= (endedAt ?? Number.POSITIVE_INFINITY),
      ),
    )
  return undone.map(({ operation }) => `${operation} was sent while somebody else's refresh was at work`)
}

/** A deploy leaves the refresh of another run alone as well. */
const otherRunsAreLeft: Promised = ({ trial, jobs }) =>
  jobs.flatMap(({ job, before }, i) => {
    const start = trial.starts[i]
    const isOther = i > 0 && start?.run === 'other' && start.mode === 'deploy'
    const undone = job.writes.find(
      ({ operation, outcome }) => operation === 'CancelInstanceRefresh' && outcome === 'ok',
    )
    const started = job.writes.some(
      ({ operation, outcome }) => operation === 'StartInstanceRefresh' && outcome === 'ok',
    )
    const isMeddling = isOther && before.active !== undefined && undone !== undefined && !started
    return said(isMeddling && trial.inputs['on-conflict'] !== 'replace', 'cancelled the refresh of another run')
  })

/** The template's default is the new version after a success, where that was asked for. */
const defaultIsSet: Promised = ({ trial, jobs: [only], aws }) => {
  if (!isOnly(trial, 'deploy') || !isTame(trial) || only?.job.outputs['outcome'] !== 'succeeded') return []
  if (trial.inputs['set-default-version'] !== 'true' || trial.renews) return []
  const defaults = aws.account.templates.all.map((template) => template.version('$Default').data.ImageId)
  return said(!defaults.every(isNewImage), `the defaults are ${defaults.join()}`)
}

/** A check that is bad is what a good image, let be, fails for. */
const checkDecides: Promised = ({ trial, jobs: [only] }) => {
  const { check } = trial
  if (!only || check === 'none' || !isGood(trial) || !isOnly(trial, 'deploy') || !isTame(trial)) return []
  const { outcome, 'failure-code': code } = only.job.outputs
  const isBad = check.passes === 0 || check.takes > PROMPT * 5
  const isFor = code === 'verify' || code === 'rollback-failed'
  return said(isBad && outcome === 'failed' && !isFor, `a check was bad, and it failed for ${code}`)
}

/** A group that followed an alias follows it still, or its tag says that it is owed. */
const aliasIsKept: Promised = ({ trial, theirs, end }) => {
  const { version } = trial.group
  // A refresh of somebody else's, or a hand, may have moved the group before the first job came.
  const isTheirs = theirs.size > 0 || dids(trial, 'save-older', 'make-plain', 'make-mixed', 'delete-group')
  const isBack = end.saved.split(',').every((saved) => saved === version)
  if (version === '7' || isTheirs || isBack || end.aliasesToRestore?.includes(version)) return []
  return [`the group followed ${version}; now it is on ${end.saved}, and nothing remembers the alias`]
}

/** An alias that leads to the image which the fleet has been shown to run well on is given back. */
const aliasReturns: Promised = ({ trial, jobs: [only], end }) => {
  const { version, parameter } = trial.group
  if (!only || version === '7' || !isOnly(trial, 'deploy') || !isTame(trial) || only.after.active) return []
  const { outcome, fleet } = only.job.outputs
  const newest = outcome === 'succeeded' && (version === '$Latest' || trial.inputs['set-default-version'] === 'true')
  const former = outcome === 'failed' && fleet === 'previous' && version === '$Default' && parameter === 'none'
  const isBack = end.saved.split(',').every((saved) => saved === version)
  return said((newest || former) && !isBack, `${version} was not given back, the group is on ${end.saved}`)
}

/** A version that failed is gone once its rollout was rolled back, unless it is used: `$Latest` does not mean it. */
const trapIsGone: Promised = ({ trial, jobs: [only], aws, end }) => {
  const isOfOthers = trial.group.sibling !== 'none' || trial.inputs['on-failure'] !== 'rollback'
  if (!only || isOfOthers || !isOnly(trial, 'deploy') || !isTame(trial) || only.after.active) return []
  const { outcome, fleet } = only.job.outputs
  if (outcome !== 'failed' || fleet !== 'previous') return []
  const used = [...(end.means ?? []), ...end.instances].map(({ template, version }) => `${template} ${version}`)
  const made = aws.account.templates.all.flatMap(({ id, versions }) =>
    versions.flatMap(({ number, description }) =>
      description?.includes(' run=9000000001') ? [`${id} ${number}`] : [],
    ),
  )
  const left = made.filter((each) => !used.includes(each))
  return said(left.length > 0, `after ${endOf(only)} ${left.join()} stands, and nothing uses it`)
}

/** Another attempt takes up the refresh of one that was killed. */
const refreshIsTakenUp: Promised = ({ trial, jobs: [first, second] }) => {
  const [start, again, ...more] = trial.starts
  if (!first || !second || !start || again?.run !== 'same' || more.length > 0 || !isQuiet(trial)) return []
  if (start.mode !== 'deploy' || again.mode !== 'deploy' || start.stop?.by !== 'kill') return []
  const { active } = second.before
  const isOurs = first.job.writes.some(
    ({ operation, outcome }) => operation === 'StartInstanceRefresh' && outcome === 'ok',
  )
  const isAtWork = active !== undefined && /^(InProgress|Baking)$/.test(active.status)
  const took = second.job.outputs['instance-refresh-id']
  return said(isOurs && isAtWork && took !== active?.id, `the refresh ${active?.id} was not taken up, but "${took}"`)
}

/** Milliseconds between two looks at most, and for what is asked at the end. */
const SLACK = 180_000

/** A time limit is kept: then the way back begins, which has one of its own. */
const limitIsKept: Promised = ({ trial, jobs: [only] }) => {
  const limit = 60_000 * Number.parseInt(trial.inputs['timeout'] ?? '', 10)
  if (!only || Number.isNaN(limit) || !isOnly(trial, 'deploy') || !isQuiet(trial)) return []
  const written = (which: RegExp) =>
    only.job.writes.find(({ operation, outcome }) => which.test(operation) && outcome === 'ok')?.at
  const began = written(/^StartInstanceRefresh$/)
  const turned = written(/^(Rollback|Cancel)InstanceRefresh$/)
  const lasted = (turned ?? only.began + only.lasted) - (began ?? Number.POSITIVE_INFINITY)
  // AWS may have gone back by itself.
  const most = turned === undefined ? 2 * limit : limit
  return said(lasted > most + SLACK, `${lasted / 60_000} min on its way, with a limit of ${limit / 60_000}`)
}

/** A clean-up leaves as many versions of ours as were to be kept. */
const enoughIsKept: Promised = ({ trial, aws }) => {
  const keep = Number(trial.inputs['keep-launch-template-versions'])
  const { past, parameter } = trial.group
  const deleted = dids(trial, 'delete-template', 'delete-new-version', 'delete-old-version')
  if (keep === 0 || deleted || parameter !== 'none') return []
  return aws.account.templates.all.flatMap(({ id, versions }) => {
    const count = versions.filter(({ description }) => description?.startsWith('ami-rollout/1')).length
    return said(count < Math.min(keep, past), `${count} versions of ours of ${id} stand, ${keep} were to be kept`)
  })
}

/** In which AWS itself calls a refresh stuck. */
const STUCK = 3_600_000
/** AWS may have gone back by itself, as after an hour in which it could not go on. */
const wentByItself = ({ aws, jobs: [only] }: Outcome): boolean => {
  const isOurs = only?.job.writes.some(
    ({ operation, outcome }) => /^(Rollback|Cancel)InstanceRefresh$/.test(operation) && outcome === 'ok',
  )
  return !isOurs && aws.group.refreshes.all.some(({ status }) => /^(Failed|Rollback)/.test(status))
}

/** Whatever the group is set to and AWS does by itself: a good image is not taken back, and a bad one is no success. */
const featuresBlameNobody: Promised = (outcome) => {
  const { trial, jobs } = outcome
  const [only] = jobs
  if (!only || !trial.surroundings) return []
  const { exit, writes, outputs } = only.job
  const features = featuresOf(trial).join(', ')
  if (isHopeless(trial)) return said(exit === 0, `a hopeless image ended ${endOf(only)} (${features})`)
  if (trial.image.nature.type !== 'good') return []
  const undone = writes.filter(
    ({ operation, outcome: came }) => /^(Rollback|Cancel)InstanceRefresh$/.test(operation) && came === 'ok',
  )
  const isSecond = writes.filter(
    ({ operation, outcome: came }) => operation === 'StartInstanceRefresh' && came === 'ok',
  )
  const isRed = exit !== 0 && outputs['outcome'] !== 'refused' && !wentByItself(outcome)
  return [
    // Where AWS's own rollback has failed too, a second refresh brings the fleet together again.
    ...said(
      undone.length > 0 || (isSecond.length > 1 && !wentByItself(outcome)),
      `a good image was taken back: ${endOf(only)} (${features})`,
    ),
    ...said(isRed, `a good image ended ${endOf(only)} after ${only.lasted / STUCK} h (${features})`),
  ]
}

/** A job that comes to its end with success has ended what an earlier attempt of its run left, and every job its own. */
const noTrialIsLeft: Promised = ({ trial, jobs, aws }) => {
  const left = [...aws.account.ec2Instances.values()].filter(
    ({ launchInfo, ec2State }) => launchInfo.group === undefined && ec2State !== 'terminated',
  )
  const killed = jobs.findLastIndex(({ job }) => job.exit === undefined)
  const settles = jobs.some(
    ({ job }, i) => i > killed && trial.starts[i]?.run === 'same' && job.outputs['outcome'] === 'succeeded',
  )
  const untold = left.filter(({ id }) => jobs.every(({ job }) => !job.log.join('\n').includes(`--instance-ids ${id}`)))
  return said(untold.length > 0 && (killed < 0 || settles), `${untold.length} trials are left, and nobody says so`)
}

/** TerminateInstances is sent for trials alone. */
const othersAreNotEnded: Promised = ({ aws }) =>
  aws.journal.entries
    .filter(({ operation }) => operation === 'TerminateInstances')
    .flatMap(({ input }) => [input['InstanceIds']].flat().map(String))
    .flatMap((id) => {
      const { group, tags = {} } = aws.account.ec2Instances.get(id)?.launchInfo ?? {}
      return said(group !== undefined || !('ami-rollout:trial' in tags), `${id} was ended, and is no trial`)
    })

const promises: readonly Promised[] = [
  goodGetsThrough,
  againIsNothing,
  backIsOpen,
  badIsUndone,
  cancelIsSent,
  othersAreLeft,
  otherRunsAreLeft,
  defaultIsSet,
  checkDecides,
  aliasIsKept,
  aliasReturns,
  trapIsGone,
  refreshIsTakenUp,
  limitIsKept,
  enoughIsKept,
  featuresBlameNobody,
  noTrialIsLeft,
  othersAreNotEnded,
  ...renewals,
]

/** All promises that were broken. */
export const atRest: Promised = (outcome) => promises.flatMap((promised) => promised(outcome))
