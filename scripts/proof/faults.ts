/** Faults that a rollout could have and the truth test must notice: each is one text of a source put for another. */
import type { Trial } from '../../__tests__/truth/trial.ts'

/** `file`: below src. `was` stands there exactly once. `where`: trials that can show it at all; any unless said. */
export interface Fault {
  readonly name: string
  readonly file: string
  readonly was: string
  readonly becomes: string
  readonly where?: (trial: Trial) => boolean
}

const did =
  (...wanted: readonly string[]) =>
  ({ deeds }: Trial): boolean =>
    deeds.some(({ does }) => wanted.includes(does))
const isChecked = ({ check }: Trial): boolean => check !== 'none'
const follows = ({ group }: Trial): boolean => group.version !== '7'
const cleansUp = ({ inputs, group }: Trial): boolean => inputs['keep-launch-template-versions'] !== '' && group.past > 0
const isRestarted = ({ starts }: Trial): boolean => starts.length > 1
const isStopped =
  (by: 'cancel' | 'kill') =>
  ({ starts }: Trial): boolean =>
    starts.some(({ stop }) => stop?.by === by)

const health: readonly Fault[] = [
  {
    name: 'a target that is not registered counts as healthy',
    file: 'rollout/coverage.ts',
    was: 'return mine.length > 0 && mine.every((target)',
    becomes: 'return mine.every((target)',
    where: ({ group, ...trial }) => group.unregistered || did('deregister', 'suspend')({ group, ...trial }),
  },
  {
    name: 'a target that drains counts as healthy',
    file: 'rollout/coverage.ts',
    was: "target.state === 'healthy' || isUnjudged(target)",
    becomes: "target.state === 'healthy' || target.state === 'draining' || isUnjudged(target)",
    where: did('deregister'),
  },
  {
    name: 'healthy in one of several target groups is enough',
    file: 'rollout/coverage.ts',
    was: 'leg.targetGroups.every((arn) => healthIn(arn, instance.id, targets) !== false)',
    becomes:
      '(leg.targetGroups.length === 0 || leg.targetGroups.some((arn) => healthIn(arn, instance.id, targets) !== false))',
    where: (trial) => trial.group.targetGroups.length + (trial.group.classic ? 1 : 0) > 1 && did('deregister')(trial),
  },
  {
    name: 'what Auto Scaling calls unhealthy counts as healthy',
    file: 'rollout/coverage.ts',
    was: 'instance.healthy && leg.targetGroups',
    becomes: 'leg.targetGroups',
    where: did('end-machine', 'suspend'),
  },
  {
    name: 'one good look is enough',
    file: 'rollout/policy.ts',
    was: 'STEADY_LOOKS = 3',
    becomes: 'STEADY_LOOKS = 1',
  },
  {
    name: 'a new instance may be ill as long as it likes',
    file: 'rollout/watch/guards/health.ts',
    was: 'if (late.length === 0) return undefined',
    becomes: 'if (late.length >= 0) return undefined',
  },
]

const verdict: readonly Fault[] = [
  {
    name: 'one instance on the new version makes the fleet new',
    file: 'rollout/coverage.ts',
    was: "if (onTarget.length === covered.length) return 'new'",
    becomes: "if (onTarget.length > 0) return 'new'",
  },
  {
    name: 'an instance that a hook still holds counts as in service',
    file: 'rollout/coverage.ts',
    was: "if (instance.lifecycle !== 'InService') return 'warming up'",
    becomes: "if (!/^(InService|Pending)/.test(instance.lifecycle)) return 'warming up'",
    where: ({ group }) => group.hook !== 'none',
  },
  {
    name: 'a protected instance that AWS was to replace is left out',
    file: 'rollout/coverage.ts',
    was: "instance.protectedFromScaleIn && preferences.scaleInProtectedInstances === 'Ignore'",
    becomes: 'instance.protectedFromScaleIn',
    where: ({ group, inputs }) => group.protectedOnes > 0 && inputs['scale-in-protected-instances'] !== 'ignore',
  },
  {
    name: 'a failed refresh counts as done',
    file: 'rollout/watch/memory.ts',
    was: 'refresh?.status === goals[by]',
    becomes: "(refresh?.status === goals[by] || refresh?.status === 'Failed')",
  },
  {
    name: 'what runs is not looked at when AWS is done',
    file: 'rollout/watch/memory.ts',
    was: ': hasImage(instance, leg.to, machines)',
    becomes: ': true',
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
    file: 'rollout/watch/guards/patience.ts',
    was: 'at < deadline\n',
    becomes: 'at < deadline + 1e12\n',
    where: ({ inputs }) => inputs['timeout'] !== 'auto',
  },
  {
    name: 'somebody else’s refresh is waited for without end',
    file: 'rollout/wait.ts',
    was: 'if (waited >= limit)',
    becomes: 'if (waited >= limit && pause < 0)',
    where: (trial) => isRestarted(trial) || did('start-refresh')(trial),
  },
]

