/** May the caller do this? Decided for each call by a policy document, hidden rights included. */
import type { Call, Gate } from '../call.ts'
import { AwsError } from '../error.ts'
import { UNSIGNED } from './credentials.ts'
import { refusalsOf } from './dialect.ts'
import { type Decision, decide, type Policy, type Right } from './policy.ts'

/**
 * What a call needs. Passed in, since resources and templates are the world's business and this gate knows no world.
 * `hidden`: what Auto Scaling checks besides for a launch template that the call hands to it, by template.
 */
export interface RightsLookup {
  rightsOf(call: Call): readonly Right[]
  hiddenRightsOf(call: Call): readonly HiddenRights[]
}

/** The rights to launch from a template: the service launches, but the caller must be allowed to. */
export interface HiddenRights {
  readonly launchTemplateId: string
  readonly rights: readonly Right[]
}

/** `principalOf`: the ARN of who calls, as AWS's refusals name it. */
export interface IamOptions {
  readonly policy: Policy
  principalOf(call: Call): string
  readonly rights: RightsLookup
}

/** Works under any policy, even one that denies it [documented: GetCallerIdentity]. */
const ALWAYS_ALLOWED = new Set(['GetCallerIdentity'])

/** Lets a call pass if the policy grants every right that it needs. */
export function iam({ policy, principalOf, rights }: IamOptions): Gate {
  return (call, next) => {
    if (ALWAYS_ALLOWED.has(call.operation) || UNSIGNED.has(call.operation)) return next()
    for (const right of rights.rightsOf(call)) {
      const decision = decide(policy, right)
      if (decision !== 'allowed') throw refusalsOf(call.service).denied(sentence(principalOf(call), right, decision))
    }
    for (const hidden of rights.hiddenRightsOf(call)) {
      if (hidden.rights.some((right) => decide(policy, right) !== 'allowed')) {
        // AWS does not say which right is missing [seen in real logs].
        throw new AwsError(
          'AccessDenied',
          `You are not authorized to use launch template: ${hidden.launchTemplateId}`,
          403,
        )
      }
    }
    return next()
  }
}

function sentence(principal: string, { action, resource }: Right, decision: Exclude<Decision, 'allowed'>): string {
  const because =
    decision === 'explicitly-denied'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`
  return `User: ${principal} is not authorized to perform: ${action} on resource: ${resource} ${because}`
}
