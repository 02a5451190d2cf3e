/** Moved workflows that roll an image: built by Packer, named by parameters, or given by a person. */
import { ARM_NEW_IMAGE } from '../../../simulator/scenes/mixed.ts'
import { GROUP, NEW_IMAGE, OLD_IMAGE } from '../../../simulator/scenes/web.ts'
import type { Move } from '../move.ts'
import { BALANCER, behaviourIn, fleet, REGION, twoArchitectures } from '../worlds.ts'

/** What Packer's post-processor leaves: a build of an earlier run, this run's in another region, and this run's here. */
const manifest = JSON.stringify({
  builds: [
    { name: 'web', artifact_id: `${REGION}:${OLD_IMAGE}`, packer_run_uuid: 'earlier' },
    { name: 'web', artifact_id: `${REGION}:${NEW_IMAGE}`, packer_run_uuid: 'this' },
    { name: 'web', artifact_id: `us-east-1:${OLD_IMAGE}`, packer_run_uuid: 'this' },
  ],
  last_run_uuid: 'this',
})

const packer: Move = {
  file: '04-packer.yml',
  files: { 'web.pkr.hcl': 'source "amazon-ebs" "web" {}\n' },
  build: (agenda, weather) => fleet(agenda, GROUP, { version: '$Latest', behaviour: behaviourIn(weather) }),
  programs: () => ({ packer: () => ({ files: { 'manifest.json': manifest } }) }),
  ends: {
    good: {
      jobs: { 'build-and-deploy': 'success' },
      rollouts: ['succeeded'],
      summaries: ['web runs version 8: 2 of 2 instances'],
      fleets: { web: { saved: '$Latest', runs: [8, 8], next: NEW_IMAGE, refreshes: ['Successful'] } },
    },
    bad: {
      jobs: { 'build-and-deploy': 'failure' },
      rollouts: ['failed target-health'],
      summaries: ['web was rolled back to version 7: the rollout of version 8 failed'],
      fleets: { web: { saved: '$Latest', runs: [7, 7], next: OLD_IMAGE, refreshes: ['RollbackSuccessful'] } },
      versions: { web: [1, 2, 3, 4, 5, 6, 7] },
    },
    cancelled: {
      jobs: { 'build-and-deploy': 'cancelled' },
      rollouts: ['cancelled cancelled'],
      summaries: ['web was rolled back to version 7: the rollout of version 8 was cancelled'],
      fleets: { web: { saved: '7', runs: [7, 7], next: OLD_IMAGE, refreshes: ['RollbackSuccessful'] } },
    },
  },
}

const parameter: Move = {
  file: '05-parameter.yml',
  blocks: ['parameter'],
  build(agenda, weather) {
    const account = fleet(agenda, GROUP, { version: '$Latest', parameter: '/web/ami', behaviour: behaviourIn(weather) })
    account.parameter('/web/candidate', OLD_IMAGE, { dataType: 'text' })
    return account
  },
  programs: () => ({ packer: () => ({ stdout: `1,web,artifact,0,id,${REGION}:${NEW_IMAGE}\n` }) }),
  ends: {
    good: {
      jobs: { build: 'success', deploy: 'success' },
      rollouts: ['succeeded'],
      summaries: ['web runs version 9: 2 of 2 instances'],
      fleets: { web: { saved: '$Latest', runs: [9, 9], next: NEW_IMAGE, refreshes: ['Successful'] } },
      parameters: { '/web/ami': NEW_IMAGE, '/web/candidate': NEW_IMAGE },
    },
    bad: {
      jobs: { build: 'success', deploy: 'failure' },
      rollouts: ['failed target-health'],
      summaries: ['web was rolled back to version 7: the rollout of version 9 failed'],
      fleets: { web: { saved: '$Latest', runs: [7, 7], next: OLD_IMAGE, refreshes: ['RollbackSuccessful'] } },
      versions: { web: [1, 2, 3, 4, 5, 6, 7, 8] },
      parameters: { '/web/ami': OLD_IMAGE, '/web/candidate': NEW_IMAGE },
    },
    cancelled: {
      jobs: { build: 'success', deploy: 'cancelled' },
      rollouts: ['cancelled cancelled'],
      summaries: ['web was rolled back to version 7: the rollout of version 9 was cancelled'],
      fleets: { web: { saved: '8', runs: [7, 7], next: OLD_IMAGE, refreshes: ['RollbackSuccessful'] } },
      parameters: { '/web/ami': OLD_IMAGE, '/web/candidate': NEW_IMAGE },
    },
  },
}

const PUBLIC = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64'

