/** Moved workflows that roll a version which a step of their own has made, or Terraform. */
import type { Account } from '../../../simulator/aws/world/account.ts'
import { NEW_IMAGE, OLD_IMAGE } from '../../../simulator/scenes/web.ts'
import type { FleetEnd, Move, Weather } from '../move.ts'
import type { Programs } from '../programs.ts'
import { BALANCER, behaviourIn, encoded, fleet, type Running } from '../worlds.ts'

/** On version 8, which has the image in use and something else besides. */
const onNewVersion = { saved: '8', runs: [8, 8], next: OLD_IMAGE, refreshes: ['Successful'] } satisfies FleetEnd
const backOnOldVersion = {
  saved: '7',
  runs: [7, 7],
  next: OLD_IMAGE,
  refreshes: ['RollbackSuccessful'],
} satisfies FleetEnd
/** Ours is deleted when it has failed; one that a step made, or Terraform, stays. */
const theirsStays = { app: [1, 2, 3, 4, 5, 6, 7, 8] }

const imageOrTag: Move = {
  file: '03-image-or-tag.yml',
  inputs: (weather) => ({ group: 'web', ...(weather === 'bad' ? { image: NEW_IMAGE } : { release: '2026.11.30' }) }),
  build: (agenda, weather) => fleet(agenda, 'web', { version: '$Latest', behaviour: behaviourIn(weather) }),
  ends: {
    good: {
      jobs: { image: 'skipped', release: 'success' },
      rollouts: ['succeeded'],
      summaries: ['web runs version 8: 2 of 2 instances'],
      fleets: { web: { ...onNewVersion, saved: '$Latest' } },
    },
    bad: {
      jobs: { image: 'failure', release: 'skipped' },
      rollouts: ['failed target-health'],
      summaries: ['web was rolled back to version 7: the rollout of version 8 failed'],
      fleets: { web: { ...backOnOldVersion, saved: '$Latest' } },
      versions: { web: [1, 2, 3, 4, 5, 6, 7] },
    },
    cancelled: {
      jobs: { image: 'skipped', release: 'cancelled' },
      rollouts: ['cancelled cancelled'],
      summaries: ['web was rolled back to version 7: the rollout of version 8 was cancelled'],
      fleets: { web: backOnOldVersion },
      versions: { web: [1, 2, 3, 4, 5, 6, 7, 8] },
    },
  },
}

/** A digest is hexadecimal, and so is the name of the bad one. */
const digestIn = (weather: Weather) => `sha256:${(weather === 'bad' ? 'bad0' : '600d').repeat(16)}`

const digest: Move = {
  file: '06-container-digest.yml',
  inputs: (weather) => ({ digest: digestIn(weather) }),
  vars: { BALANCER },
  build: (agenda) => fleet(agenda, 'app', { version: '$Default' }),
  isBroken: ({ userData }: Running) => userData.includes('bad0'),
  ends: {
    good: {
      jobs: { deploy: 'success', rollback: 'skipped' },
      rollouts: ['succeeded'],
      summaries: ['app runs version 8: 2 of 2 instances'],
      fleets: { app: { ...onNewVersion, saved: '$Default' } },
    },
    bad: {
      jobs: { deploy: 'failure', rollback: 'skipped' },
      rollouts: ['failed verify'],
      summaries: ['app was rolled back to version 7: the rollout of version 8 failed'],
      fleets: { app: { ...backOnOldVersion, saved: '$Default' } },
      versions: theirsStays,
    },
    cancelled: {
      jobs: { deploy: 'cancelled', rollback: 'skipped' },
      rollouts: ['cancelled cancelled'],
      summaries: ['app was rolled back to version 7: the rollout of version 8 was cancelled'],
      fleets: { app: { ...backOnOldVersion, saved: '$Default' } },
      versions: theirsStays,
    },
  },
  // No digest, so that the same workflow rolls back; that no refresh has named version 7 is why it is said.
  afterwards: {
    inputs: { to: '7' },
    end: {
      jobs: { deploy: 'skipped', rollback: 'success' },
      rollouts: ['succeeded'],
      summaries: ['app was rolled back to version 7: 2 of 2 instances'],
      fleets: {
        app: { saved: '$Default', runs: [7, 7], next: OLD_IMAGE, refreshes: ['Successful', 'Successful'], healthy: 2 },
      },
      versions: theirsStays,
    },
  },
}

const tag: Move = {
  file: '07-tag-in-user-data.yml',
  inputs: (weather) => ({ tag: weather === 'bad' ? 'bad-1.5.0' : '1.5.0' }),
  build: (agenda) => fleet(agenda, 'app', { userData: '#!/bin/bash\nTAG=1.4.2\nexec /opt/app/start "$TAG"\n' }),
  isBroken: ({ userData }: Running) => userData.includes('TAG=bad'),
  ends: {
    good: {
      jobs: { deploy: 'success' },
      rollouts: ['succeeded'],
      summaries: ['app runs version 8: 2 of 2 instances'],
      fleets: { app: onNewVersion },
    },
    bad: {
      jobs: { deploy: 'failure' },
      rollouts: ['failed verify'],
      summaries: ['app was rolled back to version 7: the rollout of version 8 failed'],
      fleets: { app: backOnOldVersion },
      versions: theirsStays,
    },
    cancelled: {
      jobs: { deploy: 'cancelled' },
      rollouts: ['cancelled cancelled'],
      summaries: ['app was rolled back to version 7: the rollout of version 8 was cancelled'],
      fleets: { app: backOnOldVersion },
      versions: theirsStays,
    },
  },
}

