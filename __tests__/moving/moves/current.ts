/** Moved workflows that replace instances without a new image. */
import type { Account } from '../../../simulator/aws/world/account.ts'
import { boots } from '../../../simulator/aws/world/behaviour.ts'
import { OLD_IMAGE } from '../../../simulator/scenes/web.ts'
import type { FleetEnd, Move, Weather } from '../move.ts'
import { behaviourIn, fleet } from '../worlds.ts'

/** The image stays, and what is launched of it from now on is as the weather has it: what its user data fetches is bad. */
function launchesIn(account: Account, weather: Weather): Account {
  const image = account.images.get(OLD_IMAGE)
  if (image) account.image({ ...image, behaviour: { ...image.behaviour, ...behaviourIn(weather) } })
  return account
}

const replaced = { saved: '7', runs: [7, 7], next: OLD_IMAGE, refreshes: ['Successful'], fresh: 2 } satisfies FleetEnd
/** There is no older state to go back to: it stops where it is. */
const stopped = { saved: '7', next: OLD_IMAGE, refreshes: ['Cancelled'] } as const
/** Launched first, then terminated: as long as a refresh is active both serve. */
const bothServe = { fewest: 2 } as const
/**
 * Stopped with an instance more than the group wants, of which one is bad: Auto Scaling takes out an old one, which was
 * healthy, and replaces the bad one again and again.
 */
const oneIsLeft = { ...stopped, ...bothServe, healthy: 1 } satisfies FleetEnd
const allServe = { ...stopped, ...bothServe, healthy: 2 } satisfies FleetEnd

const service: Move = {
  file: '01-replace-one-service.yml',
  inputs: () => ({ environment: 'production', service: 'shop' }),
  build(agenda, weather) {
    const account = launchesIn(fleet(agenda, 'production-shop'), weather)
    // Somebody else's refresh is in progress: it ends first.
    const preferences = { MinHealthyPercentage: 100, MaxHealthyPercentage: 150 }
    if (weather === 'good') account.groups.get('production-shop')?.startRefresh({ preferences })
    return account
  },
  ends: {
    good: {
      jobs: { replace: 'success' },
      rollouts: ['succeeded'],
      summaries: ['production-shop runs version 7 on new instances: 2 of 2 instances'],
      fleets: { 'production-shop': { ...replaced, ...bothServe, refreshes: ['Successful', 'Successful'] } },
    },
    bad: {
      jobs: { replace: 'failure' },
      rollouts: ['failed target-health'],
      summaries: ['production-shop is mixed, '],
      fleets: { 'production-shop': oneIsLeft },
    },
    cancelled: {
      jobs: { replace: 'cancelled' },
      rollouts: ['cancelled cancelled'],
      summaries: ['production-shop is mixed, '],
      fleets: { 'production-shop': allServe },
    },
  },
}

const edge: Move = {
  file: '02-replace-by-tag.yml',
  build(agenda, weather) {
    const account = launchesIn(fleet(agenda, 'edge-1f2e3d', { group: { desired: 3, tags: { Name: 'edge' } } }), weather)
    const group = account.groups.get('edge-1f2e3d')
    const [first] = group?.instances ?? []
    if (first) group?.enterStandby([first.id], { decrement: true })
    return account
  },
  ends: {
    good: {
      jobs: { replace: 'success' },
      rollouts: ['succeeded'],
      summaries: ['edge-1f2e3d runs version 7 on new instances: 2 of 2 instances'],
      fleets: { 'edge-1f2e3d': { ...replaced, ...bothServe } },
    },
    bad: {
      jobs: { replace: 'failure' },
      rollouts: ['failed target-health'],
      summaries: ['edge-1f2e3d is mixed, '],
      fleets: { 'edge-1f2e3d': oneIsLeft },
    },
    cancelled: {
      jobs: { replace: 'cancelled' },
      rollouts: ['cancelled cancelled'],
      summaries: ['edge-1f2e3d is mixed, '],
      fleets: { 'edge-1f2e3d': allServe },
    },
  },
}

const ARTIFACT = '/agent/artifact'
/** Two agents never serve at once, for which there is none meanwhile: a minimum of 0, a maximum of 100. */
const neverTwo = { fewest: 0, most: 1 } as const
const agentReplaced = { ...replaced, ...neverTwo, runs: [7], fresh: 1, healthy: 1 } satisfies FleetEnd

