/** What the operations of Systems Manager share. */
import type { Call } from '../../call.ts'
import { AwsError } from '../../error.ts'
import type { Handlers } from '../../wire/service.ts'
import { type Page, takePage } from '../paging.ts'

/** Handlers for some operations of Systems Manager. */
export type SystemsManagerHandlers = Handlers<typeof import('@aws-sdk/client-ssm'), Call>

interface PagedRequest {
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

/** One page; its size is checked by the model. Throws InvalidNextToken. */
export function systemsManagerPage<T>(
  records: readonly T[],
  { MaxResults, NextToken, ...request }: PagedRequest,
  { key, usual }: { readonly key: (record: T) => string; readonly usual: number },
): Page<T> {
  const invalid = () => new AwsError('InvalidNextToken', 'The specified token isn’t valid.')
  return takePage(records, { request, size: MaxResults ?? usual, token: NextToken, key, invalid })
}

/** The member of an answer that leads to the next page, when there is one. */
export const systemsManagerNextToken = ({ next }: Page<unknown>): { readonly NextToken?: string } =>
  next === undefined ? {} : { NextToken: next }
