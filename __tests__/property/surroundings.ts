/** The features of a trial → what its group is set to, and what AWS does by itself. */
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { failHost } from '../../simulator/aws/world/host-failure.ts'
import type { GroupSpec, HookSpec, TargetGroupSpec } from '../../simulator/aws/world/specification.ts'
import { GROUP } from '../../simulator/scenes/web.ts'
import { seconds } from '../scenario.ts'
import { isNewImage } from './images.ts'
import type { Feature, Surroundings } from './trial.ts'

const HOUR = 3600

/** What its target groups are. */
export const targetGroupIn = ({ drains, isNetwork }: Surroundings): Partial<TargetGroupSpec> => ({
  deregistrationDelay: drains,
  ...(isNetwork && { protocol: 'TCP' as const }),
})

/** What the group is set to. */
export const groupIn = (of: Surroundings): Partial<GroupSpec> => ({
  hooks: hooksIn(of),
  ...(of.bornProtected && { newInstancesProtected: true }),
  ...(of.recommendations.length > 0 && { capacityRebalance: true }),
  ...(of.retains && { onAbandonedTermination: 'retain' as const }),
})

const hooksIn = ({ launchHook, terminationHook }: Surroundings): readonly HookSpec[] => [
  ...(launchHook === 'none' ? [] : [hook('launching', launchHook)]),
  ...(terminationHook === 'none' ? [] : [hook('terminating', terminationHook)]),
]

const hook = (transition: HookSpec['transition'], after: number | 'unanswered'): HookSpec => ({
  name: `${transition} hook`,
  transition,
  heartbeatTimeout: after === 'unanswered' ? 900 : HOUR,
  ...(after !== 'unanswered' && { answer: { afterSeconds: after, result: 'CONTINUE' } }),
})

/** Where it happens, and what has happened there. */
interface Scheduled {
  readonly account: Account
  readonly agenda: Agenda
  readonly happened: Set<Feature>
}

/** What AWS does by itself, each at its time. */
export function schedule(of: Surroundings, { account, agenda, happened }: Scheduled) {
  const group = () => account.groups.get(GROUP)
  const spot = () =>
    group()?.instances.find(({ launchInfo, lifecycle }) => launchInfo.isSpot && lifecycle === 'InService')?.id
  const toSpot = (feature: Feature, act: (id: string) => void) => () => {
    const id = spot()
    if (id === undefined) return
    happened.add(feature)
    act(id)
  }
  for (const at of of.interruptions)
    agenda.after(
      seconds(at),
      toSpot('spot interruptions', (id) => account.interruptSpot(id)),
    )
  for (const at of of.recommendations)
    agenda.after(
      seconds(at),
      toSpot('capacity rebalancing', (id) => account.recommendRebalance(id)),
    )
  for (const { at, by } of of.schedule)
    agenda.after(seconds(at), () => {
      const its = group()
      if (!its) return
      const { min, max, desired } = its.configuration
      // To nothing is another promise: a fleet that has become empty proves nothing.
      const wanted = Math.min(max, Math.max(min, 1, desired + by))
      if (wanted !== desired) happened.add('schedule')
      its.setDesired(wanted)
    })
  for (const at of of.hostFailures)
    agenda.after(seconds(at), () => {
      const its = group()
      const fresh = its?.instances.find(
        ({ launchInfo, lifecycle, hostFailure }) =>
          isNewImage(launchInfo.imageId) && lifecycle === 'InService' && hostFailure === undefined,
      )
      if (!its || !fresh) return
      if (its.configuration.targetGroups.length > 0) happened.add('failed hosts')
      failHost(account, fresh.id)
    })
  if (of.zoneLost !== 'none')
    agenda.after(seconds(of.zoneLost), () => {
      happened.add('zone lost')
      account.shortage({ zone: `${account.region}b` })
    })
}
