/** Where the world shows that the jobs together did too much; and whether the simulator was able to play its part. */
import type { Simulated } from '../scenario.ts'
import { PRESENT } from './images.ts'
import { markIn } from './marker.ts'

/** Sentences; none if all is well. `moved`: somebody else moves what the group has saved, so that it may have to be rolled again. */
export function excesses({ account, group, journal }: Simulated, moved = false): readonly string[] {
  const makers = account.templates.all.flatMap(({ id, versions }) =>
    versions.flatMap(({ description }) => madeBy(id, description)),
  )
  const twice = new Set(makers.filter((run, i) => makers.indexOf(run) !== i))
  const repeated = group.refreshes.all.filter(({ desiredTemplate, preferences }, i, all) => {
    const before = all[i + 1]
    const same = desiredTemplate && before?.desiredTemplate?.version === desiredTemplate.version
    return same && before?.status === 'Successful' && preferences.SkipMatching
  })
  return [
    ...[...twice].map((run) => `${run}, twice`),
    ...(moved ? [] : repeated).map(
      ({ desiredTemplate }) => `version ${desiredTemplate?.version} was rolled out twice running`,
    ),
    ...journal.unknown,
    ...journal.bugs,
  ]
}

/** Who made a version, of what and for what: another source, which somebody has saved meanwhile, makes another version, and so does another image. */
function madeBy(template: string, description = ''): readonly string[] {
  const marker = markIn(description)
  // The runs of the past bear the number of the version that they made.
  return marker && Number(marker.run) > PRESENT
    ? [`run ${marker.run} made a version of ${template} from ${marker.from} with ${marker.image}`]
    : []
}
