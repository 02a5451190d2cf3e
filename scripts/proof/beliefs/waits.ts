/** Beliefs by which a good image would be rolled back, or refused, for the time that AWS takes. */
import { type Belief, scenarios, tests } from './belief.ts'

/** About what a group itself makes a refresh wait for. */
export const groupWaits: readonly Belief[] = [
  {
    name: 'an instance in a lifecycle hook makes no progress, so the refresh has stalled',
    file: 'rollout/watch/guards/time-limits.ts',
    was: "longestHookWait(lifecycle === 'Pending:Wait' ? launchHook : terminationHook)",
    becomes: "lifecycle === 'Pending:Wait' && launchHook < 0 ? terminationHook : 0",
    noticedBy: scenarios('false-red', 'a launch hook that takes 25 min of its hour'),
  },
  {
    name: 'a lifecycle hook ends with its heartbeat timeout, however often a heartbeat is recorded',
    file: 'rollout/model/waits.ts',
    was: 'heartbeatTimeout === 0 ? HOURS_48 : Math.min(HOURS_48, MOST_HEARTBEATS * heartbeatTimeout)',
    becomes: 'Math.min(HOURS_48, heartbeatTimeout)',
    noticedBy: tests('unit/guard-time-limits.test.ts', 'as long as 48 hours'),
  },
  {
    name: 'a terminated instance is gone at once, whatever it drains',
    file: 'rollout/watch/guards/time-limits.ts',
    was: 'if (isEnding && serving.every((each) => runs(each, to)) && capacityOf(serving) >= desired) return undefined',
    becomes: '',
    noticedBy: tests(
      'unit/guard-time-limits.test.ts',
      'all is replaced and the last old ones are only on their way out',
    ),
  },
  {
    name: 'what drains is a refresh that has stalled',
    file: 'rollout/watch/guards/time-limits.ts',
    was: 'isEnding ? waits.deregistrationDelay : 0',
    becomes: '0',
    noticedBy: tests('unit/guard-time-limits.test.ts', 'a drain: as long as the deregistration delay'),
  },
  {
    name: 'a deregistration delay takes no part of the time limit',
    file: 'rollout/plan/estimate.ts',
    was: 'const slowest = batchTime + launchHook + deregistrationDelay + terminationHook',
    becomes: 'const slowest = batchTime',
    noticedBy: scenarios('false-red', 'a deregistration delay of an hour'),
  },
  {
    name: 'a lifecycle hook that cannot be read is none',
    file: 'rollout/model/waits.ts',
    was: 'const UNKNOWN_HOOK: Ms = 3_600_000',
    becomes: 'const UNKNOWN_HOOK: Ms = 0',
    noticedBy: scenarios('false-red', 'two hooks of 40 min that cannot be read'),
  },
  {
    name: 'a deregistration delay that cannot be read is none',
    file: 'rollout/model/waits.ts',
    was: 'const UNKNOWN_DRAIN: Ms = 3_600_000',
    becomes: 'const UNKNOWN_DRAIN: Ms = 0',
    noticedBy: scenarios('false-red', 'a deregistration delay that cannot be read'),
  },
  {
    name: 'what is not done by the time limit is a failure, though all is replaced',
    file: 'rollout/watch/guards/time-limits.ts',
    was: "type === 'refresh' && isReplacedAndHealthy(watchState, operation, settings) ? 'all-replaced' : 'unfinished'",
    becomes:
      "type === 'refresh' && isReplacedAndHealthy(watchState, operation, settings) ? 'unfinished' : 'unfinished'",
    noticedBy: scenarios('false-red', 'a time limit that is reached when all is replaced'),
  },
  {
    name: 'what has left the group and is retained is still on its way',
    file: 'rollout/model/progress.ts',
    was: 'instances.filter((each) => isLeaving(each) && !isRetained(each)).length',
    becomes: 'instances.filter(isLeaving).length',
    noticedBy: scenarios('false-red', 'what is retained is told, as nothing that leaves'),
  },
  {
    name: 'while an instance is retained, launches may fail for want of what it holds',
    file: 'rollout/watch/state.ts',
    was: 'seen.instances.some(isTerminating) ? seen.at',
    becomes:
      "seen.instances.some((each) => isTerminating(each) || each.lifecycle === 'Terminating:Retained') ? seen.at",
    noticedBy: scenarios('false-red', 'what is retained does not hide launches that fail'),
  },
  {
    name: 'AWS ends what it retains',
    file: 'rollout/execute/leftovers.ts',
    was: 'watched.last?.instances.filter(isRetained)',
    becomes: 'watched.last?.instances.filter((each) => isRetained(each) && each.healthy !== each.healthy)',
    noticedBy: scenarios('false-red', 'what is retained is told, as nothing that leaves'),
  },
]

