/** Rules of scaling activities: which there are, in which order, and what they say. */
import { autoScalingApi, autoScalingGuide, less, record, rule, ruleSwitch } from './rule.ts'

export const activityRules = {
  inProgressFirst: rule(
    'Activities are listed with those in progress first, the others newest first.',
    autoScalingApi(
      'API_DescribeScalingActivities',
      'Activities are sorted by start time. Activities still in progress are described first.',
    ),
  ),
  keptSixWeeks: rule(
    'Activities and refreshes are kept for six weeks.',
    autoScalingApi(
      'API_DescribeScalingActivities',
      'Only activities started within the last six weeks can be returned regardless of the activity IDs specified.',
    ),
    autoScalingGuide('check-status-instance-refresh', 'the status of past instance refreshes from the last six weeks'),
  ),
  failedLaunchSaysWhy: rule(
    'A launch that fails is an activity with status Failed, whose description begins with "Launching a new EC2 instance" and ends with the reason.',
    autoScalingGuide(
      'CHAP_Troubleshooting',
      'Launching a new EC2 instance.  Status Reason: (…) Launching EC2 instance failed.',
    ),
  ),
  protectedScaleInIsCancelled: less(
    'public record',
    rule(
      'A scale-in that finds only protected instances is an activity with status Cancelled; it is no launch.',
      record(
        'aws-samples/aws-fault-injection-simulator-workshop#114',
        'Cancelled | Could not scale to desired capacity because all remaining instances are protected from scale-in. | At 2021-07-30T17:09:37Z a user request update of AutoScalingGroup constraints to min: 0, max: 0, desired: 0 changing the desired capacity from 1 to 0. At 2021-07-30T17:09:44Z group reached equilibrium.',
      ),
    ),
  ),
  protectedScaleInRepeats: ruleSwitch('once', {
    once: 'As long as nothing changes, a scale-in that protection prevents is one activity.',
    'every-minute': 'A scale-in that protection prevents is a new activity each minute.',
  }),
} as const
