/** Phrases that several failures share. AWS's text is quoted and never parsed. */
import { diagnosisOf } from '../environment.ts'
import { quote } from '../manual-commands.ts'
import { list, targetGroupName } from '../measure.ts'
import type { Counted } from '../model/evidence.ts'
import type { HookWait } from '../model/hook-wait.ts'
import type { Problem } from '../model/problem.ts'
import { isClassic } from '../model/target.ts'

/** ` AWS says: “…”`, or nothing. */
export const quoted = (text: string | undefined): string => (text ? ` AWS says: “${text}”` : '')

/** `“…” (×3); “…”`: AWS's words, counted. */
export const countedWords = (counted: readonly Counted[]): string =>
  counted.map(({ text, count: times }) => `“${text}”${times > 1 ? ` (×${times})` : ''}`).join('; ')

/** A failed call in words: the operation, and the error from AWS or from the network. */
export function problemWords({ kind, operation, code, message, fault }: Problem): string {
  if (fault) return `${diagnosisOf(fault).says} (${operation}: ${code}).${quoted(message)}`
  return `${problemKinds[kind].replace('%', operation)} (${code}).${quoted(message)}`
}

const problemKinds: Readonly<Record<Problem['kind'], string>> = {
  throttled: 'AWS throttled %, after several tries: too many requests of this account and region',
  passing: '% was not answered, after several tries',
  lost: 'The answer to % was lost; it may have taken effect',
  denied: 'The role may not call %, or lacks a permission that AWS checks with it',
  expired: 'The credentials have expired: % was refused',
  missing: '% found nothing of that name',
  conflict: '% was refused: another instance refresh is in progress',
  idle: '% was refused: no instance refresh is in progress',
  irreversible: '% was refused: this instance refresh cannot be rolled back',
  environment: '% could not be sent to AWS from this machine',
  rejected: 'AWS refused %',
}

/** What to do about a bad image of which no instance is left. */
export const GONE =
  'The new instances are gone: what AWS said of them is above. To see it again, launch one from the image, or set `trial: true` with `verify`. Fix the image or its health check, then deploy again.'

/** The hooks that instances wait for: `the lifecycle hook drain`, or `one of the lifecycle hooks drain and warm-up`. */
export const hookList = (waits: readonly HookWait[]): string => {
  const names = [...new Set(waits.flatMap(({ hooks }) => hooks))]
  if (names.length === 0) return 'a lifecycle hook'
  return names.length === 1 ? `the lifecycle hook ${names[0]}` : `one of the lifecycle hooks ${list(names)}`
}

/** What to do about lifecycle hooks that nobody answers. */
export const answerHooks = (waits: readonly HookWait[]): string =>
  `See why nobody answers ${hookList(waits)}, then run again.`

/** Names the CloudTrail event that shows who made a call on an instance refresh. */
export const askWho = (did: string, call: string): string =>
  `Ask who ${did} and why (CloudTrail: ${call}), then run again.`

/** The command that lists the group's latest scaling activities. */
export const activities = (group: string): readonly string[] => [
  `aws autoscaling describe-scaling-activities --auto-scaling-group-name ${quote(group)} --max-records 20`,
]

/**
 * The command that shows the target health in a target group or a classic load balancer. The ARN is looked up by its
 * name: it holds the account's id, and where that is masked it would not be the same command.
 */
export const healthCommand = (targetGroup: string): string =>
  isClassic(targetGroup)
    ? `aws elb describe-instance-health --load-balancer-name ${quote(targetGroup)}`
    : `aws elbv2 describe-target-health --target-group-arn "$(aws elbv2 describe-target-groups --names ${quote(targetGroupName(targetGroup))} --query 'TargetGroups[0].TargetGroupArn' --output text)"`
