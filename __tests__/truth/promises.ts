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

/** A good image, let be, gets through, or is refused beforehand. */
const goodGetsThrough: Promised = ({ trial, jobs }) => {
  const [only] = jobs
  if (!only || !isTame(trial) || trial.image.nature.is !== 'good') return []
  const { outcome } = only.job.outputs
  return isGreen(only) || outcome === 'refused'
    ? []
    : [`a good image, let be, ended ${outcome} (${only.job.outputs['failure-code']})`]
}

/** An image that cannot do it never gets through, and with the way back open the fleet is back where it was. */
const badIsUndone: Promised = ({ trial, jobs, end }) => {
  const [only] = jobs
  const { nature } = trial.image
  const hopeless =
    nature.is === 'cannot-launch' ||
    nature.is === 'launch-cancelled' ||
    (nature.is === 'never-healthy' && (nature.in === 'everywhere' || trial.group.targetGroups.includes(nature.in)))
  const served = nature.is !== 'never-healthy' || trial.group.targetGroups.length > 0
  if (!only || !isTame(trial) || !hopeless || !served || trial.group.desired === 0) return []
  if (isGreen(only)) return only.job.outputs['instances-replaced'] === '0' ? [] : ['a hopeless image ended green']
  const { outcome, 'failure-code': code } = only.job.outputs
  const strays = end.instances.filter(({ lifecycle, image }) => lifecycle === 'InService' && image !== OLD_IMAGE)
  return trial.inputs['on-failure'] === 'rollback' && outcome === 'failed' && strays.length > 0
    ? [`on-failure: rollback after ${code}, and ${strays.length} instances stay on the new image`]
    : []
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
