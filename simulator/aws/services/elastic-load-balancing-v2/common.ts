/** What the operations of ELBv2 share: paging by marker, and the network that everything is in. */
import type { Call } from '../../call.ts'
import { AwsError } from '../../error.ts'
import type { Handlers } from '../../wire/service.ts'
import { type Page, pageSize, takePage } from '../paging.ts'

/** Handlers for some operations of ELBv2. */
export type BalancingHandlers = Handlers<typeof import('@aws-sdk/client-elastic-load-balancing-v2'), Call>

/** The one network of the simulated account. */
export const VPC = 'vpc-0simulated0000000'

interface PagedRequest {
  readonly Marker?: string | undefined
  readonly PageSize?: number | undefined
}

/** One page by PageSize and Marker. Throws ValidationError for a marker that was not given out. */
export function balancingPage<T>(
  records: readonly T[],
  { Marker, PageSize, ...request }: PagedRequest,
  key: (record: T) => string,
): Page<T> {
  return takePage(records, {
    request,
    size: pageSize(PageSize, 'pageSize', { most: 400 }),
    token: Marker,
    key,
    invalid: () => new AwsError('ValidationError', `The marker '${Marker}' is not valid`), // the simulator's wording
  })
}

/** The member of an answer that leads to the next page, when there is one. */
export const nextMarker = ({ next }: Page<unknown>) => (next === undefined ? {} : { NextMarker: next })
