/** CloudFormation as a service: four operations of a stand-in, see world/stack.ts. */
import type { Stack as StackShape } from '@aws-sdk/client-cloudformation'
import type { Call } from '../call.ts'
import { AwsError } from '../error.ts'
import type { Handlers } from '../wire/service.ts'
import type { Account } from '../world/account.ts'
import { type Stack, Stacks } from '../world/stack.ts'
import { refuseUnsupported, unsupported } from './unsupported.ts'

/** Handlers for the operations of CloudFormation that are simulated. */
export const cloudFormation = (account: Account): CloudFormationHandlers => handlersFor(new Stacks(account))

type CloudFormationHandlers = Handlers<typeof import('@aws-sdk/client-cloudformation'), Call>

const handlersFor = (stacks: Stacks): CloudFormationHandlers => ({
  CreateStack: (input) => {
    refuseUnsupported('CreateStack', input, supported)
    const { StackName: name = '', TemplateBody: body, Parameters = [], Tags = [], Capabilities = [] } = input
    if (body === undefined) throw unsupported('CreateStack without TemplateBody')
    if (/AWS::IAM::/.test(body) && !Capabilities.some((one) => one.startsWith('CAPABILITY_')))
      throw new AwsError('InsufficientCapabilitiesException', 'Requires capabilities : [CAPABILITY_IAM]')
    const parameters = Object.fromEntries(
      Parameters.map(({ ParameterKey = '', ParameterValue = '' }) => [ParameterKey, ParameterValue]),
    )
    const tags = Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]))
    return { StackId: stacks.create({ name, body, parameters, tags }).id }
  },
  DescribeStacks: ({ StackName: name }) => ({
    Stacks: (name === undefined ? stacks.all : [stacks.find(name)]).map(describe),
  }),
  DeleteStack: ({ StackName: name = '' }) => {
    stacks.delete(name)
    return {}
  },
  DescribeStackResources: ({ StackName: name = '' }) => {
    const stack = stacks.find(name)
    const Timestamp = new Date(stack.created)
    const made = stack.resources.map(({ logicalId, type, physicalId }) => ({
      StackName: stack.name,
      StackId: stack.id,
      LogicalResourceId: logicalId,
      PhysicalResourceId: physicalId,
      ResourceType: type,
      Timestamp,
      ResourceStatus: stack.failure ? ('DELETE_COMPLETE' as const) : ('CREATE_COMPLETE' as const),
    }))
    const failed = stack.failure && {
      StackName: stack.name,
      StackId: stack.id,
      LogicalResourceId: stack.failure.logicalId,
      ResourceType: stack.failure.type,
      Timestamp,
      ResourceStatus: 'CREATE_FAILED' as const,
      ResourceStatusReason: stack.failure.message,
    }
    return { StackResources: [...made, ...(failed ? [failed] : [])] }
  },
})

const supported = ['StackName', 'TemplateBody', 'Parameters', 'Tags', 'Capabilities', 'OnFailure', 'TimeoutInMinutes']

const describe = (stack: Stack): StackShape => ({
  StackName: stack.name,
  StackId: stack.id,
  CreationTime: new Date(stack.created),
  StackStatus: stack.status,
  ...(stack.failure && {
    StackStatusReason: `The following resource(s) failed to create: [${stack.failure.logicalId}].`,
  }),
  Parameters: Object.entries(stack.parameters).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey,
    ParameterValue,
  })),
  Outputs: Object.entries(stack.outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
  Tags: Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value })),
})
