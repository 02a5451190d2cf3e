/** Runs that together make every call that the action knows: what meets every fault, and what every right is for. */
import { fileURLToPath } from 'node:url'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { cannotLaunch, dies, goesBad, neverHealthy } from '../../simulator/aws/world/behaviour.ts'
import { GROUP, NEW_IMAGE, TEMPLATE, type Web, web } from '../../simulator/scenes/web.ts'
import { minutes } from '../scenario.ts'
import type { Terms } from './sight.ts'
import { ALARM } from './stage.ts'

/** One run. `name`: of its table. `outcome`: when nothing is in its way. */
export interface Story {
  readonly title: string
  readonly name: string
  readonly inputs: Readonly<Record<string, string>>
  readonly outcome: string
  readonly mode?: 'rollback' | 'plan' | 'check'
  build(agenda: Agenda): Account
}

/** All at once and few looks: a story is short. */
const brief = { 'max-healthy-percentage': '200', 'poll-interval': '30s', 'bake-time': '150s' }
const small = { desired: 2, min: 0 }
const PARAMETER = '/web/ami'

/** Versions 8 to 10 are of earlier rollouts, and past use; the parameter names the new image. */
function withPast(agenda: Agenda, different: Web): Account {
  const account = web(agenda, { ...different, group: { ...small, ...different.group } })
  for (const version of [8, 9, 10]) {
    const id = `ami-0b5eac1ed7a1e5${version}00`.slice(0, 21)
    account.image({ id })
    const description = `ami-rollout/1 from=7 image=${id} sha= run=${version}`
    account.templates.all[0]?.createVersion({ data: { ImageId: id }, sourceVersion: '7', description }, agenda.now)
  }
  account.alarm({ name: ALARM })
  account.parameter(PARAMETER, NEW_IMAGE)
  behindClassic(account, different.version)
  return account
}

/** The same group, behind a classic load balancer as well, and with a warm pool. */
function behindClassic(account: Account, version = '7'): void {
  account.groups.delete(GROUP)
  account.classicLoadBalancer({
    name: 'shop',
    healthCheck: { interval: 10, healthyThreshold: 2 },
    deregistrationDelay: 60,
  })
  account.group({
    name: GROUP,
    template: { id: TEMPLATE, version },
    ...small,
    max: 12,
    targetGroups: account.targetGroups.map(({ name }) => name),
    classicLoadBalancers: ['shop'],
    healthCheckType: 'ELB',
    healthCheckGracePeriod: 120,
    defaultInstanceWarmup: 60,
    warmPool: { minSize: 1, maxGroupPreparedCapacity: 3 },
  })
}

/** A group that a deploy has moved to version 8 a while ago, and that follows $Latest. */
function afterDeploy(agenda: Agenda): Account {
  const account = web(agenda, { newVersion: true, group: small })
  const group = account.groups.get(GROUP)
  group?.startRefresh({ template: { id: TEMPLATE, version: '8' }, preferences: { SkipMatching: true } })
  agenda.runUntil(agenda.now + minutes(30))
  group?.save({ id: TEMPLATE, name: 'web', version: '$Latest' })
  return account
}

const wishes = { 'set-default-version': 'true', 'keep-launch-template-versions': '2', alarms: ALARM }

export const stories: readonly Story[] = [
  {
    name: 'deploy',
    title: 'deploy from a parameter, $Default moved, old versions cleaned up',
    outcome: 'succeeded',
    inputs: { ...brief, ...wishes, image: `ssm:${PARAMETER}` },
    build: (agenda) => withPast(agenda, { version: '$Default', secondTargetGroup: 'api' }),
  },
  {
    name: 'retreat',
    title: 'deploy of an image that one of two target groups never finds healthy, rolled back',
    outcome: 'failed',
    inputs: brief,
    build: (agenda) =>
      web(agenda, {
        version: '$Latest',
        behaviour: neverHealthy('api'),
        secondTargetGroup: 'api',
        group: { ...small, healthCheckType: 'EC2' },
      }),
  },
  {
    name: 'cancel',
    title: 'deploy of an image that dies, cancelled',
    outcome: 'failed',
    inputs: { ...brief, 'on-failure': 'cancel' },
    build: (agenda) => web(agenda, { behaviour: { ...dies(30), console: 'panic' }, group: small }),
  },
  {
    name: 'second-refresh',
    title: 'deploy that goes bad as AWS is done, undone by a second refresh',
    outcome: 'failed',
    inputs: brief,
    build: (agenda) =>
      web(agenda, { version: '$Default', behaviour: goesBad(215), group: { ...small, healthCheckType: 'EC2' } }),
  },
  {
    name: 'pin',
    title: 'deploy over a template that reads a parameter, pinned; it cannot launch',
    outcome: 'failed',
    inputs: { ...brief, 'ssm-template': 'pin' },
    build: (agenda) =>
      web(agenda, { parameter: PARAMETER, behaviour: cannotLaunch('The key pair web does not exist.'), group: small }),
  },
  {
    name: 'rollback',
    title: 'rollback of a group that follows $Latest',
    outcome: 'succeeded',
    mode: 'rollback',
    inputs: { image: '', mode: 'rollback', to: '7', 'poll-interval': '30s' },
    build: afterDeploy,
  },
  {
    name: 'plan',
    title: 'plan',
    outcome: 'planned',
    mode: 'plan',
    inputs: { ...brief, ...wishes, image: `ssm:${PARAMETER}`, mode: 'plan' },
    build: (agenda) => withPast(agenda, { secondTargetGroup: 'api' }),
  },
  {
    name: 'check',
    title: 'check of a group that somebody has moved',
    outcome: 'drifted',
    mode: 'check',
    inputs: { image: '', mode: 'check' },
    build: (agenda) => {
      const account = afterDeploy(agenda)
      account.groups.get(GROUP)?.save({ id: TEMPLATE, name: 'web', version: '6' })
      return account
    },
  },
]

/** What the oracle holds a story against. */
export const termsOf = ({ mode }: Story, disturbed: boolean): Terms => ({
  images: [NEW_IMAGE],
  mode: mode ?? 'deploy',
  protectedStay: true,
  disturbed,
})

/** The so-manieth third (from 0), so that three processes share the work. */
export const third = (number: number): readonly Story[] => stories.filter((_, i) => i % 3 === number)

/** Where the table of a story stands. */
export const tableFile = ({ name }: Story): string => fileURLToPath(new URL(`calls.${name}.golden.md`, import.meta.url))
