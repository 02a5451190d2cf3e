/** A trial from the launch until it has ended. Loaded only where a plan has one. */
import type { Context } from '../../context.ts'
import type { Failure } from '../../failures/index.ts'
import type { TrialFailed } from '../../failures/trial.ts'
import type { Version } from '../../model/launch-template.ts'
import type { Ms } from '../../model/time.ts'
import type { LaunchedTrial, TrialOwner } from '../../model/trial.ts'
import type { ActivePlan } from '../../plan/plan.ts'
import type { Step, VersionToTry } from '../../plan/steps.ts'
import { withRetries } from '../../timeouts.ts'
import { reportTrialConsole } from '../evidence.ts'
import { endTrials } from './end.ts'
import { launch } from './launch.ts'
import { prove } from './prove.ts'

/** What comes before a trial (three writes) and after it (its end), each with its own limit: a trial is nobody's to end before. */
const AROUND: Ms = 900_000

/** The plan that a trial belongs to, and its versions as EC2 has made them. */
export interface TrialRun {
  readonly plan: ActivePlan
  readonly versions: readonly (VersionToTry & { readonly version: Version })[]
}

/** Launches an instance of each version, side by side, judges them, and ends them whatever happens. `failure`: why it failed. */
export async function runTrial(
  context: Context,
  { limit, verifyLimit }: Extract<Step, { type: 'trial' }>,
  { plan, versions }: TrialRun,
): Promise<{ readonly failure?: Failure; readonly instances: readonly string[] }> {
  const { group, settings, from } = plan
  const until = context.clock.now() + limit
  const owner: TrialOwner = {
    group: { name: group.name, arn: group.arn },
    run: settings.run.id,
    attempt: settings.attempt,
    until: group.at + limit + AROUND,
  }
  const preparing = withRetries(context, 'prepare')
  const launched = await Promise.all(
    versions.map(({ version: { id, name, version, data }, types, devices }) =>
      launch(preparing, {
        owner,
        version: { id, version, data, devices },
        types,
        subnets: group.subnets,
        ...(versions.length > 1 && { of: name }),
      }),
    ),
  )
  const instances = launched.filter(isLaunched).map(({ instance }) => instance)
  let failure: Failure | undefined
  try {
    const to = { templates: versions.map(({ version }) => version) }
    const proof = { group: group.name, instances, from, to, until, pause: settings.pollInterval }
    failure =
      launched.flatMap((each) => (isLaunched(each) ? [] : [each]))[0] ??
      (await prove(context, { ...proof, ...(verifyLimit !== undefined && { verifyLimit }) }))
    return { ...(failure && { failure }), instances }
  } finally {
    await Promise.all([
      endTrials(context, instances, { hasSuccessor: true }),
      ...(failure?.code === 'trial' ? [reportTrialConsole(context, suspectOf(failure, instances))] : []),
    ])
  }
}

/** The instance whose console is read. */
function suspectOf(failure: TrialFailed, instances: readonly string[]): string | undefined {
  if ('known' in failure) return failure.known[0]?.id
  return failure.reason === 'unverified' ? (failure.verified.on?.instance ?? instances[0]) : undefined
}

const isLaunched = (of: LaunchedTrial | Failure): of is LaunchedTrial => 'instance' in of && !('code' in of)