const tiers: Move = {
  file: '09-base-image-over-tiers.yml',
  build(agenda, weather) {
    const account = fleet(agenda, 'writer', { group: { tags: { tier: 'writer' } }, behaviour: behaviourIn(weather) })
    const [template] = account.templates.all
    for (const id of [OLD_IMAGE, NEW_IMAGE]) {
      const image = account.images.get(id)
      if (image) account.image({ ...image, ownerId: '137112412989', ownerAlias: 'amazon', public: true })
    }
    account.parameter(PUBLIC, NEW_IMAGE)
    const data = template?.version('7').data ?? {}
    const other = account.template({ name: 'reader', versions: [data] })
    account.group({
      name: 'reader',
      template: { id: other.id, version: '1' },
      desired: 1,
      targetGroups: ['web'],
      healthCheckType: 'ELB',
      defaultInstanceWarmup: 15,
      tags: { tier: 'reader' },
    })
    return account
  },
  ends: {
    good: {
      jobs: { roll: 'success' },
      rollouts: ['succeeded', 'succeeded'],
      summaries: ['writer runs version 8: 2 of 2 instances', 'reader runs version 2: 1 of 1 instance'],
      fleets: {
        writer: { saved: '8', runs: [8, 8], next: NEW_IMAGE, refreshes: ['Successful'] },
        reader: { saved: '2', runs: [2], next: NEW_IMAGE, refreshes: ['Successful'] },
      },
    },
    bad: {
      jobs: { roll: 'failure' },
      rollouts: ['failed target-health'],
      summaries: ['writer was rolled back to version 7: the rollout of version 8 failed'],
      fleets: {
        writer: { saved: '7', runs: [7, 7], next: OLD_IMAGE, refreshes: ['RollbackSuccessful'] },
        reader: { saved: '1', runs: [1], next: OLD_IMAGE, refreshes: [] },
      },
    },
    cancelled: {
      jobs: { roll: 'cancelled' },
      rollouts: ['cancelled cancelled'],
      summaries: ['writer was rolled back to version 7: the rollout of version 8 was cancelled'],
      fleets: {
        writer: { saved: '7', runs: [7, 7], next: OLD_IMAGE, refreshes: ['RollbackSuccessful'] },
        reader: { saved: '1', runs: [1], next: OLD_IMAGE, refreshes: [] },
      },
    },
  },
}

const architectures: Move = {
  file: '13-two-architectures.yml',
  build(agenda, weather) {
    const account = twoArchitectures(agenda, 'workers', {
      version: '$Default',
      armVersion: '$Default',
      armBehaviour: behaviourIn(weather),
    })
    account.parameter('/images/workers/x86_64', NEW_IMAGE)
    account.parameter('/images/workers/arm64', ARM_NEW_IMAGE)
    return account
  },
  ends: {
    good: {
      jobs: { roll: 'success' },
      rollouts: ['succeeded'],
      summaries: [': 4 of 4 instances'],
      fleets: {
        workers: { saved: '$Default,$Default', distinct: [4, 8], next: NEW_IMAGE, refreshes: ['Successful'] },
      },
    },
    bad: {
      jobs: { roll: 'failure' },
      rollouts: ['failed target-health'],
      summaries: ['workers was rolled back to '],
      fleets: {
        workers: { saved: '$Default,$Default', distinct: [3, 7], next: OLD_IMAGE, refreshes: ['RollbackSuccessful'] },
      },
    },
    cancelled: {
      jobs: { roll: 'cancelled' },
      rollouts: ['cancelled cancelled'],
      summaries: ['workers was rolled back to '],
      fleets: {
        workers: { saved: '$Default,$Default', distinct: [3, 7], next: OLD_IMAGE, refreshes: ['RollbackSuccessful'] },
      },
    },
  },
}

const canary: Move = {
  file: '14-canary-gate.yml',
  inputs: () => ({ image: NEW_IMAGE }),
  vars: { BALANCER },
  files: {
    'load.sh': '#!/bin/bash\nfor i in 1 2 3; do load "$1"; done\n',
    'compare.sh': '#!/bin/bash\n[ "$(wc -l < "$1")" = "$(wc -l < "$2")" ]\n',
  },
  build(agenda) {
    const account = fleet(agenda, GROUP)
    for (const name of ['web-5xx', 'web-unhealthy', 'web-release-5xx']) account.alarm({ name })
    return account
  },
  // Under load the bad image answers with errors, which nobody but the alarm sees.
  programs: ({ account, weather, notes }) => ({
    load: ([target = '']) => {
      notes.push(`load on ${target}`)
      const isNew = account.truth(GROUP).some(({ imageId }) => imageId === NEW_IMAGE)
      if (weather === 'bad' && isNew) account.alarms.get('web-release-5xx')?.become('ALARM')
      return { stdout: 'answered\n' }
    },
  }),
  ends: {
    good: {
      jobs: { roll: 'success' },
      rollouts: ['succeeded'],
      summaries: ['web runs version 8: 2 of 2 instances'],
      fleets: { web: { saved: '8', runs: [8, 8], next: NEW_IMAGE, refreshes: ['Successful'] } },
      // Before it, in the pause, in the bake.
      notes: Array(9).fill(`load on ${BALANCER}`),
    },
    bad: {
      jobs: { roll: 'failure' },
      rollouts: ['failed alarm'],
      summaries: ['web was rolled back to version 7: the rollout of version 8 failed'],
      fleets: { web: { saved: '7', runs: [7, 7], next: OLD_IMAGE, refreshes: ['RollbackSuccessful'] } },
    },
    cancelled: {
      jobs: { roll: 'cancelled' },
      rollouts: ['cancelled cancelled'],
      summaries: ['web was rolled back to version 7: the rollout of version 8 was cancelled'],
      fleets: { web: { saved: '7', runs: [7, 7], next: OLD_IMAGE, refreshes: ['RollbackSuccessful'] } },
    },
  },
}

export const imageMoves: readonly Move[] = [packer, parameter, tiers, architectures, canary]
