/** The world that these tests start from: a web group of version 1, an image for version 2, a target group. */

import { AwsError } from '../../aws/error.ts'
import { Account } from '../../aws/world/account.ts'
import { Agenda } from '../../aws/world/agenda.ts'
import type { Behaviour } from '../../aws/world/behaviour.ts'
import type { Group } from '../../aws/world/group.ts'
import type { PreferencesRequest } from '../../aws/world/preferences.ts'
import type { RefreshStatus } from '../../aws/world/refresh-status.ts'
import type { Rules } from '../../aws/world/rules.ts'
import type { GroupSpec } from '../../aws/world/specification.ts'

export const start = Date.parse('2026-11-21T03:00:00Z')

interface Scene {
  /** What the image of version 2 does. */
  readonly next?: Behaviour
  readonly rules?: Partial<Rules>
  readonly group?: Partial<GroupSpec>
  /** The group's version; `1` unless said. */
  readonly version?: string
}

/** An account with the group `web` of six on version 1 of template `web`; checks every 10 s, warm-up 60 s. */
export function scene({ next = {}, rules = {}, group: more = {}, version = '1' }: Scene = {}) {
  const agenda = new Agenda(start)
  const account = new Account({ agenda, rules })
  account.image({ id: 'ami-1' })
  account.image({ id: 'ami-2', behaviour: next })
  const template = account.template({
    name: 'web',
    versions: [
      { ImageId: 'ami-1', InstanceType: 't3.micro' },
      { ImageId: 'ami-2', InstanceType: 't3.micro' },
    ],
  })
  account.targetGroup({ name: 'web-tg', healthCheck: { interval: 10, healthyThreshold: 2 }, deregistrationDelay: 30 })
  const group = account.group({
    name: 'web',
    template: { name: 'web', version },
    desired: 6,
    targetGroups: ['web-tg'],
    defaultInstanceWarmup: 60,
    healthCheckGracePeriod: 60,
    ...more,
  })
  return { agenda, account, template, group }
}

/** Starts a refresh to version 2, launching first unless something else is asked. */
export function refreshTo2(group: Group, preferences: PreferencesRequest = {}): string {
  return group.startRefresh({
    template: { name: 'web', version: '2' },
    preferences: { MinHealthyPercentage: 100, MaxHealthyPercentage: 120, ...preferences },
  })
}

/** The group's newest refresh. */
export function refreshOf(group: Group) {
  const [refresh] = group.refreshes.all
  if (!refresh) throw new Error('no refresh')
  return refresh
}

/** Runs the world until the newest refresh has this status; fails after `hours`. */
export function runUntil(agenda: Agenda, group: Group, status: RefreshStatus, hours = 12): void {
  agenda.runUntil(agenda.now + hours * 3_600_000, () => refreshOf(group).status === status)
  if (refreshOf(group).status !== status) throw new Error(`${refreshOf(group).status} instead of ${status}`)
}

/** Seconds since the scene began. */
export const elapsed = (agenda: Agenda): number => (agenda.now - start) / 1000

/** Versions that the live instances run, sorted: `112222`. */
export const versions = (group: Group): string =>
  group.fleet.live
    .map(({ launchInfo }) => launchInfo.template.version)
    .sort()
    .join('')

/** AWS's refusal of what is tried. */
export function refusalOf(attempt: () => unknown): { readonly code: string; readonly message: string } {
  try {
    attempt()
  } catch (error) {
    if (error instanceof AwsError) return { code: error.code, message: error.message }
    throw error
  }
  throw new Error('it was accepted')
}
