/** What a fleet runs before anything is done to it, as the survey found it. */

import { coverage } from '../model/coverage.ts'
import { type FleetStatus, fleetStatusOf } from '../model/fleet-status.ts'
import { type FoundTemplate, foundTemplates, versionToRestore } from '../model/group-template.ts'
import { candidateId } from '../model/image-source.ts'
import type { Version } from '../model/launch-template.ts'
import type { RolloutSettings } from '../model/settings.ts'
import type { Survey } from '../model/survey.ts'
import { isMadeFrom } from './planned-version.ts'

/** What the instances run before the rollout, by the images of their versions. */
export function fleetBefore(
  { group, images, templates, problems }: Survey,
  { to, currentImage, scaleInProtectedInstances }: RolloutSettings,
): FleetStatus {
  const asked = images.map(candidateId)
  const known = foundTemplates(templates)
  const isComplete = known.length === templates.length
  const isTarget = (of: FoundTemplate, version: Version) => {
    const { target } = of
    if (target.type === 'version') return target.version.version === version.version
    if (target.type === 'deploy' && target.source) return isMadeFrom(version, target.source, target.image.id)
    const restored = versionToRestore(of)
    return restored ? restored.version.image === version.image : asked.includes(version.image)
  }
  // With `image: current` nothing is new before an instance has been replaced, whatever version it runs.
  const right = currentImage ? [] : known.flatMap((of) => of.versions.filter((version) => isTarget(of, version)))
  const savedRight = isComplete && known.every((of) => isTarget(of, of.saved))
  const fleetStatus = fleetStatusOf(
    coverage(group?.instances ?? [], { templates: right }, { scaleInProtectedInstances }),
    savedRight,
    to !== undefined,
  )
  // Instances may run a version that could not be read, or one that was deleted: the fleet is then unknown.
  const isUnread = problems.some(({ operation }) => operation === 'DescribeLaunchTemplateVersions')
  const isGone = fleetStatus.runs.some(({ template }) => template && known.some((of) => lacks(of, template)))
  return group && known.length > 0 && isComplete && !isUnread && !isGone
    ? fleetStatus
    : { ...fleetStatus, fleet: 'unknown' }
}

/** Whether a version newer than the saved one has been deleted. */
const lacks = ({ named, saved, versions }: FoundTemplate, { id, version }: Pick<Version, 'id' | 'version'>): boolean =>
  named.id === id && version > saved.version && versions.every((each) => each.version !== version)
