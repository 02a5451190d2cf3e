/** The scenes of the demo, by name. */
import type { Account } from '../aws/world/account.ts'
import type { Agenda } from '../aws/world/agenda.ts'
import { dies, initializing, neverHealthy } from '../aws/world/behaviour.ts'
import { pastImage, withPast } from './archive.ts'
import { ARM_NEW_IMAGE, mixed } from './mixed.ts'
import type { Scene } from './scene.ts'
import { GROUP, NEW_IMAGE, OLD_IMAGE, TEMPLATE, web } from './web.ts'

const deploy = { 'auto-scaling-group': GROUP, image: NEW_IMAGE }

/** A group on version 8, which an earlier run of this action made from version 7 and rolled out with success. */
function rolledOut(agenda: Agenda): Account {
  const account = web(agenda)
  const description = `ami-rollout/1 from=7 image=${NEW_IMAGE} sha=0f1e2d3c4b5a run=41`
  const data = { ImageId: NEW_IMAGE, UserData: Buffer.from('#!/bin/bash\nsystemctl start shop\n').toString('base64') }
  account.templates.all[0]?.createVersion({ data, sourceVersion: '7', description }, agenda.now)
  account.groups.get(GROUP)?.startRefresh({ template: { id: TEMPLATE, version: '8' } })
  return account
}

/** Nearly everything that can be found is found here. */
function troubled(agenda: Agenda): Account {
  const tags = { ManagedBy: 'Terraform', 'kubernetes.io/cluster/shop': 'owned' }
  const account = web(agenda, { group: { healthCheckType: 'EC2', defaultInstanceWarmup: 5, max: 6, tags } })
  const web6 = account.groups.get(GROUP)
  const [first] = web6?.instances ?? []
  web6?.suspend('Launch', 'HealthCheck')
  if (first) web6?.protect([first.id], true)
  const deprecationTime = new Date(agenda.now - 30 * 86_400_000).toISOString()
  const creationDate = new Date(agenda.now - 300 * 86_400_000).toISOString()
  const wrong = { architecture: 'arm64', ownerId: '999999999999', deprecationTime, creationDate } as const
  account.image({ id: NEW_IMAGE, name: 'web-2026-01-25', volumeSize: 30, ...wrong })
  account.image({ id: OLD_IMAGE, name: 'web-2026-11-14', state: 'disabled' })
  const BlockDeviceMappings = [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 20 } }]
  account.templates.all[0]?.createVersion({ data: { BlockDeviceMappings }, sourceVersion: '7' }, agenda.now)
  web6?.save({ id: TEMPLATE, name: 'web', version: '8' })
  return account
}

const list: readonly Scene[] = [
  {
    name: 'good-image',
    says: 'A good image is rolled over six instances behind a load balancer.',
    speed: 60,
    inputs: deploy,
    build: (agenda) => web(agenda),
  },
  {
    name: 'never-healthy',
    says: 'The new image boots, but one of its two target groups never finds it healthy: detected and rolled back.',
    speed: 30,
    inputs: deploy,
    build: (agenda) =>
      web(agenda, { behaviour: neverHealthy('api'), secondTargetGroup: 'api', group: { healthCheckType: 'EC2' } }),
  },
  {
    name: 'bad-image',
    says: 'The new image boots and dies: detected with the first instances and rolled back; the fleet never lost one.',
    speed: 20,
    inputs: deploy,
    build: (agenda) => web(agenda, { behaviour: dies(40) }),
  },
  {
    name: 'trial-fails',
    says: 'The new image never passes EC2’s status checks: found by a trial outside the group, with no instance of it touched.',
    speed: 20,
    inputs: { ...deploy, trial: 'true', 'trial-timeout': '4m' },
    policy: ['trial'],
    build: (agenda) => web(agenda, { behaviour: initializing() }),
  },
  {
    name: 'archive',
    says: 'After a good rollout the old versions are deleted and their images deprecated, but for the two newest and one that a parameter names.',
    speed: 60,
    inputs: { ...deploy, 'keep-launch-template-versions': '2', 'keep-images': '2', 'old-images': 'deprecate' },
    policy: ['images'],
    build: (agenda) => {
      const account = withPast(agenda)
      account.parameter('/golden', pastImage(9))
      return account
    },
  },
  {
    name: 'rollback',
    says: 'A rollback by one click, to the version before: what it changes besides the image.',
    speed: 10,
    inputs: { 'auto-scaling-group': GROUP, mode: 'rollback' },
    past: 3_600_000,
    build: rolledOut,
  },
  {
    name: 'mixed',
    says: 'Two architectures in one group: an image and a launch template for each, and a mixed instances policy that stays whole.',
    speed: 30,
    inputs: { 'auto-scaling-group': GROUP, image: `${NEW_IMAGE}\n${ARM_NEW_IMAGE}` },
    build: (agenda) => mixed(agenda),
  },
  {
    name: 'cancel',
    says: 'Somebody cancels the job in the middle: the rollback is sent within the runner’s seconds and watched by the post step.',
    speed: 20,
    inputs: deploy,
    cancelAfter: 240,
    build: (agenda) => web(agenda),
  },
  {
    name: 'plan',
    says: 'Changes nothing: the steps of a deploy over this group, in order, and the permissions that they need.',
    speed: 1,
    inputs: { ...deploy, mode: 'plan', checkpoints: '20, 50', 'set-default-version': 'true' },
    build: (agenda) => {
      const hooks = [{ name: 'warm-caches', transition: 'launching', heartbeatTimeout: 600 }] as const
      return web(agenda, { version: '$Default', group: { hooks, tags: { ManagedBy: 'Terraform' } } })
    },
  },
  {
    name: 'refused',
    says: 'The wrong image for a group in a poor state: refused before anything is changed, with every problem and its remedy.',
    speed: 1,
    inputs: deploy,
    build: troubled,
  },
  {
    name: 'up-to-date',
    says: 'The fleet runs the image already: checked, healthy, nothing changed.',
    speed: 10,
    inputs: { ...deploy, image: OLD_IMAGE },
    build: (agenda) => web(agenda),
  },
  {
    name: 'latest',
    says: 'The group follows $Latest: pinned to a number for the rollout; the alias is restored once the image is proven.',
    speed: 30,
    inputs: deploy,
    build: (agenda) => web(agenda, { version: '$Latest' }),
  },
]

/** All scenes. */
export const scenes: ReadonlyMap<string, Scene> = new Map(list.map((scene) => [scene.name, scene]))
