/** What is known of an instance, as people read it: the same words in the log, in a failure's sentence and in the summary. */
import { list, targetGroupName } from './measure.ts'
import type { InstanceFact, KnownInstance } from './model/known-instance.ts'
import { unpassedChecks } from './model/status-checks.ts'
import { isUnchecked, type Target } from './model/target.ts'

/** `InService, running, status checks passed, in web unhealthy: Timeout`. */
export const instanceWords = ({ facts }: KnownInstance): string => facts.map(factWords).join(', ')

/** `i-1 and i-2 (running, instance impaired)`: instances of which the same is known are one line. */
export const instanceLines = (instances: readonly KnownInstance[]): readonly string[] =>
  [...Map.groupBy(instances, instanceWords)].map(([words, these]) => `${list(these.map(({ id }) => id))} (${words})`)

/** One fact. AWS's own text is quoted. */
export function factWords(fact: InstanceFact): string {
  switch (fact.type) {
    case 'member':
      return [
        fact.lifecycle,
        ...(fact.healthy ? [] : ['unhealthy']),
        ...(fact.protectedFromScaleIn ? ['protected'] : []),
      ].join(', ')
    case 'ec2':
      return `${fact.state}${fact.reason ? `: “${fact.reason}”` : ''}`
    case 'not-listed':
      return 'EC2 does not list it'
    case 'status-checks':
      return unpassedChecks(fact.checks).join(', ') || 'status checks passed'
    case 'not-checked':
      return 'EC2 has no status checks yet'
    case 'target':
      return `in ${targetGroupName(fact.target.targetGroup)} ${targetWords(fact.target)}`
    case 'script':
      return `verify-on-instance: ${fact.finding.says}`
  }
}

/**
 * `healthy`, `unhealthy: Timeout`, without the namespace that ELBv2 puts before a reason. Why a target is not checked has
 * two meanings, and which code a check got is in AWS's description alone: these are quoted.
 */
export function targetWords(target: Target): string {
  const { state, reason, description } = target
  const isQuoted = (isUnchecked(target) || reason === 'Target.ResponseCodeMismatch') && description
  const why = reason?.replace(/^(Target|Elb)\.(?=[A-Z])/, '')
  return `${state}${why ? `: ${why}` : ''}${isQuoted ? ` (“${description}”)` : ''}`
}
