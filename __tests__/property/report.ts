/** Whether outputs, log, summary and JSON report agree with the world and with each other. */
import { belongs, covered, type Real, said, type Terms, type Watched } from './sight.ts'

/** Words that stand for a mistake, wherever they are shown. */
const garbage = /\b(undefined|NaN|Infinity|Invalid Date)\b|\[object \w+\]/

/** What is reported wrongly of a job that ended by itself. */
export function misreports(ran: Watched, settings: Terms): readonly string[] {
  return [...ofForm(ran), ...ofReport(ran), ...ofChanges(ran, settings), ...ofCounts(ran, settings)]
}

function ofForm({ job, lasted }: Watched): readonly string[] {
  const { reason = '', 'duration-seconds': duration } = job.outputs
  const shown = [...job.log, ...job.summary.split('\n'), ...Object.values(job.outputs)]
  const errors = job.annotations.filter(({ level }) => level === 'error').length
  return [
    ...shown.filter((text) => garbage.test(text)).map((text) => `shown: ${text}`),
    ...said(reason === '', 'no reason is given'),
    ...said(job.summary === '', 'the summary is empty'),
    ...said((job.exit === 0) !== (errors === 0), `exit ${job.exit} with ${errors} error annotations`),
    ...said(Math.abs(Number(duration) - lasted / 1000) > 1, `${duration} s told, ${lasted / 1000} s lasted`),
  ]
}

interface Report {
  readonly outcome: { readonly type: string; readonly fleetStatus?: Standing; readonly failure?: Failure } | null
  readonly exit: number | null
  readonly failureCode: string | null
  readonly reason: string
  readonly operations: readonly { readonly operation: { readonly type: string } }[]
}
interface Failure {
  readonly code: string
  readonly limit?: number
  readonly instances?: readonly string[]
}
interface Standing {
  readonly fleet: string
  readonly covered: number
  readonly onTarget: number
  readonly leftOut: readonly { readonly why: string }[]
}

const parsed = (text: string): Report => JSON.parse(text)

/** Whether a job ended with AWS's own rollback. */
export const isUndone = ({ report }: Watched['job']): boolean =>
  report !== '' && parsed(report).operations.at(-1)?.operation.type === 'native-rollback'

/** Outputs hide the account, the report file does not. */
const withoutAccount = (text: string): string => text.replace(/(?<![\w-])\d{12}(?!\w)/g, 'ACCOUNT')

/** The post step goes on with the report where main could not end. */
function ofReport({ job }: Watched): readonly string[] {
  if (job.postSummary !== '') return []
  const { outcome, exit, failureCode, reason } = parsed(job.report)
  const { outputs } = job
  const same =
    outcome?.type === outputs['outcome'] &&
    exit === job.exit &&
    failureCode === outputs['failure-code'] &&
    withoutAccount(reason) === outputs['reason'] &&
    (outcome?.fleetStatus === undefined || outputs['fleet'] === '' || outcome.fleetStatus.fleet === outputs['fleet'])
  const { code, limit = 0, instances = [] } = outcome?.failure ?? {}
  const left = fleetStatusIn(outcome)
  return [
    ...said(!same, 'the report file and the outputs differ'),
    ...said(
      code === 'instances-died' && instances.length < limit,
      `${instances.length} of ${limit} that died are named`,
    ),
    ...said(
      total(reason) !== undefined && left !== undefined && total(reason) !== left,
      `counts ${total(reason)}, there are ${left}`,
    ),
  ]
}

/** All that a verdict speaks of. */
const fleetStatusIn = (outcome: Report['outcome']): number | undefined =>
  outcome?.fleetStatus && outcome.fleetStatus.covered + outcome.fleetStatus.leftOut.length

/** `5 of 6 run version 8`: 6. */
function total(reason: string): number | undefined {
  const found = /\b\d+ of (?<all>\d+) runs? /.exec(reason)?.groups?.['all']
  return found === undefined ? undefined : Number(found)
}

/**
 * `changed` is what took effect. Faults may hide that from the action; and EC2 answers a run that makes its version once
 * more with the one that it made before, though somebody, or an earlier attempt whose rollout failed, has deleted that.
 */
function ofChanges({ job }: Watched, { disturbed, moved }: Terms): readonly string[] {
  const took = job.writes.filter(({ outcome }) => outcome === 'ok').map(({ operation }) => operation)
  const isMade = job.log.some((line) => / is made from version /.test(line))
  const isOpen = (moved || !isMade) && took.length === 1 && took[0] === 'CreateLaunchTemplateVersion'
  return said(
    !disturbed && !isOpen && job.outputs['changed'] !== String(took.length > 0),
    `changed=${job.outputs['changed']}, after ${took.join(', ') || 'no write'}`,
  )
}

/** The counts of the verdict, where nothing was in the way of the last look. */
function ofCounts(ran: Watched, settings: Terms): readonly string[] {
  const { job, before, after } = ran
  const fleetStatus = parsed(job.report).outcome?.fleetStatus
  if (!fleetStatus || job.postSummary !== '' || fleetStatus.fleet === 'unknown' || settings.stale || !after.exists)
    return []
  if (settings.mode === 'rollback' && job.outputs['launch-template-version'] === '') return []
  const really = covered(ran, settings).length
  const isNewcomer = ({ id, lifecycle }: Real) =>
    lifecycle === 'InService' && before.instances.every((each) => each.id !== id)
  const newInstances = after.instances.filter((each) => isNewcomer(each) && belongs(each, ran, settings)).length
  const replaced = Number(job.outputs['instances-replaced'])
  const members = after.instances.filter(({ lifecycle }) => !/^(Terminat|Detach)/.test(lifecycle)).length
  const told = fleetStatus.covered + fleetStatus.leftOut.length
  const left = fleetStatus.leftOut.filter(({ why }) => why !== 'warming up').length
  return [
    ...said(fleetStatus.covered !== really, `${fleetStatus.covered} covered told, ${really} are`),
    ...said(
      job.outputs['outcome'] === 'succeeded' && replaced < newInstances,
      `${replaced} replaced told, ${newInstances} are new`,
    ),
    ...said(told !== members, `${told} instances told of, ${members} there are`),
    ...said(fleetStatus.onTarget > fleetStatus.covered, 'more on target than covered'),
    ...said(job.outputs['instances-skipped'] !== String(left), 'instances-skipped is not what the verdict leaves out'),
  ]
}
