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
const untouched = { ...replaced, refreshes: [], fresh: 0 } satisfies FleetEnd
/** There is no older state to go back to: it stops where it is, and what was healthy before serves on. */
const stopped = { saved: '7', next: OLD_IMAGE, refreshes: ['Cancelled'] } as const

const service: Move = {
  file: '01-replace-one-service.yml',
  inputs: () => ({ environment: 'production', service: 'shop' }),
  build(agenda, weather) {
    const account = launchesIn(fleet(agenda, 'production-shop'), weather)
    // Somebody else's refresh is in progress: it ends first.
    if (weather === 'good') account.groups.get('production-shop')?.startRefresh({})
    return account
  },
  ends: {
    good: {
      jobs: { replace: 'success' },
      rollouts: ['succeeded'],
      summaries: ['production-shop runs version 7 on new instances: 2 of 2 instances'],
      fleets: { 'production-shop': { ...replaced, refreshes: ['Successful', 'Successful'] } },
    },
    bad: {
      jobs: { replace: 'failure' },
      rollouts: ['failed target-health'],
      summaries: ['production-shop is mixed, '],
      fleets: { 'production-shop': stopped },
    },
    cancelled: {
      jobs: { replace: 'cancelled' },
      rollouts: ['cancelled cancelled'],
      summaries: ['production-shop is mixed, '],
      fleets: { 'production-shop': stopped },
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
      fleets: { 'edge-1f2e3d': replaced },
    },
    bad: {
      jobs: { replace: 'failure' },
      rollouts: ['failed target-health'],
      summaries: ['edge-1f2e3d is mixed, '],
      fleets: { 'edge-1f2e3d': stopped },
    },
    cancelled: {
      jobs: { replace: 'cancelled' },
      rollouts: ['cancelled cancelled'],
      summaries: ['edge-1f2e3d is mixed, '],
      fleets: { 'edge-1f2e3d': stopped },
    },
  },
}

const ARTIFACT = '/agent/artifact'

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
      fleets: { agent: { ...replaced, runs: [7], fresh: 1 } },
      parameters: { [ARTIFACT]: 'agent-2' },
    },
    bad: {
      jobs: { publish: 'failure' },
      rollouts: ['failed verify', 'succeeded'],
      summaries: [
        'agent runs version 7 on new instances: the rollout of version 7 failed',
        'agent runs version 7 on new instances: 1 of 1 instance',
      ],
      fleets: { agent: { ...replaced, runs: [7], fresh: 1, refreshes: ['Cancelled', 'Successful'] } },
      parameters: { [ARTIFACT]: 'agent-1' },
    },
    cancelled: {
      jobs: { publish: 'cancelled' },
      rollouts: ['cancelled cancelled'],
      summaries: ['the rollout of version 7 was cancelled'],
      fleets: { agent: stopped },
      parameters: { [ARTIFACT]: 'agent-1' },
    },
  },
}

const inTurn: Move = {
  file: '12-groups-in-turn.yml',
  files: {
    'notice.sh': '#!/bin/bash\nexec notice "$1"\n',
    'announce.sh': '#!/bin/bash\nexec notice announce\n',
  },
  build(agenda, weather) {
    const account = fleet(agenda, 'blue')
    const [template] = account.templates.all
    account.group({
      name: 'green',
      template: { id: template?.id ?? '', version: '7' },
      desired: 2,
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
        'blue runs version 7 on new instances: 2 of 2 instances',
        'green runs version 7 on new instances: 2 of 2 instances',
      ],
      fleets: { blue: replaced, green: replaced },
    },
    bad: {
      jobs: { notice: 'success', replace: 'failure', announce: 'skipped', clear: 'success' },
      rollouts: ['failed target-health'],
      summaries: ['the rollout of version 7 failed'],
      fleets: { blue: stopped, green: untouched },
      notes: ['set', 'clear'],
    },
    cancelled: {
      jobs: { notice: 'success', replace: 'cancelled', announce: 'skipped', clear: 'success' },
      rollouts: ['cancelled cancelled'],
      summaries: ['the rollout of version 7 was cancelled'],
      fleets: { blue: stopped, green: untouched },
      notes: ['set', 'clear'],
    },
  },
}

export const currentMoves: readonly Move[] = [service, edge, agent, inTurn]
