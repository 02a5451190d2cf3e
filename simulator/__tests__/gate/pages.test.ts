/** Pages shorter than asked for: who follows the token sees everything once, who does not misses something. */
import { describe, expect, test } from 'vitest'
import type { Call } from '../../aws/call.ts'
import { shortPages } from '../../aws/gate/pages.ts'
import { autoScaling, ec2 } from '../wire/models.ts'
import { call } from './calls.ts'

const RECORDS = ['a', 'b', 'c', 'd', 'e']

/** A service that itself gives three records on a page. */
async function describeActivities({ input }: Pick<Call, 'input'>): Promise<object> {
  const start = Number(input['NextToken'] ?? 0)
  const end = start + 3
  return { Activities: RECORDS.slice(start, end), ...(end < RECORDS.length && { NextToken: String(end) }) }
}

/** Follows the tokens until there are no more; the records of each page. */
async function pages(most: number, part: Partial<Call> = {}): Promise<unknown[]> {
  const gate = shortPages([autoScaling, ec2], () => most)
  const seen: unknown[] = []
  let token: unknown
  do {
    const asked = call({ operation: 'DescribeScalingActivities', ...part, input: { ...part.input, NextToken: token } })
    const answer: Record<string, unknown> = { ...(await gate(asked, (altered = asked) => describeActivities(altered))) }
    seen.push(answer['Activities'])
    token = answer['NextToken']
  } while (token !== undefined)
  return seen
}

describe('a page', () => {
  test('has at most so many records, and a token for those that AWS holds back', async () => {
    expect(await pages(2)).toEqual([['a', 'b'], ['c'], ['d', 'e']])
  })

  test('is left as it is where it is short enough', async () => {
    expect(await pages(10)).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e'],
    ])
  })

  test('may be empty and yet not the last', async () => {
    expect(await pages(0)).toEqual([[], ['a'], [], ['b'], [], ['c'], [], ['d'], [], ['e']])
  })

  test.each([
    ['an operation that does not page', { operation: 'StartInstanceRefresh' }],
    ['what EC2 is asked for by id', { service: 'EC2', operation: 'DescribeInstances', input: { InstanceIds: ['a'] } }],
    ['a service that is not known', { service: 'S3', operation: 'ListObjects' }],
  ])('of %s is not cut', async (_what, part) => {
    const gate = shortPages([autoScaling, ec2], () => 1)
    const answer = { Things: ['a', 'b'] }
    expect(await gate(call(part), async () => answer)).toBe(answer)
  })
})
