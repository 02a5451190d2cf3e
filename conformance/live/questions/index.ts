/** All questions, in the order in which they are asked: first those that cost nothing. */
import type { RuleId } from '../../../simulator/aws/world/rules.ts'
import type { LiveStep } from '../step.ts'
import { dryRuns, parameter, protection, schedule, spotTemplate, templates } from './calls.ts'
import { baking, grace, maximumSize, omittedMaximum, protectedOnes, stuckHook, watched } from './refreshes.ts'
import { runCommand } from './run-command.ts'

export const questionSteps: readonly LiveStep[] = [
  templates,
  dryRuns,
  parameter,
  spotTemplate,
  schedule,
  protection,
  runCommand,
  watched,
  maximumSize,
  omittedMaximum,
  stuckHook,
  baking,
  protectedOnes,
  grace,
]

/** Rules on which AWS is silent, and which this program does not ask about; why. */
export const notAsked: Partial<Readonly<Record<RuleId, string>>> = {
  largeWeights: 'needs a group of another form, a mixed instances policy with weights',
  impairedFor: 'nobody can have a status check fail at will',
  statusCheckAfter: 'nobody can have a host of EC2 fail at will',
  deliveryTimeout: 'needs an instance that Systems Manager does not reach for minutes',
  launchConditionKeys: 'needs a second role, with docs/iam-policy-strict.json; by hand, see docs/first-time.md',
  referencesWithoutPermission: 'needs a second role that may not read all that names an image',
  networkRegistration: 'needs a Network Load Balancer, which would double the cost',
}
