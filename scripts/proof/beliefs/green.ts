/** Beliefs by which a rollout would be called a success that is none. */
import { type Belief, scenarios, tests } from './belief.ts'

/** About target groups and load balancers. */
export const targets: readonly Belief[] = [
  {
    name: 'a target group that has stopped judging its targets need not be waited for',
    file: 'rollout/model/target.ts',
    was: 'if (unjudged.includes(targetGroup) && !judging(targets).has(targetGroup)) return undefined',
    becomes: 'if (!judging(targets).has(targetGroup)) return undefined',
    noticedBy: scenarios('false-green', 'its listener is removed half-way, a bad one'),
  },
  {
    name: 'a target that its load balancer does not use speaks neither for nor against',
    file: 'rollout/model/target.ts',
    was: 'if (undoes !== undefined && mine.length > 0 && mine.every(isUnchecked)) return undefined',
    becomes: 'if (mine.length > 0 && mine.every(isUnchecked)) return undefined',
    noticedBy: scenarios(
      'false-green',
      'its listener is removed half-way, a good image',
      'a zone is taken from its load balancer',
    ),
  },
  {
    name: 'a target group that judged nobody once never has a say',
    file: 'rollout/model/target.ts',
    was: 'if (unjudged.includes(targetGroup) && !judging(targets).has(targetGroup)) return undefined',
    becomes: 'if (unjudged.includes(targetGroup)) return undefined',
    noticedBy: scenarios('false-green', 'one that judged nobody before and begins to judge'),
  },
  {
    name: 'a target group that judges nobody must be waited for all the same',
    file: 'rollout/model/target.ts',
    was: 'if (unjudged.includes(targetGroup) && !judging(targets).has(targetGroup)) return undefined',
    becomes: '',
    noticedBy: scenarios('false-green', 'one that judged nobody before, and judges nobody still'),
  },
  {
    name: 'a load balancer serves every zone of the group',
    file: 'rollout/preflight/targets.ts',
    was: 'if (zones.length === 0 || missing.length === 0) return []',
    becomes: 'if (zones.length >= 0) return []',
    noticedBy: scenarios('false-green', 'the group launches in a zone that its load balancer is not enabled in'),
  },
  {
    name: 'a healthy target gets traffic, whatever an administrator has shifted away',
    file: 'aws/elastic-load-balancing-v2.ts',
    was: "if (override?.State?.startsWith('zonal_shift')) return { withoutTraffic: 'zonal shift' }",
    becomes: '',
    noticedBy: scenarios('false-green', 'a zonal shift'),
  },
  {
    name: 'a healthy target gets traffic, whatever its load balancer mitigates',
    file: 'aws/elastic-load-balancing-v2.ts',
    was: "anomaly?.MitigationInEffect === 'yes' ? { withoutTraffic: 'anomaly mitigation' } : {}",
    becomes: '{}',
    noticedBy: scenarios('false-green', 'an anomaly that its load balancer mitigates'),
  },
]

/** About instances: in service, status checks, none at all, those of a warm pool. */
export const instances: readonly Belief[] = [
  {
    name: 'a fleet that has become empty is a success',
    file: 'rollout/watch/state.ts',
    was: '(watchState.last.desired > 0 || isEmptied)',
    becomes: 'watchState.last.desired > 0',
    noticedBy: scenarios(
      'false-green',
      'a schedule sets the group to 0 while a good image rolls',
      'a schedule sets the group to 0 while a bad one rolls',
    ),
  },
  {
    name: 'without a load balancer in service is all that there is to know',
    file: 'rollout/watch/guards/health.ts',
    was: 'if (known?.impairedSince === undefined || ',
    becomes: 'if (known === undefined || known.impairedSince !== -1 || ',
    noticedBy: scenarios('false-green', 'a kernel panic without a load balancer'),
  },
  {
    name: 'EC2’s status checks are no part of a success',
    file: 'rollout/watch/state.ts',
    was: "(operation.type === 'native-rollback' ||\n          hasPassed(each.id, watchState.checks, watchState.doneSince) ||\n          isStatusUnread(watchState.last))",
    becomes: 'true',
    noticedBy: scenarios('false-green', 'no data for good'),
  },
  {
    name: 'a status check that has no result has passed',
    file: 'rollout/model/status-checks.ts',
    was: "status === undefined || status === 'ok' || status === 'not-applicable'",
    becomes: "status !== 'impaired'",
    noticedBy: scenarios('false-green', 'no data for good'),
  },
  {
    name: 'a status check that has no result has failed',
    file: 'rollout/model/status-checks.ts',
    was: "parts.some((part) => checks[part] === 'impaired')",
    becomes: 'parts.some((part) => !isPassed(checks[part]))',
    noticedBy: scenarios('false-green', 'no data for good'),
  },
  {
    name: 'EC2 checks the host and the instance, and no volume',
    file: 'aws/ec2/status-checks.ts',
    was: 'attachedEbs: AttachedEbsStatus?.Status',
    becomes: 'attachedEbs: undefined',
    noticedBy: scenarios('false-green', 'a volume that cannot be reached'),
  },
  {
    name: 'a host that fails is the doing of the image on it',
    file: 'rollout/model/status-checks.ts',
    was: '!isHostImpaired({ system }) && (instance',
    becomes: '(isHostImpaired({ system }) || instance',
    noticedBy: scenarios('failed-host', 'without a load balancer'),
  },
  {
    name: 'what AWS replaces on a host that fails has ended by the image',
    file: 'rollout/watch/new-instances.ts',
    was: 'isUnhealthy: isUnhealthy && !hosts.hasFailedHost(id)',
    becomes: 'isUnhealthy',
    noticedBy: scenarios('failed-host', 'without a load balancer', 'hosts fail, ELB health checks'),
  },
  {
    name: 'what a load balancer calls unhealthy on a host that failed is the doing of the image',
    file: 'rollout/model/status-checks.ts',
    was: "=> system === 'impaired'",
    becomes: "=> system === 'failed'",
    noticedBy: scenarios('failed-host', 'hosts fail, EC2 health checks', 'the hosts of all fail together'),
  },
  {
    name: 'EC2 knows as soon as a load balancer does that a host has failed',
    file: 'rollout/watch/failed-host.ts',
    was: 'known.asked >= knownFrom ||',
    becomes: 'known.asked >= unhealthySince ||',
    noticedBy: tests('unit/guard-failed-host.test.ts', 'EC2 was asked too early to know'),
  },
  {
    name: 'a warm pool holds what the group runs',
    file: 'rollout/drift.ts',
    was: ', ...seen.warmPool.filter((each) => !isLeaving(each))]',
    becomes: ']',
    noticedBy: scenarios('check', 'with instances of an older version has drifted'),
  },
  {
    name: 'a rollout leaves no old instance in a warm pool',
    file: 'rollout/execute/end-state.ts',
    was: 'group.hasWarmPool ? running(await reads.warmPool(group.name)) : []',
    becomes: '[]',
    noticedBy: scenarios('false-green', 'a warm pool that is refilled in the bake'),
  },
]
