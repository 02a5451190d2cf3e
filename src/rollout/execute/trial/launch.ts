/** Launches the instance of a trial where there is room for it. */
import type { Context } from '../../context.ts'
import { refusedBy } from '../../failures/from-problem.ts'
import type { Failure } from '../../failures/index.ts'
import { noRoomScope } from '../../model/no-room.ts'
import type { Problem } from '../../model/problem.ts'
import type {
  LaunchedTrial,
  TrialInstance,
  TrialOwner,
  TrialPlace,
  TrialVersion,
  UnfinishedLaunch,
} from '../../model/trial.ts'
import { problemIn } from '../../ports.ts'
import { isTransient } from '../../tries.ts'

/** A version to launch. `of`: the template's name, where the group has several. */
export interface LaunchToTry {
  readonly owner: TrialOwner
  readonly version: TrialVersion
  readonly types: readonly string[]
  readonly subnets: readonly string[]
  readonly of?: string
}

/** Subnets and types are tried so often at most. */
const MOST_TRIES = 8

/** How often to search for an instance whose launch was not answered, and the pause between, in ms. */
const SEARCHES = 5
const SEARCH_PAUSE = 2_500

/** Launches it in the first place that has room. A failure says why there is none. */
export async function launch(context: Context, { owner, version, types, subnets, of }: LaunchToTry) {
  const { emit, clock, stop } = context
  let left = placesFor(types, subnets)
  for (let tried = 1; ; tried++) {
    const [place = {}, ...others] = left
    if (stop.aborted) return { code: 'cancelled', signal: String(stop.reason) } satisfies Failure
    const request: UnfinishedLaunch = { owner, template: version.id, version: version.version, place }
    const named = { launch: request, ...(of !== undefined && { of }) }
    emit({ type: 'trial', at: clock.now(), trial: { did: 'launching', ...named } })
    const made = await context.writes.launchTrial({ owner, version, place }).catch(problemIn)
    const launched =
      'instance' in made ? made : isTransient(made) ? await findLaunch(context, request, SEARCHES) : undefined
    if (launched) {
      const trial = {
        did: 'launched',
        ...named,
        launch: { ...request, instance: launched.instance },
        ...launched,
      } as const
      emit({ type: 'trial', at: clock.now(), trial })
      return launched
    }
    if ('instance' in made) return made
    const scope = noRoomScope(made)
    left = scope === undefined ? [] : others.filter((other) => mayHelp(other, place, scope))
    const isLast = left.length === 0 || tried >= MOST_TRIES
    if (scope === undefined) {
      if (!isTransient(made))
        emit({ type: 'trial', at: clock.now(), trial: { did: 'not-launched', place, problem: made } })
      return failureOf(made)
    }
    emit({ type: 'trial', at: clock.now(), trial: { did: 'no-room', place, problem: made, isLast } })
    if (isLast) return { code: 'trial', reason: 'no-room', problem: made, places: tried } satisfies Failure
  }
}

const mayHelp = (other: TrialPlace, full: TrialPlace, scope: NonNullable<ReturnType<typeof noRoomScope>>): boolean =>
  scope === 'zone' || (scope === 'family' && other.type !== full.type)

/** What EC2 has against the launch itself is the trial's failure; that it may not be asked, or does not answer, is not. */
const failureOf = (problem: Problem): Failure =>
  problem.kind === 'rejected' || problem.kind === 'missing'
    ? { code: 'trial', reason: 'not-launched', problem }
    : refusedBy(problem)

/** Every subnet with the first type, then with the others. */
function placesFor(types: readonly string[], subnets: readonly string[]): readonly TrialPlace[] {
  const all = subnets.length > 0 ? subnets.map((subnet) => ({ subnet })) : [{}]
  return types.length > 0 ? types.flatMap((type) => all.map((place) => ({ ...place, type }))) : all
}

/** The instance of a request whose answer was lost. EC2 shows a new one late. */
export async function findLaunch(
  { reads, clock, stop }: Pick<Context, 'reads' | 'clock' | 'stop'>,
  { owner, template, version }: UnfinishedLaunch,
  searches: number,
): Promise<LaunchedTrial | undefined> {
  for (let search = 1; ; search++) {
    const listed = await reads.trialInstances(owner.group).catch(notListed)
    const ours = listed.find(
      (each) =>
        each.run === owner.run &&
        each.attempt === owner.attempt &&
        each.template === template &&
        each.version === version,
    )
    if (ours) return { instance: ours.instance, isSpot: false }
    if (search >= searches || stop.aborted) return undefined
    await clock.sleep(SEARCH_PAUSE, stop)
  }
}

/** A search that fails has found nothing. */
const notListed = (thrown: unknown): readonly TrialInstance[] => {
  problemIn(thrown)
  return []
}
