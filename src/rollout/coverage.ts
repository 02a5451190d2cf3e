/** Which instances a rollout answers for, and how many of them are where they should be. Pure counts over one look. */
import { isInService, isInWarmPool, isLaunching, isLeaving, isStandby } from './model/lifecycle.ts'
import type { Operation } from './model/operation.ts'
import type {
  Ec2Instance,
  Instance,
  Instant,
  Ms,
  Observation,
  Preferences,
  Refresh,
  Revision,
  Target,
  TemplateVersion,
} from './model.ts'
import type { Fleet, FleetStatus, LeftOut, Running } from './outcome.ts'

/** The group's instances, sorted by what the rollout owes them. */
export interface Coverage {
  readonly covered: readonly Instance[]
  readonly onTarget: readonly Instance[]
  readonly leftOut: readonly LeftOut[]
}

/** Whether a refresh goes to this revision: it names each of its versions, and nothing else. */
export const names = ({ to = [] }: Pick<Refresh, 'to'>, { templates }: Revision): boolean =>
  templates.length > 0 && to.length === templates.length && templates.every((each) => namesVersion({ to }, each))

/** Whether a refresh names this version, whatever else it names. */
export const namesVersion = (
  { to = [] }: Pick<Refresh, 'to'>,
  { id, version }: Pick<TemplateVersion, 'id' | 'version'>,
): boolean => to.some((each) => each.template === id && each.version === String(version))

/** Whether Auto Scaling says that the instance was launched from this revision. */
export const runs = (instance: Instance, { templates }: Revision): boolean =>
  templates.some(({ id, version }) => instance.template?.id === id && instance.template.version === version)

/** Whether the instance's machine has the image of its version of this revision, as EC2 says; false while EC2 has not said it. */
export const hasImage = (
  instance: Instance,
  { templates }: Revision,
  machines: ReadonlyMap<string, Ec2Instance>,
): boolean =>
  templates.some((each) => runs(instance, { templates: [each] }) && machines.get(instance.id)?.image === each.image)

/** What capacity is counted in. */
export const unitsOf = (instances: readonly Instance[]): 'instances' | 'units of capacity' =>
  instances.some(({ weight }) => weight !== undefined) ? 'units of capacity' : 'instances'

/** What these instances count towards the desired capacity. */
export const capacityOf = (instances: readonly Instance[]): number =>
  instances.reduce((units, { weight = 1 }) => units + weight, 0)

/** What stays out: AWS replaces neither protected nor standby instances when told to ignore them. */
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

/** Whether the instance counts as one of the group: neither on its way out nor in a warm pool, which AWS renews by itself. */
export const isMember = (instance: Instance): boolean => !isLeaving(instance) && !isInWarmPool(instance)

/** An instance launched this long ago has been through its warm-up; one that EC2 does not know yet has not. */
export const warmBy =
  (at: Instant, warmup: Ms, machines: ReadonlyMap<string, Ec2Instance>) =>
  ({ id }: Instance): boolean => {
    const launched = machines.get(id)?.launched
    return launched !== undefined && launched + warmup <= at
  }

/** Targets whose target group can never call them healthy are not waited for: no load balancer, or checks switched off. */
export const isUnjudged = ({ state, reason }: Target): boolean =>
  (state === 'unused' && reason === 'Target.NotInUse') ||
  (state === 'unavailable' && reason === 'Target.HealthCheckDisabled')

/** Healthy as a target group sees it. `undefined`: the group never judges it. An absent target is not healthy. */
export function healthIn(targetGroup: string, instance: string, targets: readonly Target[]): boolean | undefined {
  const mine = targetsOf(instance, targets).filter((target) => target.targetGroup === targetGroup)
  if (mine.length > 0 && mine.every(isUnjudged)) return undefined
  return mine.length > 0 && mine.every((target) => target.state === 'healthy' || isUnjudged(target))
}

/** The targets of each look by instance, so that a look at a large group does not search all of them for each of its instances. */
const byInstance = new WeakMap<readonly Target[], ReadonlyMap<string, readonly Target[]>>()

function targetsOf(instance: string, targets: readonly Target[]): readonly Target[] {
  const sorted = byInstance.get(targets) ?? Map.groupBy(targets, (target) => target.instance)
  byInstance.set(targets, sorted)
  return sorted.get(instance) ?? []
}

/** Whether the group calls the instance healthy, and every target group that judges does. */
export const isHealthy = (
  instance: Instance,
  leg: Pick<Operation, 'targetGroups'>,
  targets: readonly Target[],
): boolean => instance.healthy && leg.targetGroups.every((arn) => healthIn(arn, instance.id, targets) !== false)

/** Counts that a person follows while a rollout moves. */
export interface Progress {
  readonly total: number
  readonly onTarget: number
  readonly starting: number
  readonly leaving: number
  /** In service and healthy everywhere, whatever they run. */
  readonly healthy: number
  /** Those of them that run what the leg leads to. */
  readonly healthyOnTarget: number
  /** Healthy instances in each target group, in the order of the leg. */
  readonly inTargetGroups: readonly {
    readonly targetGroup: string
    readonly healthy: number
    readonly registered: number
  }[]
}

/** The counts of one look. */
export function progress({ instances, targets }: Observation, leg: Operation): Progress {
  const present = instances.filter(isInService)
  const healthy = present.filter((instance) => isHealthy(instance, leg, targets))
  return {
    total: present.length,
    onTarget: present.filter((instance) => runs(instance, leg.to)).length,
    starting: instances.filter(isLaunching).length,
    leaving: instances.filter(isLeaving).length,
    healthy: healthy.length,
    healthyOnTarget: healthy.filter((instance) => runs(instance, leg.to)).length,
    inTargetGroups: leg.targetGroups.map((targetGroup) => {
      const mine = targets.filter((target) => target.targetGroup === targetGroup && target.state !== 'draining')
      return { targetGroup, healthy: mine.filter(({ state }) => state === 'healthy').length, registered: mine.length }
    }),
  }
}

/** What the covered instances run: all the new, none of the new, or some. An empty group is what its template will launch. */
export function fleetOf({ covered, onTarget }: Coverage, savedIsNew: boolean): Fleet {
  if (covered.length === 0) return savedIsNew ? 'new' : 'previous'
  if (onTarget.length === covered.length) return 'new'
  return onTarget.length === 0 ? 'previous' : 'mixed'
}

/** The counts of a standing, from a coverage that is at hand already. */
export const standingOf = (covers: Coverage, savedIsNew: boolean, back = false): FleetStatus => ({
  fleet: back ? reversed[fleetOf(covers, savedIsNew)] : fleetOf(covers, savedIsNew),
  covered: covers.covered.length,
  onTarget: covers.onTarget.length,
  runs: running(covers.covered),
  leftOut: covers.leftOut,
  byHand: [],
})

/** What these instances run, counted, the most first. */
const running = (instances: readonly Instance[]): readonly Running[] =>
  [...Map.groupBy(instances, ({ template }) => template && `${template.id} ${template.version}`).values()]
    .map((same): Running => ({ ...(same[0]?.template && { template: same[0].template }), instances: same.length }))
    .toSorted((a, b) => b.instances - a.instances)

/** What a rollback leads to is the previous image, and what it leaves is the new one. */
const reversed: Readonly<Record<Fleet, Fleet>> = {
  new: 'previous',
  previous: 'new',
  mixed: 'mixed',
  unknown: 'unknown',
}
