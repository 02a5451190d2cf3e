/** Elastic Load Balancing v2 as a service: typed calls ↔ the simulated world. */
import type { Call } from '../call.ts'
import type { Handlers } from '../wire/service.ts'
import type { Account } from '../world/account.ts'
import { loadBalancerCalls } from './elastic-load-balancing-v2/load-balancers.ts'
import { targetGroupCalls } from './elastic-load-balancing-v2/target-groups.ts'

/** Handlers for all operations of ELBv2 that are simulated. */
export const elasticLoadBalancingV2 = (
  account: Account,
): Handlers<typeof import('@aws-sdk/client-elastic-load-balancing-v2'), Call> => ({
  ...targetGroupCalls(account),
  ...loadBalancerCalls(account),
})
