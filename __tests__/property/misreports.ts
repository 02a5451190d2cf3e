/** Where the words of a job differ from the world; empty when it told the truth. */
import { misreports } from './report.ts'
import { belongs, covered, fleet, isSaved, type Real, said, type Terms, type Watched } from './sight.ts'

/** Outcomes with which the step succeeds. */
const green = new Set(['succeeded', 'unchanged', 'planned', 'in-sync'])

/** All lies of a job that ended by itself. */
export function lies(ran: Watched, settings: Terms): readonly string[] {
  const { job } = ran
  if (job.exit === undefined) return []
  const { outcome = '', 'failure-code': code } = job.outputs
  const isGreen = green.has(outcome)
  return [
    ...said(
      job.log.some((line) => line.includes('This is a bug in ami-rollout')),
      'a bug came to light',
    ),
    ...said(isGreen !== (job.exit === 0), `exit ${job.exit} with outcome "${outcome}"`),
    ...said(isGreen !== (code === ''), `failure-code "${code}" with outcome "${outcome}"`),
    ...misreports(ran, settings),
    ...(settings.mode === 'check' ? ofCheck(ran, settings) : ofRollout(ran, settings)),
  ]
}

function ofRollout(ran: Watched, settings: Terms): readonly string[] {
  const { job, after } = ran
  const { mode = 'deploy', warmup = 0, settled = true } = settings
  const { outcome = '', fleet: told } = job.outputs
  // To cancel what is over already changes nothing.
  const changes = job.writes.filter((write) => write.outcome !== 'ActiveInstanceRefreshNotFoundFault')
  // A plan that would roll says what it found, and promises nothing.
  const isGreen = mode !== 'plan' && green.has(outcome)
  const isIll = ({ isHealthy, age }: Real) => settled && age > warmup && !isHealthy
  const others =
    settings.moved === true &&
    (covered(ran, settings).length === 0 || after.saved.includes('$') || after.means === undefined)
  const wrong = covered(ran, settings).filter((each) => !belongs(each, ran, settings) || isIll(each))
  const really = fleet(ran, settings)
  const arrived = mode === 'rollback' ? 'previous' : 'new'
  // A rollback that was refused may not know where it would have gone.
  const isKnown = mode !== 'rollback' || job.outputs['launch-template-version'] !== ''
  // Where nothing is brought, an empty group is what it was and what it is to be.
  const isBoth = settings.renewedSince !== undefined && covered(ran, settings).length === 0
  const isFalse = told !== 'unknown' && told !== really && after.exists && isKnown && !others && !isBoth
  return [
    ...said(mode === 'plan' && job.writes.length > 0, `a plan sent ${job.writes[0]?.operation}`),
    ...said(mode === 'plan' && outcome !== 'planned' && outcome !== 'refused', `a plan ended "${outcome}"`),
    ...said(outcome === 'refused' && changes.length > 0, `refused, after ${changes[0]?.operation} was sent`),
    ...said(isGreen && !after.exists, `${outcome}, but the group is gone`),
    ...said(isGreen && wrong.length > 0, `${outcome}, but ${wrong.length} covered instances are not right`),
    ...said(isGreen && !isSaved(ran, settings) && !others, `${outcome}, but the group has ${after.saved} saved`),
    ...said(isFalse && (isGreen || !settings.stale), `fleet "${told}", but it is ${really}`),
    ...said(isGreen && told !== arrived && !others, `fleet "${told}" with outcome "${outcome}"`),
    ...said(
      told === 'unknown' && !settings.disturbed && !settings.moved && after.exists && after.means !== undefined,
      'fleet "unknown", though nothing was in the way',
    ),
  ]
}

/** A check compares with what the group has saved; what a refresh at work leads to is on its way. */
function ofCheck({ job, after }: Watched, settings: Terms): readonly string[] {
  const { outcome } = job.outputs
  const drifted = after.instances.filter(
    ({ lifecycle, template, version }) =>
      !/^(Terminat|Detach)/.test(lifecycle) &&
      after.means?.some((saved) => saved.template === template && saved.version === version) !== true,
  )
  const isOwed = after.aliasesToRestore !== undefined && !after.active
  return [
    ...said(job.writes.length > 0, `a check sent ${job.writes[0]?.operation}`),
    ...said(job.outputs['fleet'] !== '', `a check told of the fleet "${job.outputs['fleet']}"`),
    ...said(
      outcome === 'in-sync' && !settings.stale && (isOwed || (drifted.length > 0 && !after.active)),
      `in-sync, but ${drifted.length} instances are astray${isOwed ? ' and an alias is owed' : ''}`,
    ),
  ]
}
