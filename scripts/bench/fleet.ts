/** What a rollout does to the fleet as it goes: the world's truth, read every second. */
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { GROUP, OLD_IMAGE } from '../../simulator/scenes/web.ts'
import { SECOND } from './stage.ts'

/** One moment. `old`: instances of the old image in service. `serving`: all in service and healthy in every target group. */
export interface Moment {
  readonly at: number
  readonly old: number
  readonly serving: number
}

/** Reads the fleet as long as the world moves. What is returned grows. */
export function observe(agenda: Agenda, account: Account): readonly Moment[] {
  const moments: Moment[] = []
  const targetGroups = account.groups.get(GROUP)?.configuration.targetGroups.length ?? 0
  const look = () => {
    const inService = account.truth(GROUP).filter(({ lifecycle }) => lifecycle === 'InService')
    const old = inService.filter(({ imageId }) => imageId === OLD_IMAGE).length
    const serving = inService.filter(({ healthyIn }) => healthyIn.length === targetGroups).length
    moments.push({ at: agenda.now, old, serving })
    agenda.after(SECOND, look)
  }
  look()
  return moments
}
