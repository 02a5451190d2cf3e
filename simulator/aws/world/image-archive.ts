/** What an owner does to an image that is past use: tag, deprecate, disable; and when EC2 says that it was launched last. */
import { AwsError } from '../error.ts'
import type { Account } from './account.ts'
import type { Image } from './image.ts'

/** Of an image that others own EC2 says no more. [seen in real logs] */
const notYours = (id: string) => new AwsError('AuthFailure', `Not authorized for image:${id}`)

const MINUTE = 60_000
const DAY = 86_400_000

/** An image that the account owns. Throws InvalidAMIID.NotFound and AuthFailure. */
export function ownImage(account: Account, id: string): Image {
  const image = account.images.get(id)
  if (!image || image.state === 'deregistered' || !account.maySee(image))
    throw new AwsError('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`)
  if (image.ownerId !== account.id) throw notYours(id)
  return image
}

/** Deprecates it at a time, in ms since epoch; a later call replaces an earlier one. */
export function deprecate(account: Account, id: string, at: number): void {
  const image = ownImage(account, id)
  const { rules, agenda } = account
  const time = rules.deprecationIsRounded ? Math.round(at / MINUTE) * MINUTE : at
  // The simulator's wording.
  if (rules.deprecationIsNotPast && time < agenda.now)
    throw new AwsError('InvalidParameterValue', 'The date and time to deprecate the AMI cannot be in the past.')
  account.images.set(id, { ...image, deprecationTime: new Date(time).toISOString() })
}

/** Disables it: nobody can launch it, and nobody else sees it any more. */
export function disable(account: Account, id: string): void {
  const isOwners = account.rules.disabledImageIsPrivate
  const image = isOwners ? ownImage(account, id) : account.images.get(id)
  if (!image) throw notYours(id)
  // The simulator's code and wording.
  if (image.state !== 'available' && image.state !== 'disabled')
    throw new AwsError('IncorrectState', `The image ${id} is ${image.state} and cannot be disabled.`)
  const isPrivate = isOwners ? { public: false, sharedWith: [] } : {}
  account.images.set(id, { ...image, ...isPrivate, state: 'disabled' })
}

/** When an instance was launched from it last, as far as EC2 reports it by now; ISO 8601. */
export function lastLaunchedOf({ ec2Instances, agenda, rules }: Account, { id, lastLaunched }: Image) {
  const reported = agenda.now - (rules.launchesAreReportedLate ? DAY : 0)
  const launches = [...ec2Instances.values()]
    .filter(({ launchInfo }) => launchInfo.imageId === id && launchInfo.launchedAt <= reported)
    .map(({ launchInfo }) => launchInfo.launchedAt)
  const all = [...launches, ...(lastLaunched === undefined ? [] : [Date.parse(lastLaunched)])]
  return all.length > 0 ? new Date(Math.max(...all)).toISOString() : undefined
}
