/** What a person should do after a bad end: first about the fleet, then about the cause, with commands to copy. */

import type { Because } from '../rollout/because.ts'
import { isClassic } from '../rollout/facts.ts'
import { hasRollback, type SeenStatus } from '../rollout/model/refresh-status.ts'
import type { Problem } from '../rollout/model.ts'
import type { Outcome } from '../rollout/outcome.ts'
import { quote } from '../rollout/shell.ts'
import type { Timeline } from '../rollout/timeline.ts'
import { driftStep } from './drift.ts'
import { addresseeOf, fromOf, groupOf, versionNumbers } from './facts.ts'
import type { BadEnd } from './outcomes.ts'

/** What a person should do now, with commands to copy. */
export interface NextStep {
  readonly says: string
  readonly commands: readonly string[]
  /** Whether the same run, run again, is the way. */
  readonly again: boolean
}

/** The next step after any end that fails the step; `undefined` where there is nothing to do. */
export function nextStep(timeline: Timeline, outcome: Outcome): NextStep | undefined {
  if (outcome.is === 'refused') {
    const remedies = outcome.findings.filter(({ level }) => level === 'error').map(({ remedy }) => remedy)
    return { says: [...new Set(remedies)].join(' '), commands: [], again: false }
  }
  if (outcome.is === 'drifted')
    return timeline.drift && { ...driftStep(addresseeOf(timeline), timeline.drift), again: false }
  if (outcome.is !== 'failed' && outcome.is !== 'cancelled') return undefined
  const { because, standing } = outcome
  const commands = [...standing.byHand, ...evidenceOf(because, groupOf(timeline))]
  const says = `${stateStep(timeline, outcome)}${causeStep(because)}`
  return { says, commands: [...new Set(commands)], again: runAgain.has(because.guard) }
}

/** Ends after which the very same run may go well: nothing is to be mended in the image or the template. */
const runAgain: ReadonlySet<Because['guard']> = new Set([
  'cancelled-elsewhere',
  'stalled',
  'not-on-version',
  'blind',
  'interrupted',
  'refused',
])

/** First the fleet: whether it is safe as it stands. */
function stateStep(timeline: Timeline, { because, standing }: BadEnd): string {
  if (standing.active) return 'Follow AWS to its end. '
  if (standing.byHand.length === 0 || because.guard === 'version-gone') return ''
  const old = fromOf(timeline)
  const back = old.length === 0 ? 'go back' : `go back to ${versionNumbers(old)}`
  switch (standing.fleet) {
    case 'unknown':
      return 'Look at what AWS is doing before anything else. '
    case 'mixed':
      return `Decide which way to go: run this job again, or ${back} with the first command. `
    case 'new':
      return `If the new version does harm, ${back} with the first command. `
    case 'previous':
      return ''
  }
}

/** Then the cause. */
function causeStep(because: Because): string {
  switch (because.guard) {
    case 'aws':
      return because.requested ? askWho('rolled it back', 'RollbackInstanceRefresh') : awsStep(because.status)
    case 'cancelled-elsewhere':
      return askWho('cancelled it', 'CancelInstanceRefresh')
    case 'launch-failures':
      return 'Mend what the launches fail for (image, template, key, quota, capacity), then deploy again.'
    case 'instances-died':
      return 'The instance’s console and system log tell why it ended; mend the image, then deploy again.'
    case 'stalled':
      return 'Resolve what it waits for, or leave those instances out (`scale-in-protected-instances`, `standby-instances`), then run again.'
    case 'alarm':
      return 'See what the alarm saw; mend the image or the alarm, then deploy again.'
    case 'verify':
      return 'The output of verify stands in the log; mend the image or the check, then deploy again.'
    case 'flapping':
    case 'target-health':
    case 'below-minimum':
      return 'The target groups tell why instances are not healthy; mend the image, or its health check, then deploy again.'
    case 'not-on-version':
      return 'See whether somebody changed the group or the instances meanwhile, then run again.'
    case 'deadline':
      return 'The scaling activities tell what took so long; raise `timeout` if this is how long it takes.'
    case 'blind':
      return contactSteps[because.problem.kind] ?? 'Run the job again: it takes up its own refresh.'
    case 'interrupted':
      return 'Run the job again when the rollout is wanted.'
    case 'refused-later':
      return `${because.findings.find(({ level }) => level === 'error')?.remedy ?? ''} Then run again.`
    case 'refused':
      return refusedSteps[because.problem.kind] ?? 'Mend what AWS names, then run again.'
    case 'altered':
      return 'No instance was touched. Make the version from its source by hand to see the difference, and report it to this action.'
    case 'moved-away':
      return 'Choose a launch template version for the group by hand, then run again.'
    case 'version-gone':
      return 'Save a version that stands on the group, such as the one before, so that it can launch again; then deploy again.'
  }
}

const askWho = (did: string, call: string): string => `Ask who ${did} and why (CloudTrail: ${call}), then run again.`

/** Whether AWS rolls back by itself or at somebody's request only its own words tell, which are for people. */
const awsStep = (status: SeenStatus): string => {
  const mend = 'The scaling activities tell why AWS stopped; mend the image or the template, then run again.'
  return hasRollback(status)
    ? `${mend} If AWS had no reason, somebody asked for it (CloudTrail: RollbackInstanceRefresh).`
    : mend
}

const contactSteps: Readonly<Partial<Record<Problem['kind'], string>>> = {
  expired: 'Run the job again with new credentials that last longer: it takes up its own refresh.',
  denied: 'Give the role the rights in docs/iam-policy.json, then run again: the run takes up its own refresh.',
}
const refusedSteps: Readonly<Partial<Record<Problem['kind'], string>>> = {
  denied:
    'Give the role the rights in docs/iam-policy.json, the hidden ones (ec2:RunInstances, iam:PassRole) too, then run again.',
  expired: 'Run the job again with new credentials.',
  conflict: 'Wait for the other refresh, or set `on-conflict`, then run again.',
  passing: 'AWS did not answer: run the job again.',
  lost: 'See whether it took effect, then run the job again: it takes up its own refresh.',
}

/** Where the cause can be looked at. */
function evidenceOf(because: Because, group: string): readonly string[] {
  switch (because.guard) {
    case 'aws':
    case 'deadline':
    case 'not-on-version':
    case 'launch-failures':
    case 'instances-died':
    case 'stalled':
      return [activities(group)]
    case 'alarm':
      return [`aws cloudwatch describe-alarms --alarm-names ${because.alarms.map(quote).join(' ')}`]
    case 'target-health':
    case 'below-minimum':
      return because.short.length > 0
        ? because.short.map(({ targetGroup }) => health(targetGroup))
        : [activities(group)]
    case 'cancelled-elsewhere':
    case 'flapping':
    case 'verify':
    case 'blind':
    case 'interrupted':
    case 'refused':
    case 'refused-later':
    case 'altered':
    case 'moved-away':
    case 'version-gone':
      return []
  }
}

const activities = (group: string): string =>
  `aws autoscaling describe-scaling-activities --auto-scaling-group-name ${quote(group)} --max-records 20`
const health = (targetGroup: string): string =>
  isClassic(targetGroup)
    ? `aws elb describe-instance-health --load-balancer-name ${quote(targetGroup)}`
    : `aws elbv2 describe-target-health --target-group-arn ${quote(targetGroup)}`
