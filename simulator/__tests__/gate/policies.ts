/** Calls under a policy. */
import type { Call } from '../../aws/call.ts'
import { iam } from '../../aws/gate/iam.ts'
import { type Inventory, permissionLookup, type TemplateFacts } from '../../aws/gate/permissions.ts'
import { policyOf } from '../../aws/gate/policy.ts'
import { call, next, outcome } from './calls.ts'

export const PRINCIPAL = 'arn:aws:sts::123456789012:assumed-role/deploy/ami-rollout-1'
export const GROUP = 'arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:uuid:autoScalingGroupName/web'
/** A template that asks for nothing beside RunInstances. */
export const plain: TemplateFacts = { id: 'lt-1', imageId: 'ami-1', securityGroupIds: ['sg-1'], taggedTypes: [] }

function inventory(template: TemplateFacts = plain): Inventory {
  return {
    accountId: '123456789012',
    rules: { referencesWithoutPermission: 'error', launchConditionKeys: 'given' },
    image: (id) => (id === 'ami-1' ? { ownerId: '123456789012', isPublic: false, tags: {} } : undefined),
    group: (name) => (name === 'web' ? { arn: GROUP, tags: { team: 'shop' } } : undefined),
    instanceTags: (id): Readonly<Record<string, string>> =>
      id === 'i-1' ? { 'aws:autoscaling:groupName': 'web' } : {},
    parameterArn: (name) => `arn:aws:ssm:eu-west-1:123456789012:parameter${name}`,
    template: ({ LaunchTemplateId }) => (LaunchTemplateId === 'lt-1' ? template : undefined),
  }
}

/** A statement of a policy. */
export const allow = (Action: string | string[], Resource: string | string[] = '*', Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
})

/** How a call fares under a policy of these statements. */
export function under(
  statements: object[],
  part: Parameters<typeof call>[0],
  {
    template,
    passedOn,
  }: { readonly template?: TemplateFacts; readonly passedOn?: (altered: Call | undefined) => void } = {},
): Promise<string> {
  const gate = iam({
    policy: policyOf({ Statement: statements }),
    principalOf: () => PRINCIPAL,
    permissions: permissionLookup(inventory(template)),
  })
  return outcome(async () =>
    gate(call(part), (altered) => {
      passedOn?.(altered)
      return next()
    }),
  )
}
