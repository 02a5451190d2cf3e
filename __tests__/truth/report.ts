/** Whether outputs, log, summary and JSON report agree with the world and with each other. */
import { covered, said, type Terms, type Watched } from './sight.ts'

/** Words that stand for a mistake, wherever they are shown. */
const garbage = /\b(undefined|NaN|Infinity|Invalid Date)\b|\[object \w+\]/

/** What is reported wrongly of a job that ended by itself. */
export function misreports(ran: Watched, terms: Terms): readonly string[] {
  return [...ofForm(ran), ...ofReport(ran), ...ofChanges(ran, terms), ...ofCounts(ran, terms)]
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
  readonly outcome: { readonly is: string; readonly standing?: Standing } | null
  readonly exit: number | null
  readonly failureCode: string | null
  readonly reason: string
}
interface Standing {
  readonly fleet: string
  readonly covered: number
  readonly onTarget: number
  readonly leftOut: readonly { readonly why: string }[]
}

const parsed = (text: string): Report => JSON.parse(text)

/** The post step goes on with the report where main could not end. */
function ofReport({ job }: Watched): readonly string[] {
  if (job.postSummary !== '') return []
  const { outcome, exit, failureCode, reason } = parsed(job.report)
  const { outputs } = job
  const same =
    outcome?.is === outputs['outcome'] &&
    exit === job.exit &&
    failureCode === outputs['failure-code'] &&
    reason === outputs['reason'] &&
    (outcome?.standing === undefined || outputs['fleet'] === '' || outcome.standing.fleet === outputs['fleet'])
  return said(!same, 'the report file and the outputs differ')
}

/** `changed` is what took effect. Faults may hide that from the action. */
function ofChanges({ job }: Watched, { disturbed }: Terms): readonly string[] {
  const took = job.writes.some(({ outcome }) => outcome === 'ok')
  return said(
    !disturbed && job.outputs['changed'] !== String(took),
    `changed=${job.outputs['changed']}, but it is ${took}`,
  )
}

/** The counts of the verdict, where nothing was in the way of the last look. */
function ofCounts(ran: Watched, terms: Terms): readonly string[] {
  const { job, after } = ran
  const standing = parsed(job.report).outcome?.standing
  if (!standing || job.postSummary !== '' || standing.fleet === 'unknown' || terms.stale || !after.exists) return []
  if (terms.mode === 'rollback' && job.outputs['launch-template-version'] === '') return []
  const really = covered(ran, terms).length
  const left = standing.leftOut.filter(({ why }) => why !== 'warming up').length
  return [
    ...said(standing.covered !== really, `${standing.covered} covered told, ${really} are`),
    ...said(standing.onTarget > standing.covered, 'more on target than covered'),
    ...said(job.outputs['instances-skipped'] !== String(left), 'instances-skipped is not what the verdict leaves out'),
  ]
}