const agent: Move = {
  file: '08-artifact-behind-a-parameter.yml',
  inputs: (weather) => ({ artifact: weather === 'bad' ? 'agent-2-broken' : 'agent-2' }),
  stacks: { agent: 'agent' },
  blocks: ['on-instance'],
  build(agenda) {
    const account = fleet(agenda, 'agent', { group: { desired: 1, min: 0, max: 2 } })
    const isActive = () => account.parameters.valueOf(ARTIFACT)?.endsWith('broken') !== true
    const image = account.images.get(OLD_IMAGE)
    const script = () => (isActive() ? {} : { exit: 3, stdout: 'failed' })
    if (image) account.image({ ...image, behaviour: { ...boots(20), agent: { script } } })
    account.parameter(ARTIFACT, 'agent-1', { dataType: 'text' })
    return account
  },
  ends: {
    good: {
      jobs: { publish: 'success' },
      rollouts: ['succeeded'],
      summaries: ['agent runs version 7 on new instances: 1 of 1 instance'],
      fleets: { agent: agentReplaced },
      parameters: { [ARTIFACT]: 'agent-2' },
    },
    bad: {
      jobs: { publish: 'failure' },
      rollouts: ['failed verify', 'succeeded'],
      summaries: [
        'agent runs version 7 on new instances: the rollout of version 7 failed',
        'agent runs version 7 on new instances: 1 of 1 instance',
      ],
      fleets: { agent: { ...agentReplaced, refreshes: ['Cancelled', 'Successful'] } },
      parameters: { [ARTIFACT]: 'agent-1' },
    },
    cancelled: {
      jobs: { publish: 'cancelled' },
      rollouts: ['cancelled cancelled'],
      summaries: ['the rollout of version 7 was cancelled'],
      fleets: { agent: { ...stopped, ...neverTwo, healthy: 1 } },
      parameters: { [ARTIFACT]: 'agent-1' },
    },
  },
}

/** One of four at a time: a minimum of 75, a maximum of 100. */
const threeServe = { fewest: 3, most: 4 } as const
const fourReplaced = { ...replaced, ...threeServe, runs: [7, 7, 7, 7], fresh: 4, healthy: 4 } satisfies FleetEnd
const untouched = { saved: '7', next: OLD_IMAGE, refreshes: [], fresh: 0, healthy: 4 } satisfies FleetEnd

const inTurn: Move = {
  file: '12-groups-in-turn.yml',
  files: {
    'notice.sh': '#!/bin/bash\nexec notice "$1"\n',
    'announce.sh': '#!/bin/bash\nexec notice announce\n',
  },
  build(agenda, weather) {
    const account = fleet(agenda, 'blue', { group: { desired: 4 } })
    const [template] = account.templates.all
    account.group({
      name: 'green',
      template: { id: template?.id ?? '', version: '7' },
      desired: 4,
      targetGroups: ['web'],
      healthCheckType: 'ELB',
      defaultInstanceWarmup: 15,
    })
    return launchesIn(account, weather)
  },
  programs: ({ notes }) => ({
    notice: ([what = '']) => {
      notes.push(what)
      return {}
    },
  }),
  ends: {
    good: {
      jobs: { notice: 'success', replace: 'success', announce: 'success', clear: 'success' },
      rollouts: ['succeeded', 'succeeded'],
      summaries: [
        'blue runs version 7 on new instances: 4 of 4 instances',
        'green runs version 7 on new instances: 4 of 4 instances',
      ],
      fleets: { blue: fourReplaced, green: fourReplaced },
    },
    bad: {
      jobs: { notice: 'success', replace: 'failure', announce: 'skipped', clear: 'success' },
      rollouts: ['failed target-health'],
      summaries: ['the rollout of version 7 failed'],
      fleets: { blue: { ...stopped, ...threeServe, healthy: 3 }, green: untouched },
      notes: ['set', 'clear'],
    },
    cancelled: {
      jobs: { notice: 'success', replace: 'cancelled', announce: 'skipped', clear: 'success' },
      rollouts: ['cancelled cancelled'],
      summaries: ['the rollout of version 7 was cancelled'],
      fleets: { blue: { ...stopped, ...threeServe, healthy: 4 }, green: untouched },
      notes: ['set', 'clear'],
    },
  },
}

export const currentMoves: readonly Move[] = [service, edge, agent, inTurn]
