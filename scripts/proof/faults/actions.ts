/** Faults in what the action does and reports. */
import { cleansUp, did, type Fault, follows, isRestarted, isStopped } from './fault.ts'

/** In a rollback. */
export const rollback: readonly Fault[] = [
  {
    name: 'a bad image is left where it is',
    file: 'rollout/execute/rollback-attempt.ts',
    was: 'return onFailure',
    becomes: "return 'leave'",
    where: ({ image }) => image.nature.type !== 'good',
  },
  {
    name: 'a way back that failed is told as one that arrived',
    file: 'rollout/execute/watch-rollback.ts',
    was: "end: isUnderWay ? 'under-way' : 'failed', failure }",
    becomes: "end: isUnderWay ? 'under-way' : 'arrived', failure }",
    elsewhere: '`scenarios/rolled-back.test.ts`',
  },
  {
    name: 'launches that fail are not counted',
    file: 'rollout/watch/guards/launches.ts',
    was: 'if (first === undefined || newest === undefined ||',
    becomes: 'if (first !== newest || first === undefined || newest === undefined ||',
  },
  {
    name: 'a cancelled job leaves its refresh alone',
    file: 'rollout/execute/rollback-attempt.ts',
    was: 'return onCancel',
    becomes: "return 'leave'",
    where: isStopped('cancel'),
  },
]

/** Towards other runs, and other people. */
export const others: readonly Fault[] = [
  {
    name: 'the refresh of another is cancelled',
    file: 'rollout/plan/active-refresh.ts',
    was: "(isOurs(ownership) ? 'wait' : 'fail')",
    becomes: "(isOurs(ownership) ? 'wait' : 'replace')",
    where: did('start-refresh'),
  },
  {
    name: 'the refresh of another run is cancelled',
    file: 'rollout/plan/active-refresh.ts',
    was: "(isOurs(ownership) ? 'wait' : 'fail')",
    becomes: "(isOurs(ownership) ? 'replace' : 'fail')",
    where: isRestarted,
    elsewhere: '`unit/active-refresh.test.ts`',
  },
  {
    name: 'the refresh of an earlier attempt is not taken up',
    file: 'rollout/plan/active-refresh.ts',
    was: 'if (!isWanted || !samePreferences(active.preferences, preferences)) return undefined',
    becomes: 'if (!isWanted || !isBaking(active.status)) return undefined',
    where: isStopped('kill'),
  },
  {
    name: 'a refresh whose start was not answered is not looked for',
    file: 'rollout/execute/start-refresh.ts',
    was: "if (typeof found === 'string') return begun(found, 'found')",
    becomes: "if (found === '') return begun(found, 'found')",
    where: ({ strikes }) => strikes.some(({ what }) => what === 'lost' || what === 'severed-mid'),
    elsewhere: '`scenarios/trouble.test.ts`',
  },
]

/** In what the group has saved, and in what is deleted. */
export const template: readonly Fault[] = [
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
    file: 'rollout/execute/pin-group.ts',
    was: 'if (aliasTag !== undefined) await writes.tagAlias(group.name, aliasTag)',
    becomes: '',
    where: follows,
  },
  {
    name: 'the group is moved to the new version before the refresh',
    file: 'rollout/execute/execute.ts',
    was: 'const started = await startRefresh(',
    becomes: 'await context.writes.saveVersions(state.group, ready.templates)\n  const started = await startRefresh(',
  },
  {
    name: 'after a failed rollout the new version becomes the default',
    file: 'rollout/execute/outcomes.ts',
    was: 'const to = await withoutFailed(context, end)',
    becomes:
      'const { to } = rollout\n    for (const { id, version } of to.templates) await context.writes.setDefaultVersion(id, version).catch(() => {})',
    where: ({ inputs }) => inputs['set-default-version'] === 'true',
  },
  {
    name: 'another default version than asked for is set',
    file: 'rollout/execute/final-steps.ts',
    was: 'await writes.setDefaultVersion(id, version)',
    becomes: 'await writes.setDefaultVersion(id, version - 1)',
    where: ({ inputs }) => inputs['set-default-version'] === 'true',
  },
  {
    name: 'a clean-up deletes what instances run',
    file: 'rollout/plan/clean-up.ts',
    was: '...[...history.instances, ...pooled].flatMap(',
    becomes: '...[].flatMap(',
    where: cleansUp,
    elsewhere: '`unit/clean-up.test.ts`',
  },
  {
    name: 'a clean-up deletes the way back',
    file: 'rollout/plan/clean-up.ts',
    was: 'new Set([...named, ...target, ...back.map(({ version }) => version)])',
    becomes: 'named',
    where: cleansUp,
    elsewhere: '`unit/clean-up.test.ts`',
  },
  {
    name: 'a clean-up deletes what other groups use',
    file: 'rollout/plan/clean-up.ts',
    was: '...others.flatMap(',
    becomes: '...[].flatMap(',
    where: cleansUp,
    elsewhere: '`unit/clean-up.test.ts`',
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

/** In what is reported. */
export const report: readonly Fault[] = [
  {
    name: '`changed` is false after a change',
    file: 'report/outputs.ts',
    was: 'changed: String(hasChanged(timeline.milestones))',
    becomes: "changed: 'false'",
  },
  {
    name: 'the verdict counts one instance too many',
    file: 'rollout/model/fleet-status.ts',
    was: 'covered: covers.covered.length,',
    becomes: 'covered: covers.covered.length + 1,',
  },
  {
    name: 'the verdict forgets those that are left out',
    file: 'rollout/model/fleet-status.ts',
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
    where: ({ image }) => image.nature.type === 'dies',
  },
  {
    name: 'replaced instances are not counted',
    file: 'rollout/execute/outcomes.ts',
    was: 'replaced: watched.reached }',
    becomes: 'replaced: 0 }',
  },
  {
    name: 'a red end exits 0',
    file: 'report/outcomes.ts',
    was: 'failed: 1,',
    becomes: 'failed: 0,',
  },
]
