/** EC2 as a service: typed calls ↔ the simulated world. */
import type { Call } from '../call.ts'
import type { Handlers } from '../wire/service.ts'
import type { Account } from '../world/account.ts'
import { imageArchiveCalls } from './ec2/image-archive.ts'
import { imageCopyCalls } from './ec2/image-copies.ts'
import { imageCalls } from './ec2/images.ts'
import { ec2InstanceCalls } from './ec2/instances.ts'
import { launchCalls } from './ec2/launches.ts'
import { statusCalls } from './ec2/status.ts'
import { templateCalls } from './ec2/templates.ts'

/** Handlers for all EC2 operations that are simulated. */
export const ec2 = (account: Account): Handlers<typeof import('@aws-sdk/client-ec2'), Call> => ({
  ...templateCalls(account),
  ...imageCalls(account),
  ...imageArchiveCalls(account),
  ...imageCopyCalls(account),
  ...ec2InstanceCalls(account),
  ...launchCalls(account),
  ...statusCalls(account),
})
