/** What must hold when all has come to rest. */
import { NEW_IMAGE, OLD_IMAGE } from '../../simulator/scenes/web.ts'
import type { Simulated } from '../scenario.ts'
import type { Truth, Watched } from './oracle.ts'
import type { Trial } from './trial.ts'

/** Everything that is known at the end. `theirs`: refreshes that people started. */
export interface Outcome {
  readonly trial: Trial
  readonly jobs: readonly Watched[]
  readonly aws: Simulated
  readonly theirs: ReadonlySet<string>
  readonly end: Truth
}

type Promised = (outcome: Outcome) => readonly string[]

const isGreen = ({ job }: Watched) => job.exit === 0

/** A template never names the new image on the group's behalf before AWS has called a refresh to it a success. */
const templateWaits: Promised = ({ jobs, aws, end }) => {
  const [template] = aws.account.templates.all
  const proven = aws.group.refreshes.all.some(
    ({ status, desiredTemplate: to }) =>
      status === 'Successful' && to && template?.find(to.version)?.data.ImageId === NEW_IMAGE,
  )
  const early = [...jobs.map(({ then }) => then), end].filter(({ savedImage }) => savedImage === NEW_IMAGE)
  return !proven && early.length > 0
    ? [`the saved template (${early[0]?.saved}) names an image that nothing has proved`]
    : []
}

/** Nobody meddles: one start, let be, nothing that AWS or people do. */
const isTame = ({ deeds, strikes, starts, group, inputs }: Trial) =>
  deeds.length + strikes.length === 0 &&
  starts.length === 1 &&
  (group.protectedOnes === 0 || inputs['scale-in-protected-instances'] !== 'wait') &&
  (group.standby === 0 || inputs['standby-instances'] !== 'wait') &&
  inputs['timeout'] === 'auto'

/** The time limit is twice an estimate that takes 90 s for a launch: an image that boots no slower than this must make it. */
const BOOTS_IN_TIME = 120

/** A good image, let be, gets through, or is refused beforehand. */
const goodGetsThrough: Promised = ({ trial, jobs }) => {
  const [only] = jobs
  if (!only || !isTame(trial) || trial.image.nature.is !== 'good' || trial.image.boot > BOOTS_IN_TIME) return []
  const { outcome } = only.job.outputs
  return isGreen(only) || outcome === 'refused'
    ? []
    : [`a good image, let be, ended ${outcome} (${only.job.outputs['failure-code']})`]
}

/** Whether the image can never serve in this group, and there is something to replace that shows it. */
function isHopeless({ image: { nature }, group: { desired, targetGroups, protectedOnes } }: Trial): boolean {
  if (desired === 0 || protectedOnes > 0) return false
  if (nature.is === 'never-healthy')
    return nature.in === 'everywhere' ? targetGroups.length > 0 : targetGroups.includes(nature.in)
  return nature.is === 'cannot-launch' || nature.is === 'launch-cancelled'
}

/** Codes of a bad image that was told by what it did, not by AWS's hour or by a time limit. */
const toldInTime = new Set(['launch-failures', 'target-health', 'below-minimum', 'instances-died', 'flapping'])

/** A hopeless image never gets through; it is told in time, and with the way back open the fleet is back where it was. */
const badIsUndone: Promised = ({ trial, jobs, end }) => {
  const [only] = jobs
  if (!only || !isTame(trial) || !isHopeless(trial)) return []
  const { outcome, fleet, 'failure-code': code = '', 'instances-replaced': replaced } = only.job.outputs
  if (isGreen(only)) return [`a hopeless image ended ${outcome}, ${replaced} instances replaced`]
  if (outcome !== 'failed') return []
  const strays = end.instances.filter(({ lifecycle, image }) => lifecycle === 'InService' && image !== OLD_IMAGE)
  const backOpen = trial.inputs['on-failure'] === 'rollback'
  return [
    ...(toldInTime.has(code) ? [] : [`a hopeless image was told by ${code}`]),
    ...(backOpen && fleet !== 'previous' ? [`after ${code} the job ended with the fleet ${fleet}`] : []),
    ...(backOpen && strays.length > 0 ? [`after ${code} ${strays.length} instances stay on the new image`] : []),
  ]
}

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

/** A group that followed an alias follows it still, or its tag says that it is owed. */
const aliasIsKept: Promised = ({ trial, theirs, end }) => {
  const { version } = trial.group
  // A refresh of somebody else's may have moved the group before the first job came.
  if (version === '7' || theirs.size > 0 || end.saved === version || end.owed === version) return []
  return [`the group followed ${version}; now it is on ${end.saved}, and nothing remembers the alias`]
}

const promises: readonly Promised[] = [templateWaits, goodGetsThrough, badIsUndone, othersAreLeft, aliasIsKept]

/** All promises that were broken. */
export const afterAll: Promised = (outcome) => promises.flatMap((promised) => promised(outcome))