/** About load balancers, grace periods and warm-up. */
export const balancerWaits: readonly Belief[] = [
  {
    name: 'an Application Load Balancer asks a new target for its healthy threshold',
    file: 'rollout/model/waits.ts',
    was: "case 'application':\n      return interval\n",
    becomes: "case 'application':\n      return interval * healthyThreshold\n",
    noticedBy: scenarios('false-red', 'one good check makes a new target'),
  },
  {
    name: 'a Network Load Balancer registers a target as fast as an Application Load Balancer',
    file: 'rollout/model/waits.ts',
    was: 'const NETWORK_REGISTRATION: Ms = 5 * MINUTE',
    becomes: 'const NETWORK_REGISTRATION: Ms = 0 * MINUTE',
    noticedBy: scenarios('false-red', 'a warm-up that is shorter than that is refused', 'a good image gets through'),
  },
  {
    name: 'a target that is initial is unhealthy',
    file: 'rollout/watch/registration.ts',
    was: 'return isInitial ? (waits.timeToHealthy[targetGroup] ?? 0) : 0',
    becomes: 'return isInitial && waits.registration < 0 ? 1 : 0',
    noticedBy: scenarios('false-red', 'where AWS itself waits for its targets a short warm-up is a warning'),
  },
  {
    name: 'what a Network Load Balancer has not registered yet needs no patience of the watch',
    file: 'rollout/watch/guards/time-limits.ts',
    was: 'waits.registration, ...hooks',
    becomes: '...hooks',
    noticedBy: tests('unit/guard-time-limits.test.ts', 'a Network Load Balancer that registers'),
  },
  {
    name: 'what leaves service unhealthy to its load balancers was ended for it',
    file: 'rollout/watch/new-instances.ts',
    was: 'found.get(id) ?? ((was.unhealthySince.size > 0 && !mayExcuse(id)) || isUnfit(id))',
    becomes: 'was.unhealthySince.size > 0 || found.get(id) === true || isUnfit(id)',
    noticedBy: scenarios('false-red', 'what Capacity Rebalancing takes before it was checked'),
  },
  {
    name: 'the health check type is one word',
    file: 'rollout/model/group.ts',
    was: "healthCheckType.split(',').map((type) => type.trim())",
    becomes: '[healthCheckType]',
    noticedBy: scenarios('false-red', 'a health check type that is a list', 'the remedy keeps what is in it'),
  },
  {
    name: 'within the grace period AWS waits for targets all the same',
    file: 'rollout/preflight/targets.ts',
    was: "healthChecksOf(group).includes('ELB') && group.healthCheckGracePeriod < warmup",
    becomes: "healthChecksOf(group).includes('ELB')",
    noticedBy: scenarios('false-red', 'a grace period that hides a bad image from AWS'),
  },
  {
    name: 'a launch template version is known everywhere as soon as it is made',
    file: 'rollout/execute/start-refresh.ts',
    was: "sent.kind === 'rejected' && request.hasNewVersion && ",
    becomes: "sent.kind === 'rejected' && request.hasNewVersion === false && ",
    noticedBy: scenarios('false-red', 'to Auto Scaling for 6 s after it was made'),
  },
  {
    name: 'the Date of every answer is AWS’s time',
    file: 'aws/aws-time.ts',
    was: 'return one === undefined || other === undefined || Math.abs(one) <= Math.abs(other) ? one : other',
    becomes: 'return one === other ? one : this.#heard.at(-1)?.ahead',
    noticedBy: [...tests('unit/aws-time.test.ts', 'is not decided by one answer')],
  },
]
