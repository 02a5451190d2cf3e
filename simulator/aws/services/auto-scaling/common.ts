/** What the operations of Auto Scaling share: finding the group, paging. */

import type { Call } from '../../call.ts'
import { AwsError } from '../../error.ts'
import type { Handlers } from '../../wire/service.ts'
import type { Account } from '../../world/account.ts'
import type { Group } from '../../world/group.ts'
import { refuse } from '../../world/refusal.ts'
import { type Page, type PageLimits, pageSize, takePage } from '../paging.ts'

/** Handlers for some operations of Auto Scaling. */
export type AutoScalingHandlers = Handlers<typeof import('@aws-sdk/client-auto-scaling'), Call>

/** The group of this name. Throws ValidationError when there is none. */
export function groupOf(account: Account, name: string | undefined): Group {
  const group = account.groups.get(name ?? '')
  if (!group) throw refuse.noGroup(name ?? 'null')
  return group
}

/** The same, for a call that changes it. Throws for a group that another service manages. [documented: Operator] */
export function writableGroupOf(account: Account, name: string | undefined): Group {
  const group = groupOf(account, name)
  if (group.operator !== undefined) throw refuse.managed(group.name, group.operator)
  return group
}

interface PagedRequest {
  readonly MaxRecords?: number | undefined
  readonly NextToken?: string | undefined
}

/** One page by MaxRecords and NextToken. Throws InvalidNextToken. */
export function autoScalingPage<T>(
  records: readonly T[],
  { MaxRecords, NextToken, ...request }: PagedRequest,
  { key, ...limits }: PageLimits & { readonly key: (record: T) => string },
): Page<T> {
  const size = pageSize(MaxRecords, 'maxRecords', limits)
  return takePage(records, { request, size, token: NextToken, key, invalid: () => badToken(NextToken) })
}

/** The simulator's wording. */
const badToken = (token: string | undefined) => new AwsError('InvalidNextToken', `The token '${token}' is not valid.`)

/** The member of an answer that leads to the next page, when there is one. */
export const nextToken = ({ next }: Page<unknown>): { readonly NextToken?: string } =>
  next === undefined ? {} : { NextToken: next }
