/** Auto Scaling as a service: typed calls ↔ the simulated world. */

import type { Call } from '../call.ts'
import type { Handlers } from '../wire/service.ts'
import type { Account } from '../world/account.ts'
import { activityCalls } from './auto-scaling/activities.ts'
import { groupCalls } from './auto-scaling/groups.ts'
import { hookCalls } from './auto-scaling/hooks.ts'
import { groupInstanceCalls } from './auto-scaling/instances.ts'
import { launchConfigurationCalls } from './auto-scaling/launch-configurations.ts'
import { refreshCalls } from './auto-scaling/refreshes.ts'
import { scheduleCalls } from './auto-scaling/schedules.ts'
import { tagCalls } from './auto-scaling/tags.ts'
import { trafficCalls } from './auto-scaling/traffic.ts'

/** Handlers for all Auto Scaling operations that are simulated. */
export const autoScaling = (account: Account): Handlers<typeof import('@aws-sdk/client-auto-scaling'), Call> => ({
  ...groupCalls(account),
  ...refreshCalls(account),
  ...groupInstanceCalls(account),
  ...activityCalls(account),
  ...hookCalls(account),
  ...scheduleCalls(account),
  ...launchConfigurationCalls(account),
  ...tagCalls(account),
  ...trafficCalls(account),
})
