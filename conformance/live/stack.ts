/** The stack: everything but the images. */
import { readFileSync } from 'node:fs'
import {
  CreateStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation'
import { answered, isRefused, type Live, type LiveWorld, minutes, until } from './live.ts'
import { NAME, TAG } from './names.ts'

/** The template's text, as CloudFormation gets it. */
export const templateBody = (): string => readFileSync(new URL('stack.template.yaml', import.meta.url), 'utf8')

/** Makes it and waits until it is there. Throws, with CloudFormation's reasons, if it fails. */
export async function makeStack(live: Live, images: LiveWorld['images']): Promise<LiveWorld['built']> {
  const { cloudFormation } = live.clients
  await cloudFormation.send(
    new CreateStackCommand({
      StackName: NAME,
      TemplateBody: templateBody(),
      Capabilities: ['CAPABILITY_IAM'],
      TimeoutInMinutes: 20,
      Tags: [{ Key: TAG, Value: 'stack' }],
      Parameters: [
        { ParameterKey: 'Image', ParameterValue: images.base },
        { ParameterKey: 'DyingImage', ParameterValue: images.dies },
        { ParameterKey: 'SilentImage', ParameterValue: images.silent },
      ],
    }),
  )
  const stack = await until(live, { what: 'the stack', everyMs: 10_000, atMostMs: minutes(25) }, async () => {
    const now = await stackNow(live.clients)
    return now?.StackStatus?.endsWith('_IN_PROGRESS') ? undefined : now
  })
  if (stack.StackStatus !== 'CREATE_COMPLETE') throw new Error(await whyFailed(live, stack))
  const outputs = new Map((stack.Outputs ?? []).map(({ OutputKey, OutputValue = '' }) => [OutputKey, OutputValue]))
  return {
    template: outputs.get('Template') ?? '',
    webTargets: outputs.get('WebTargets') ?? '',
    subnet: outputs.get('SubnetA') ?? '',
  }
}

async function whyFailed({ clients }: Live, { StackStatus, StackStatusReason }: Stack): Promise<string> {
  const answer = await answered(clients.cloudFormation.send(new DescribeStackResourcesCommand({ StackName: NAME })))
  const resources = isRefused(answer) ? [] : (answer.StackResources ?? [])
  const reasons = resources
    .filter(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'))
    .map(({ LogicalResourceId, ResourceStatusReason }) => `${LogicalResourceId}: ${ResourceStatusReason}`)
  return [`the stack is ${StackStatus}: ${StackStatusReason ?? 'no reason given'}`, ...reasons].join('\n  ')
}

/** The stack of our name; undefined if there is none. */
export async function stackNow({
  cloudFormation,
}: Pick<Live['clients'], 'cloudFormation'>): Promise<Stack | undefined> {
  const answer = await answered(cloudFormation.send(new DescribeStacksCommand({ StackName: NAME })))
  if (!isRefused(answer)) return answer.Stacks?.[0]
  // CloudFormation has no code of its own for a stack that is not there.
  if (answer.refused === 'ValidationError' && answer.says.includes('does not exist')) return undefined
  throw new Error(`DescribeStacks: ${answer.refused}: ${answer.says}`)
}
