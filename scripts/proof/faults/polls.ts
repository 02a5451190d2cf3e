/** Faults in what the action makes of what it sees. */
import { did, type Fault, isChecked } from './fault.ts'

/** In what counts as healthy. */
export const health: readonly Fault[] = [
  {
    name: 'a target that is not registered counts as healthy',
    file: 'rollout/model/target.ts',
    was: 'return mine.length > 0 && mine.every((target)',
    becomes: 'return mine.every((target)',
    where: ({ group, ...trial }) => group.unregistered || did('deregister', 'suspend')({ group, ...trial }),
  },
  {
    name: 'a target that drains counts as healthy',
    file: 'rollout/model/target.ts',
    was: "(target) => target.state === 'healthy')",
    becomes: "(target) => target.state === 'healthy' || target.state === 'draining')",
    where: did('deregister'),
  },
  {
    name: 'healthy in one of several target groups is enough',
    file: 'rollout/model/target.ts',
    was: 'targetGroups.every((arn) => healthIn(arn, instance.id, seen) !== false)',
    becomes: '(targetGroups.length === 0 || targetGroups.some((arn) => healthIn(arn, instance.id, seen) !== false))',
    where: (trial) => trial.group.targetGroups.length + (trial.group.classic ? 1 : 0) > 1 && did('deregister')(trial),
  },
  {
    name: 'what Auto Scaling calls unhealthy counts as healthy',
    file: 'rollout/model/target.ts',
    was: 'instance.healthy && targetGroups',
    becomes: 'targetGroups',
    where: did('end-machine', 'suspend'),
    elsewhere: '`unit/evaluate.test.ts`',
  },
  {
    name: 'one good look is enough',
    file: 'rollout/model/settings.ts',
    was: 'STEADY_POLLS = 3',
    becomes: 'STEADY_POLLS = 1',
  },
  {
    name: 'a new instance may be ill as long as it likes',
    file: 'rollout/watch/guards/health.ts',
    was: 'if (late.length === 0) return undefined',
    becomes: 'if (pastDeadline.length >= 0) return undefined',
    where: ({ image }) => image.nature.type === 'never-healthy',
    elsewhere: '`unit/guard-health.test.ts`',
  },
]

/** In what counts as done. */
export const verdict: readonly Fault[] = [
  {
    name: 'one instance on the new version makes the fleet new',
    file: 'rollout/model/fleet-status.ts',
    was: "if (onTarget.length === covered.length) return 'new'",
    becomes: "if (onTarget.length > 0) return 'new'",
  },
  {
    name: 'an instance that a hook still holds counts as in service',
    file: 'rollout/model/coverage.ts',
    was: "if (!isInService(instance)) return 'warming up'",
    becomes: "if (!isInService(instance) && !isLaunching(instance)) return 'warming up'",
    where: ({ group }) => group.hook !== 'none',
  },
  {
    name: 'a protected instance that AWS was to replace is left out',
    file: 'rollout/model/coverage.ts',
    was: "instance.protectedFromScaleIn && preferences.scaleInProtectedInstances === 'Ignore'",
    becomes: 'instance.protectedFromScaleIn',
    where: ({ group, inputs }) => group.protectedOnes > 0 && inputs['scale-in-protected-instances'] !== 'ignore',
  },
  {
    name: 'a failed refresh counts as done',
    file: 'rollout/watch/state.ts',
    was: 'isDesiredEnd[by](refresh.status)',
    becomes: "(isDesiredEnd[by](refresh.status) || refresh.status === 'Failed')",
    where: (trial) => trial.inputs['alarms'] !== '' && did('alarm')(trial),
    elsewhere: '`unit/evaluate.test.ts`',
  },
  {
    name: 'what runs is not looked at when AWS is done',
    file: 'rollout/watch/state.ts',
    was: ': hasImage(instance, operation.to, ec2Instances)',
    becomes: ': true',
    elsewhere: '`unit/evaluate.test.ts`: what AWS calls a success is one in every world of these',
  },
  {
    name: 'a check that failed is ignored',
    file: 'rollout/watch/guards/verify.ts',
    was: "verify?.result === 'failed' || ",
    becomes: '',
    where: isChecked,
  },
  {
    name: 'a check that gives no verdict in time is ignored',
    file: 'rollout/watch/guards/verify.ts',
    was: " || verify?.result === 'timed-out'",
    becomes: '',
    where: isChecked,
  },
  {
    name: 'the check of the bake is not waited for',
    file: 'rollout/watch/guards/verify.ts',
    was: "(newest?.step === BAKE && newest.result === 'passed')",
    becomes: 'true',
    where: isChecked,
  },
  {
    name: 'the time limit never ends',
    file: 'rollout/watch/guards/time-limits.ts',
    was: 'at < deadline)',
    becomes: 'at < deadline + 1e12)',
    where: ({ inputs, deeds }) => inputs['timeout'] !== 'auto' && deeds.length === 0,
  },
]
