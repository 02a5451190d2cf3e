/**
 * Members of a mixed instances policy that this SDK does not know. It drops them as it reads an answer, so that a policy
 * which is sent back whole would lose them without a word.
 */
import type { DescribeAutoScalingGroupsCommand, MixedInstancesPolicy } from '@aws-sdk/client-auto-scaling'
import { at } from '../thrown.ts'

/** The text of the answer to a command, once it has been sent. */
export interface Answered {
  text(): string
}

/** Keeps the command's answer, whose bytes `wholeAnswers` puts in place; they are decoded only when asked for. */
export function answerOf(command: DescribeAutoScalingGroupsCommand): Answered {
  let response: unknown
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      response = result.response
      return result
    },
    { step: 'deserialize', priority: 'low', name: 'keepAnswer' },
  )
  return {
    text: () => {
      const bytes = at(response, 'body')
      return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('utf8') : ''
    },
  }
}

const POLICY = /<MixedInstancesPolicy>[\s\S]*<\/MixedInstancesPolicy>/
const ELEMENT = /<([A-Z]\w*)[\s/>]/g

/** Elements of the policy in the answer's XML that are no member of the policy as the SDK has read it; sorted. */
export function unknownMembers(xml: string, policy: MixedInstancesPolicy): readonly string[] {
  const [text = ''] = POLICY.exec(xml) ?? []
  const known = new Set(['MixedInstancesPolicy', ...namesIn(policy)])
  const found = [...text.matchAll(ELEMENT)].flatMap(([, name]) => (name === undefined || known.has(name) ? [] : [name]))
  return [...new Set(found)].sort()
}

/** All keys of a value, at any depth. */
const namesIn = (value: unknown): readonly string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, inner]) => [key, ...namesIn(inner)])