const wayBack: readonly Fault[] = [
  {
    name: 'a bad image is left where it is',
    file: 'rollout/retreat.ts',
    was: "    case 'aws':\n    case 'alarm':",
    becomes: "      return 'leave'\n    case 'aws':\n    case 'alarm':",
  },
  {
    name: 'launches that fail are not counted',
    file: 'rollout/watch/guards/launches.ts',
    was: 'if (first === undefined || newest === undefined ||',
    becomes: 'if (first !== newest || first === undefined || newest === undefined ||',
  },
  {
    name: 'a way back ends where it begins',
    file: 'rollout/retreat.ts',
    was: "if (end.verdict.is === 'arrived') return",
    becomes: 'if (end.verdict.is !== undefined) return',
  },
  {
    name: 'a cancelled job leaves its refresh alone',
    file: 'rollout/retreat.ts',
    was: 'return terms.onCancel',
    becomes: "return 'leave'",
    where: isStopped('cancel'),
  },
]

const others: readonly Fault[] = [
  {
    name: 'the refresh of another is cancelled',
    file: 'rollout/plan/amidst.ts',
    was: "(ours ? 'wait' : 'fail')",
    becomes: "(ours ? 'wait' : 'replace')",
    where: did('start-refresh'),
  },
  {
    name: 'the refresh of another run is cancelled',
    file: 'rollout/plan/amidst.ts',
    was: "(ours ? 'wait' : 'fail')",
    becomes: "(ours ? 'replace' : 'fail')",
    where: isRestarted,
  },
  {
    name: 'the refresh of an earlier attempt is not taken up',
    file: 'rollout/plan/amidst.ts',
    was: "running.status !== 'Cancelling' && madeFor(to, situation)",
    becomes: "running.status === 'Baking' && madeFor(to, situation)",
    where: isStopped('kill'),
  },
  {
    name: 'a refresh whose start was not answered is not looked for',
    file: 'rollout/start.ts',
    was: 'if (refresh) {',
    becomes: 'if (refresh === null) {',
    where: ({ strikes }) => strikes.some(({ what }) => what === 'lost' || what === 'severed-mid'),
  },
  {
    name: 'a second attempt makes a second version',
    file: 'rollout/plan/moves.ts',
    was: 'if (standing) return { take: standing }',
    becomes: 'if (standing?.version === 0) return { take: standing }',
    where: isRestarted,
  },
]

