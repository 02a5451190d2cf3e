/** Systems Manager as a service. */
import type { Account } from '../world/account.ts'
import { commandCalls } from './ssm/commands.ts'
import type { SystemsManagerHandlers } from './ssm/common.ts'
import { nodeCalls } from './ssm/nodes.ts'
import { parameterCalls } from './ssm/parameters.ts'

/** Handlers for the operations of Systems Manager that are simulated. */
export const systemsManager = (account: Account): SystemsManagerHandlers => ({
  ...parameterCalls(account),
  ...nodeCalls(account),
  ...commandCalls(account),
})