/**
 * Terraform as it does it: a version from the newest one, and the group moved to its number (`latest_version`). The real
 * one is run in conformance/terraform.
 */
function terraform(account: Account, weather: Weather): Programs {
  const apply = () => {
    const [template] = account.templates.all
    if (!template) throw new Error('there is no launch template')
    const data = { UserData: encoded(weather === 'bad' ? 'bad' : 'good') }
    const { number } = template.createVersion({ data, sourceVersion: '$Latest' }, account.agenda.now)
    const [group] = account.groups.values()
    group?.save({ id: template.id, name: template.name, version: String(number) })
    return {}
  }
  const shown = ['aws_launch_template', 'aws_autoscaling_group'].map(
    (type) => `  # ${type}.app will be updated in-place`,
  )
  return {
    terraform: ([command = '']) => {
      if (command === 'plan') return { files: { plan: 'a plan' } }
      if (command === 'show') return { stdout: `${shown.join('\n')}\n` }
      return command === 'apply' ? apply() : { stdout: String(account.templates.all[0]?.latestVersion) }
    },
  }
}

const HEALTH_URL = `http://${BALANCER}/health`

const guarded: Move = {
  file: '10-terraform-guarded.yml',
  vars: { HEALTH_URL },
  build: (agenda) => fleet(agenda, 'app'),
  programs: ({ account, weather }) => terraform(account, weather),
  isBroken: ({ userData }: Running) => userData === 'bad',
  ends: {
    good: {
      jobs: { deploy: 'success' },
      rollouts: ['succeeded'],
      summaries: ['app runs version 8: 2 of 2 instances'],
      fleets: { app: onNewVersion },
    },
    bad: {
      jobs: { deploy: 'failure' },
      rollouts: ['failed verify'],
      summaries: ['app was rolled back to version 7: the rollout of version 8 failed'],
      fleets: { app: backOnOldVersion },
      versions: theirsStays,
    },
    cancelled: {
      jobs: { deploy: 'cancelled' },
      rollouts: ['cancelled cancelled'],
      summaries: ['app was rolled back to version 7: the rollout of version 8 was cancelled'],
      fleets: { app: backOnOldVersion },
      versions: theirsStays,
    },
  },
}

const leased: Move = {
  file: '11-leased-environment.yml',
  vars: { HEALTH_URL },
  files: {
    'lease.sh': '#!/bin/bash\nexec lease "$@"\n',
    'switch-address.sh': '#!/bin/bash\nexec switch-address\n',
  },
  build: (agenda) => fleet(agenda, 'lab'),
  // Where it is bad somebody else has taken the lease by the time that the new instances serve.
  programs: ({ account, weather, notes }) => ({
    ...terraform(account, 'good'),
    lease: ([command = '']) => {
      const isLost = weather === 'bad' && account.truth('lab').some(({ version }) => version === 8)
      notes.push(`${command}${command === 'assert' && isLost ? ': lost' : ''}`)
      return command === 'assert' && isLost ? { stderr: 'the lease is lost\n', exit: 1 } : {}
    },
    'switch-address': () => {
      notes.push('switched')
      return {}
    },
  }),
  ends: {
    good: {
      jobs: { roll: 'success' },
      rollouts: ['succeeded'],
      summaries: ['lab runs version 8: 2 of 2 instances'],
      fleets: { lab: onNewVersion },
      notes: ['acquire', 'assert', 'assert', 'assert', 'switched', 'release'],
    },
    bad: {
      jobs: { roll: 'failure' },
      rollouts: ['failed verify'],
      summaries: ['lab was rolled back to version 7: the rollout of version 8 failed'],
      fleets: { lab: backOnOldVersion },
      notes: ['acquire', 'assert', 'assert: lost', 'release'],
    },
    cancelled: {
      jobs: { roll: 'cancelled' },
      rollouts: ['cancelled cancelled'],
      summaries: ['lab was rolled back to version 7: the rollout of version 8 was cancelled'],
      fleets: { lab: backOnOldVersion },
      notes: ['acquire', 'assert', 'release'],
    },
  },
}

/** The newest version, which a person has made, has the new image. */
const suspended: Move = {
  file: '15-processes-suspended.yml',
  build: (agenda, weather) => fleet(agenda, 'app', { newVersion: true, behaviour: behaviourIn(weather) }),
  ends: {
    good: {
      jobs: { respawn: 'success' },
      rollouts: ['succeeded'],
      summaries: ['app runs version 8: 2 of 2 instances'],
      fleets: { app: { ...onNewVersion, next: NEW_IMAGE, suspended: [] } },
    },
    bad: {
      jobs: { respawn: 'failure' },
      rollouts: ['failed target-health'],
      summaries: ['app was rolled back to version 7: the rollout of version 8 failed'],
      fleets: { app: { ...backOnOldVersion, suspended: [] } },
      versions: theirsStays,
    },
    cancelled: {
      jobs: { respawn: 'cancelled' },
      rollouts: ['cancelled cancelled'],
      summaries: ['app was rolled back to version 7: the rollout of version 8 was cancelled'],
      fleets: { app: { ...backOnOldVersion, suspended: [] } },
      versions: theirsStays,
    },
  },
}

export const versionMoves: readonly Move[] = [imageOrTag, digest, tag, guarded, leased, suspended]
