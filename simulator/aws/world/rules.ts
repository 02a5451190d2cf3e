/**
 * All rules of the simulated world by their ids, and how each is set. AWS may follow any setting of a switch, so a rollout
 * must work with all of them.
 */
import { activityRules } from './rules/activity.ts'
import { healthRules } from './rules/health.ts'
import { imageRules } from './rules/image.ts'
import { launchRules, runInstancesRules } from './rules/launch.ts'
import { parameterRules } from './rules/parameter.ts'
import { refreshRules } from './rules/refresh.ts'
import { rollbackRules } from './rules/rollback.ts'
import type { SettingOf, WorldRule } from './rules/rule.ts'
import { runCommandRules } from './rules/run-command.ts'
import { targetRules } from './rules/target.ts'
import { templateRules } from './rules/template.ts'

/** By subject, as docs/aws-rules.md lists them. */
export const rulesBySubject = {
  'Instance refreshes': refreshRules,
  'Rollbacks and cancels': rollbackRules,
  'Health checks of Auto Scaling': healthRules,
  Launches: launchRules,
  RunInstances: runInstancesRules,
  Images: imageRules,
  'Run Command': runCommandRules,
  'Launch templates': templateRules,
  Parameters: parameterRules,
  'Load balancers': targetRules,
  'Scaling activities': activityRules,
} as const

/** Every rule. */
export const worldRules = {
  ...refreshRules,
  ...rollbackRules,
  ...healthRules,
  ...launchRules,
  ...runInstancesRules,
  ...imageRules,
  ...runCommandRules,
  ...templateRules,
  ...parameterRules,
  ...targetRules,
  ...activityRules,
}

/** A rule's name: what a scene sets, and what the code that obeys it reads. */
export type RuleId = keyof typeof worldRules

/** How every rule is set. */
export type Rules = { readonly [Id in RuleId]: SettingOf<(typeof worldRules)[Id]> }

const likelySetting = (rule: WorldRule): string | number | boolean => (rule.type === 'rule' ? true : rule.likely)

/** What the simulator takes for AWS's behaviour unless a scene says otherwise. */
export const likelyRules = Object.fromEntries(
  Object.entries(worldRules).map(([id, rule]) => [id, likelySetting(rule)]),
) as Rules