const template: readonly Fault[] = [
  {
    name: 'an alias is never given back',
    file: 'rollout/launch-template/alias.ts',
    was: 'saved === String(proven) && meaning(alias, template) === proven',
    becomes: 'saved === String(proven) && meaning(alias, template) < 0',
    where: follows,
  },
  {
    name: 'an alias is given back whatever it means',
    file: 'rollout/launch-template/alias.ts',
    was: ' && meaning(alias, template) === proven',
    becomes: '',
    where: follows,
  },
  {
    name: 'the alias is not remembered',
    file: 'rollout/prepare.ts',
    was: 'await writes.tagAlias(group.name, tag)',
    becomes: '',
    where: follows,
  },
  {
    name: 'the group is moved to the new version before the refresh',
    file: 'rollout/prepare.ts',
    was: 'return await makeReady(world, decided)',
    becomes:
      "const made = await makeReady(world, decided); if (!('guard' in made)) await world.writes.saveVersions(decided.group, made.templates); return made",
  },
  {
    name: 'after a failed rollout the new version becomes the default',
    file: 'rollout/finish.ts',
    was: 'if (succeeded && policy.setDefaultVersion)',
    becomes: 'if (policy.setDefaultVersion && leg.to.templates.length > 0)',
    where: ({ inputs }) => inputs['set-default-version'] === 'true',
  },
  {
    name: 'another default version than asked for is set',
    file: 'rollout/finish.ts',
    was: 'await writes.setDefaultVersion(id, version)',
    becomes: 'await writes.setDefaultVersion(id, version - 1)',
    where: ({ inputs }) => inputs['set-default-version'] === 'true',
  },
  {
    name: 'a clean-up deletes what instances run',
    file: 'rollout/plan/clean-up.ts',
    was: '...past.instances.flatMap(',
    becomes: '...[].flatMap(',
    where: cleansUp,
  },
  {
    name: 'a clean-up deletes the way back',
    file: 'rollout/plan/clean-up.ts',
    was: 'new Set([...named, ...target, ...back.map(({ version }) => version)])',
    becomes: 'named',
    where: cleansUp,
  },
  {
    name: 'a clean-up deletes what other groups use',
    file: 'rollout/plan/clean-up.ts',
    was: '...others.flatMap(',
    becomes: '...[].flatMap(',
    where: cleansUp,
  },
  {
    name: 'a clean-up deletes versions that are not ours',
    file: 'rollout/plan/clean-up.ts',
    was: '.filter((each) => markerOf(each, versions) !== undefined)',
    becomes: '.filter(() => true)',
    where: cleansUp,
  },
  {
    name: 'a clean-up keeps fewer versions than asked for',
    file: 'rollout/plan/clean-up.ts',
    was: '.slice(keep)',
    becomes: '.slice(keep - 1)',
    where: cleansUp,
  },
]

const report: readonly Fault[] = [
  {
    name: '`changed` is false after a change',
    file: 'report/outputs.ts',
    was: 'changed: String(hasChanged(timeline.turns))',
    becomes: "changed: 'false'",
  },
  {
    name: '`changed` forgets a version that was made',
    file: 'report/outputs.ts',
    was: "return turn.how === 'made'",
    becomes: 'return false',
  },
  {
    name: 'the verdict counts one instance too many',
    file: 'rollout/coverage.ts',
    was: 'covered: covers.covered.length,',
    becomes: 'covered: covers.covered.length + 1,',
  },
  {
    name: 'the verdict forgets those that are left out',
    file: 'rollout/coverage.ts',
    was: 'leftOut: covers.leftOut,',
    becomes: 'leftOut: [],',
  },
  {
    name: 'the sentence counts one instance too many',
    file: 'report/words/fleet.ts',
    was: 'const total = covered + leftOut.length',
    becomes: 'const total = covered + leftOut.length + 1',
  },
  {
    name: 'an instance that died is not named',
    file: 'rollout/watch/guards/launches.ts',
    was: 'instances: dead.map(({ id }) => id),',
    becomes: 'instances: dead.slice(1).map(({ id }) => id),',
    where: ({ image }) => image.nature.is === 'dies',
  },
  {
    name: 'replaced instances are not counted',
    file: 'rollout/roll.ts',
    was: "leg.by === 'standing' ? 0 : memory.reached",
    becomes: '0',
  },
  {
    name: 'a red end exits 0',
    file: 'report/outcomes.ts',
    was: 'failed: 1,',
    becomes: 'failed: 0,',
  },
]

export const faults: readonly Fault[] = [...health, ...verdict, ...wayBack, ...others, ...template, ...report]
