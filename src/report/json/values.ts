/** Small values of the report file, which are in several of its parts. */

import { type Failure, rowOf } from '../../rollout/failures/index.ts'
import type { Finding } from '../../rollout/model/finding.ts'
import type { FleetStatus, Running } from '../../rollout/model/fleet-status.ts'
import type { Image } from '../../rollout/model/image.ts'
import type { Ec2Instance, Instance } from '../../rollout/model/instance.ts'
import type { Version as SavedVersion, TemplateVersion } from '../../rollout/model/launch-template.ts'
import type { Problem } from '../../rollout/model/problem.ts'
import type { Preferences, Refresh } from '../../rollout/model/refresh.ts'
import type { Target } from '../../rollout/model/target.ts'
import type { Instant } from '../../rollout/model/time.ts'
import type { RollbackResult } from '../../rollout/outcome.ts'
import type { FailureJson, RollbackJson } from './contract/outcome.ts'
import type {
  Ec2InstanceJson,
  FindingJson,
  FleetStatusJson,
  ImageJson,
  InstanceJson,
  IsoTime,
  PreferencesJson,
  ProblemJson,
  RefreshJson,
  TargetJson,
  VersionJson,
} from './contract/values.ts'

type Known<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** Leaves out what is not known: JSON has no `undefined`. */
export function withoutUndefined<T extends object>(members: T): Known<T> {
  const known: { [name: string]: unknown } = {}
  for (const name in members) if (members[name] !== undefined) known[name] = members[name]
  return known as Known<T>
}

export const isoTime = (at: Instant): IsoTime => new Date(at).toISOString()

const timeIfKnown = (at: Instant | undefined): IsoTime | undefined => (at === undefined ? undefined : isoTime(at))

export const versionJson = ({ id, name, version, image }: TemplateVersion): VersionJson => ({
  id,
  name,
  version,
  image,
})

/** Without what the template holds: user data may have secrets, and a report may be uploaded. */
export const savedVersionJson = (saved: SavedVersion) => ({
  ...versionJson(saved),
  description: saved.description,
  created: isoTime(saved.created),
})

export const findingJson = ({ level, rule, says, remedy }: Finding): FindingJson => ({
  level,
  rule,
  says,
  remedy,
})

export const problemJson = ({ kind, operation, code, message }: Problem): ProblemJson => ({
  kind,
  operation,
  code,
  message,
})

/** AWS's preferences are in seconds, as AWS has them. */
const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1_000)

export const preferencesJson = (asked: Partial<Preferences>): PreferencesJson =>
  withoutUndefined({
    minHealthyPercentage: asked.minHealthyPercentage,
    maxHealthyPercentage: asked.maxHealthyPercentage,
    instanceWarmup: seconds(asked.instanceWarmup),
    bakeTime: seconds(asked.bakeTime),
    skipMatching: asked.skipMatching,
    autoRollback: asked.autoRollback,
    scaleInProtectedInstances: asked.scaleInProtectedInstances,
    standbyInstances: asked.standbyInstances,
    checkpoints: asked.checkpoints,
    checkpointDelay: seconds(asked.checkpointDelay),
    alarms: asked.alarms,
  })

export const refreshJson = (of: Refresh): RefreshJson =>
  withoutUndefined({
    id: of.id,
    status: of.status,
    percent: of.percent,
    left: of.left,
    reason: of.reason,
    rollbackReason: of.rollbackReason,
    began: timeIfKnown(of.began),
    ended: timeIfKnown(of.ended),
    to: of.to?.map(({ template, version }) => ({ template, version })),
    preferences: preferencesJson(of.preferences),
  })

export const instanceJson = (of: Instance): InstanceJson =>
  withoutUndefined({
    id: of.id,
    type: of.type,
    zone: of.zone,
    lifecycle: of.lifecycle,
    healthy: of.healthy,
    protectedFromScaleIn: of.protectedFromScaleIn,
    template: of.template && { id: of.template.id, version: of.template.version },
    weight: of.weight,
  })

export const targetJson = ({ targetGroup, instance, state, reason, description, withoutTraffic }: Target): TargetJson =>
  withoutUndefined({ targetGroup, instance, state, reason, description, withoutTraffic })

export const imageJson = (of: Image): ImageJson =>
  withoutUndefined({
    id: of.id,
    name: of.name,
    state: of.state,
    architecture: of.architecture,
    owner: of.owner,
    commit: of.commit,
    source: of.source && withoutUndefined({ image: of.source.image, region: of.source.region }),
    scan: of.scan && withoutUndefined({ at: isoTime(of.scan.at), severity: of.scan.severity }),
    created: timeIfKnown(of.created),
    deprecated: timeIfKnown(of.deprecated),
  })

export const ec2InstanceJson = (of: Ec2Instance): Ec2InstanceJson =>
  withoutUndefined({
    image: of.image,
    launched: isoTime(of.launched),
    state: of.state,
    address: of.address,
    reason: of.reason,
  })

const running = ({ template, instances }: Running) =>
  withoutUndefined({ template: template && { id: template.id, version: template.version }, instances })

export const fleetStatusJson = (of: FleetStatus): FleetStatusJson =>
  withoutUndefined({
    fleet: of.fleet,
    covered: of.covered,
    onTarget: of.onTarget,
    runs: of.runs.map(running),
    leftOut: of.leftOut.map(({ instance, why }) => ({ instance, why })),
    warmPool: of.warmPool.map(running),
    withoutTraffic: of.withoutTraffic.map(({ instance, by }) => ({ instance, by })),
    active: of.active && { id: of.active.id, status: of.active.status },
    byHand: of.byHand,
  })

/** What each kind of failure has of these members; all else is in its sentence. */
export const failureJson = (of: Failure): FailureJson =>
  withoutUndefined({
    code: of.code,
    reason: 'reason' in of ? of.reason : undefined,
    says: rowOf(of).sentence,
    since: 'since' in of ? isoTime(of.since) : undefined,
    limit: 'limit' in of ? of.limit : undefined,
    limitMs: 'limitMs' in of ? of.limitMs : undefined,
    instances: instancesIn(of),
    targetGroups:
      'short' in of
        ? of.short.map(({ targetGroup, instances, states, healthy, judged }) => ({
            targetGroup,
            instances,
            states,
            healthy,
            judged,
          }))
        : undefined,
    status: 'status' in of ? of.status : undefined,
    alarms: 'alarms' in of ? of.alarms.map(({ name }) => name) : undefined,
    problem: 'problem' in of ? problemJson(of.problem) : undefined,
    findings: 'findings' in of ? of.findings.map(findingJson) : undefined,
  })

/** The instances that a failure names. */
function instancesIn(of: Failure): readonly string[] | undefined {
  if ('instances' in of) return of.instances
  if ('instance' in of) return [of.instance]
  if ('known' in of) return of.known.map(({ id }) => id)
  return 'verified' in of && of.verified.on ? [of.verified.on.instance] : undefined
}

export const rollbackJson = ({ how, end, failure }: RollbackResult): RollbackJson =>
  withoutUndefined({ how, end, failure: failure && failureJson(failure) })
