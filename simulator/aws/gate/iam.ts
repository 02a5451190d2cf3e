/** May the caller do this? Decided for each call by a policy document, hidden permissions included. */
import type { Call, Gate } from '../call.ts'
import { AwsError } from '../error.ts'
import { UNSIGNED } from './credentials.ts'
import { refusalsOf } from './dialect.ts'
import { type Decision, decide, type Policy, type RequiredPermission } from './policy.ts'

/**
 * What a call needs. Passed in, since resources and templates are the world's business and this gate knows no world.
 * `hidden`: what Auto Scaling checks besides for a launch template that the call hands to it, by template.
 */
export interface PermissionLookup {
  permissionsOf(call: Call): readonly RequiredPermission[]
  hiddenPermissionsOf(call: Call): readonly HiddenPermissions[]
  /** By instance: what its result is AccessDenied without, while the call itself goes on. */
  instancePermissionsOf(call: Call): ReadonlyMap<string, RequiredPermission>
  /** What the caller sees of an answer. */
  shown(call: Call, answer: object, isAllowed: (permission: RequiredPermission) => boolean): object
}

/** The permissions to launch from a template: the service launches, but the caller must be allowed to. */
export interface HiddenPermissions {
  readonly launchTemplateId: string
  readonly permissions: readonly RequiredPermission[]
}

/** `principalOf`: the ARN of who calls, as AWS's refusals name it. */
export interface IamOptions {
  readonly policy: Policy
  principalOf(call: Call): string
  readonly permissions: PermissionLookup
}

/** Works under any policy, even one that denies it [documented: GetCallerIdentity]. */
const ALWAYS_ALLOWED = new Set(['GetCallerIdentity'])

/** Lets a call pass if the policy grants every permission that it needs. */
export function iam({ policy, principalOf, permissions }: IamOptions): Gate {
  return async (call, next) => {
    if (ALWAYS_ALLOWED.has(call.operation) || UNSIGNED.has(call.operation)) return next()
    for (const permission of permissions.permissionsOf(call)) {
      const decision = decide(policy, permission)
      if (decision !== 'allowed')
        throw refusalsOf(call.service).denied(sentence(principalOf(call), permission, decision))
    }
    for (const hidden of permissions.hiddenPermissionsOf(call)) {
      if (hidden.permissions.some((permission) => decide(policy, permission) !== 'allowed')) {
        // AWS does not say which permission is missing [seen in real logs].
        throw new AwsError(
          'AccessDenied',
          `You are not authorized to use launch template: ${hidden.launchTemplateId}`,
          403,
        )
      }
    }
    const refused = [...permissions.instancePermissionsOf(call)].flatMap(([instance, permission]) =>
      decide(policy, permission) === 'allowed' ? [] : [instance],
    )
    const answer = await (refused.length > 0 ? next({ ...call, refused }) : next())
    const isAllowed = (permission: RequiredPermission) => decide(policy, permission) === 'allowed'
    return permissions.shown(call, answer, isAllowed)
  }
}

function sentence(
  principal: string,
  { action, resource }: RequiredPermission,
  decision: Exclude<Decision, 'allowed'>,
): string {
  const because =
    decision === 'explicitly-denied'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`
  return `User: ${principal} is not authorized to perform: ${action} on resource: ${resource} ${because}`
}
