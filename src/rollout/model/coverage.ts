/** Which instances a rollout is responsible for, and which of them run its target. Pure counts over one poll. */
import { type Ec2Instance, type Instance, isMember } from './instance.ts'
import type { LaunchedSince, Revision } from './launch-template.ts'
import { isInService, isStandby } from './lifecycle.ts'
import type { Preferences } from './refresh.ts'

/** Instances that the plan leaves out, by reason. */
export interface LeftOut {
  readonly instance: string
  readonly why: 'protected' | 'standby' | 'warming up'
}

/** The group's instances by their part in the rollout. */
export interface Coverage {
  readonly covered: readonly Instance[]
  readonly onTarget: readonly Instance[]
  readonly leftOut: readonly LeftOut[]
}

/** Covered: in service, not left out by the plan, and (when `warm` is given) past its warm-up. */
export function coverage(
  instances: readonly Instance[],
  to: Revision,
  preferences: Pick<Preferences, 'scaleInProtectedInstances'>,
  warm: (instance: Instance) => boolean = () => true,
): Coverage {
  const leftOut: LeftOut[] = []
  const covered: Instance[] = []
  for (const instance of instances.filter(isMember)) {
    const why = exempt(instance, to, preferences) ?? (warm(instance) ? undefined : 'warming up')
    if (why === undefined) covered.push(instance)
    else leftOut.push({ instance: instance.id, why })
  }
  return { covered, onTarget: covered.filter((instance) => runs(instance, to)), leftOut }
}

/** Instances left out: with `Ignore` in its preferences AWS does not replace protected or standby instances. */
function exempt(
  instance: Instance,
  to: Revision,
  preferences: Pick<Preferences, 'scaleInProtectedInstances'>,
): LeftOut['why'] | undefined {
  if (isStandby(instance)) return 'standby'
  if (!isInService(instance)) return 'warming up'
  if (runs(instance, to)) return undefined
  return instance.protectedFromScaleIn && preferences.scaleInProtectedInstances === 'Ignore' ? 'protected' : undefined
}

/**
 * Whether Auto Scaling says that the instance was launched from this revision; where the same versions ran before, only if it
 * was launched since.
 */
export const runs = (instance: Instance, { templates, since }: Revision): boolean =>
  templates.some(({ id, version }) => instance.template?.id === id && instance.template.version === version) &&
  (since === undefined || isLaunchedSince(instance, since))

/** AWS gives times in whole seconds. Without an attachment time it is not known to be new. */
const isLaunchedSince = ({ id, attached }: Instance, { began, knownBefore }: LaunchedSince): boolean =>
  attached !== undefined && attached >= Math.floor(began / 1000) * 1000 && !knownBefore.includes(id)

/** Whether EC2 reports the image that the instance's version in this revision names; false until EC2 reports one. */
export const hasImage = (
  instance: Instance,
  revision: Revision,
  ec2Instances: ReadonlyMap<string, Ec2Instance>,
): boolean =>
  revision.templates.some(
    (each) => runs(instance, { ...revision, templates: [each] }) && ec2Instances.get(instance.id)?.image === each.image,
  )
