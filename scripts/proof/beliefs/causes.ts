/** Beliefs by which an image would be blamed for what is not its doing. */
import { type Belief, scenarios, tests } from './belief.ts'

/** About the launch that is only tried. */
export const dryRun: readonly Belief[] = [
  {
    name: 'EC2 takes a subnet beside network interfaces',
    file: 'rollout/survey/dry-run.ts',
    was: '...(interfaces.length > 0 && { interfaces })',
    becomes: '',
    noticedBy: scenarios('dry-run', 'with a public address', 'for EFA'),
  },
  {
    name: 'what has no room in one subnet has none anywhere',
    file: 'rollout/survey/dry-run.ts',
    was: 'if (!isNoRoom(problem)) {',
    becomes: 'if (problem.code !== undefined) {',
    noticedBy: scenarios(
      'dry-run',
      'a subnet without a free address: the next one is tried',
      'a type that one zone does not offer: the next one is tried',
    ),
  },
  {
    name: 'where there is no room now the image cannot be launched',
    file: 'rollout/preflight/access.ts',
    was: 'if (isNoRoom(launch)) return',
    becomes: 'if (isNoRoom(launch) && says === NO_ROOM) return',
    noticedBy: scenarios('dry-run', 'no room of the account’s quota anywhere now'),
  },
]

/** About instances that end, and launches that fail. */
export const ends: readonly Belief[] = [
  {
    name: 'a Spot interruption is the death of a bad image',
    file: 'rollout/watch/end-cause.ts',
    was: "if (code?.startsWith('Server.')) return 'other'",
    becomes: "if (code?.startsWith('Server.')) return 'by-itself'",
    noticedBy: scenarios('false-red', 'Spot interruptions, as many as there may be'),
  },
  {
    name: 'what AWS or a person takes out of service was unhealthy',
    file: 'rollout/watch/end-cause.ts',
    was: "return isUnhealthy ? 'unhealthy' : 'other'",
    becomes: "return isUnhealthy || ec2Instance !== undefined ? 'unhealthy' : 'other'",
    noticedBy: scenarios(
      'false-red',
      'Spot instances at risk are replaced by Capacity Rebalancing',
      'people, or rebalancing, take healthy ones one after another',
    ),
  },
  {
    name: 'what ends by its own doing says nothing of the image',
    file: 'rollout/watch/end-cause.ts',
    was: "if (code !== undefined && byItself.has(code)) return 'by-itself'",
    becomes: "if (code !== undefined && byItself.has(code)) return 'other'",
    noticedBy: scenarios('false-red', 'one that dies young, twice, is the image'),
  },
  {
    name: 'scaling in is what the group has less than at its peak',
    file: 'rollout/watch/new-instances.ts',
    was: 'before.scaledIn + Math.max(0, (before.desired ?? seen.desired) - seen.desired)',
    becomes: 'Math.max(0, before.scaledIn + (before.desired ?? seen.desired) - seen.desired)',
    noticedBy: scenarios('false-red', 'agents that shut themselves down after their work'),
  },
  {
    name: 'an instance that has long served and ends then is the image’s doing',
    file: 'rollout/watch/guards/launches.ts',
    was: "return cause === 'unhealthy' || lived < Math.max(PROVEN_AGE, 2 * warmup)",
    becomes: 'return true',
    noticedBy: tests('unit/guard-launches.test.ts', 'after ten minutes of service'),
  },
  {
    name: 'every activity that fails is a launch',
    file: 'aws/auto-scaling/reads.ts',
    was: 'isLaunch(activity) &&',
    becomes: 'Description.length > 0 &&',
    noticedBy: scenarios('false-red', 'a scale-in that protection prevents is no failed launch'),
  },
  {
    name: 'an instance that drains gives back at once what it holds',
    file: 'rollout/watch/guards/launches.ts',
    was: 'terminatesFirst ? watchState.endingUntil : 0',
    becomes: '0',
    noticedBy: scenarios('false-red', 'terminate first: launches that fail while the old one drains are no failure'),
  },
  {
    name: 'without room for one more nothing but the image can help',
    file: 'rollout/watch/guards/launches.ts',
    was: 'isLaunchFirst: !terminatesFirst',
    becomes: 'isLaunchFirst: false',
    noticedBy: scenarios('false-red', 'launch first cannot work, and the next step says what can'),
  },
  {
    name: 'a capacity reservation has always a slot more',
    file: 'rollout/preflight/room.ts',
    was: 'if (!group?.isReservedOnly || group.desired === 0) return []',
    becomes: 'if (group?.isReservedOnly !== undefined || !group) return []',
    noticedBy: scenarios('finding', 'capacity reservations alone'),
  },
]

/** About what makes a rollout of any image fail. */
export const certainties: readonly Belief[] = [
  {
    name: 'instances are registered with their load balancers whatever is suspended',
    file: 'rollout/preflight/group.ts',
    was: 'process === ADD && group && group.targetGroups.length > 0 ? UNREGISTERED',
    becomes: 'process === ADD && group && group.targetGroups.length < 0 ? UNREGISTERED',
    noticedBy: scenarios('false-red', 'AddToLoadBalancer is suspended'),
  },
  {
    name: 'a process that is suspended delays a refresh at most',
    file: 'rollout/preflight/group.ts',
    was: ': stalls[process]\n',
    becomes: ': undefined\n',
    noticedBy: scenarios('false-red', 'Launch is suspended', 'Terminate is suspended'),
  },
  {
    name: 'a target group that is attached exists',
    file: 'rollout/preflight/targets.ts',
    was: '.filter((arn) => !targetGroups.some((each) => each.arn === arn))',
    becomes: '.filter((arn) => arn === group.name)',
    noticedBy: scenarios('false-red', 'a target group that was deleted while it is attached'),
  },
]
