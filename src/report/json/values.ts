/** Small values of the report file, which stand in several of its parts. */

import { type Failure, rowOf } from '../../rollout/failures/index.ts'
import type { Finding } from '../../rollout/model/finding.ts'
import type { FleetStatus as DomainStanding } from '../../rollout/model/fleet-status.ts'
import type { Image as DomainImage } from '../../rollout/model/image.ts'
import type { Ec2Instance as DomainMachine, Instance } from '../../rollout/model/instance.ts'
import type { Version as SavedVersion, TemplateVersion } from '../../rollout/model/launch-template.ts'
import type { Problem } from '../../rollout/model/problem.ts'
import type { Preferences as DomainPreferences, Refresh as DomainRefresh } from '../../rollout/model/refresh.ts'
import type { Target } from '../../rollout/model/target.ts'
import type { Instant } from '../../rollout/model/time.ts'
import type { RollbackResult as DomainRetreat } from '../../rollout/outcome.ts'
import type * as contract from './contract.ts'

type Known<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** Leaves out what is not known: JSON has no `undefined`. */
export const known = <T extends object>(members: T): Known<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Known<T>

export const time = (at: Instant): contract.Time => new Date(at).toISOString()

const timeIfKnown = (at: Instant | undefined): contract.Time | undefined => (at === undefined ? undefined : time(at))

export const version = ({ id, name, version, image }: TemplateVersion): contract.Version => ({
  id,
  name,
  version,
  image,
})

/** Without what the template holds: user data may have secrets, and a report may be uploaded. */
export const savedVersion = (saved: SavedVersion) => ({
  ...version(saved),
  description: saved.description,
  created: time(saved.created),
})

export const finding = ({ level, rule, says, remedy }: Finding): contract.Finding => ({ level, rule, says, remedy })

export const problem = ({ kind, operation, code, message }: Problem): contract.Problem => ({
  kind,
  operation,
  code,
  message,
})

/** AWS's preferences are in seconds, as AWS has them. */
const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1_000)

export const preferences = (asked: Partial<DomainPreferences>): contract.Preferences =>
  known({
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

export const refresh = (of: DomainRefresh): contract.Refresh =>
  known({
    id: of.id,
    status: of.status,
    percent: of.percent,
    left: of.left,
    reason: of.reason,
    rollbackReason: of.rollbackReason,
    began: timeIfKnown(of.began),
    ended: timeIfKnown(of.ended),
    to: of.to?.map(({ template, version }) => ({ template, version })),
    preferences: preferences(of.preferences),
  })

export const instance = (of: Instance): contract.Instance =>
  known({
    id: of.id,
    type: of.type,
    zone: of.zone,
    lifecycle: of.lifecycle,
    healthy: of.healthy,
    protectedFromScaleIn: of.protectedFromScaleIn,
    template: of.template && { id: of.template.id, version: of.template.version },
    weight: of.weight,
  })

export const target = ({ targetGroup, instance, state, reason, description }: Target): contract.Target =>
  known({ targetGroup, instance, state, reason, description })

export const image = (of: DomainImage): contract.Image =>
  known({
    id: of.id,
    name: of.name,
    state: of.state,
    architecture: of.architecture,
    owner: of.owner,
    commit: of.commit,
    created: timeIfKnown(of.created),
    deprecated: timeIfKnown(of.deprecated),
  })

export const machine = (of: DomainMachine): contract.Machine =>
  known({
    image: of.image,
    launched: time(of.launched),
    state: of.state,
    address: of.address,
    reason: of.reason,
  })

export const standing = (of: DomainStanding): contract.Standing =>
  known({
    fleet: of.fleet,
    covered: of.covered,
    onTarget: of.onTarget,
    runs: of.runs.map(({ template, instances }) =>
      known({ template: template && { id: template.id, version: template.version }, instances }),
    ),
    leftOut: of.leftOut.map(({ instance, why }) => ({ instance, why })),
    active: of.active && { id: of.active.id, status: of.active.status },
    byHand: of.byHand,
  })

/** What each kind of failure has of these members; all else is in its sentence. */
export const failure = (of: Failure): contract.Failure =>
  known({
    code: of.code,
    reason: 'reason' in of ? of.reason : undefined,
    says: rowOf(of).sentence,
    since: 'since' in of ? time(of.since) : undefined,
    limit: 'limit' in of ? of.limit : undefined,
    limitMs: 'limitMs' in of ? of.limitMs : undefined,
    instances: 'instances' in of ? of.instances : 'instance' in of ? [of.instance] : undefined,
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
    alarms: 'alarms' in of ? of.alarms : undefined,
    problem: 'problem' in of ? problem(of.problem) : undefined,
    findings: 'findings' in of ? of.findings.map(finding) : undefined,
  })

export const retreat = ({ how, end, because }: DomainRetreat): contract.Retreat =>
  known({ how, end, because: because && failure(because) })
