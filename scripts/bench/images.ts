/** What can be wrong with a rollout of six instances: the scenes that detection is measured on. */
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import {
  brokenKey,
  cannotLaunch,
  dies,
  flaps,
  goesBad,
  impaired,
  initializing,
  launchIsCancelled,
  neverHealthy,
} from '../../simulator/aws/world/behaviour.ts'
import type { GroupSpec } from '../../simulator/aws/world/specification.ts'
import { TEMPLATE, type Web, web } from '../../simulator/scenes/web.ts'
import type { Verification, VerifyRunner } from '../../src/rollout/ports.ts'
import { MINUTE, type Scene, SECOND } from './stage.ts'

/** A scene that must not succeed. */
export interface Trouble extends Scene {
  readonly name: string
  /** When it begins, if not with the rollout; milliseconds after that. */
  readonly begins?: number
}

const ec2 = { healthCheckType: 'EC2' } as const
const image = (name: string, different: Web): Trouble => ({ name, build: (agenda) => web(agenda, different) })

/** Images that are bad from the first instance on. */
export const badFromTheStart: readonly Trouble[] = [
  image('cannot launch', {
    behaviour: cannotLaunch('The key pair web does not exist. Launching EC2 instance failed.'),
  }),
  image('KMS key unusable', { behaviour: launchIsCancelled(brokenKey) }),
  image('boots and dies', { behaviour: dies(40) }),
  image('never healthy, ELB health checks', { behaviour: neverHealthy() }),
  image('never healthy in one of two target groups, EC2 health checks', {
    behaviour: neverHealthy('api'),
    secondTargetGroup: 'api',
    group: ec2,
  }),
  image('kernel panic, no load balancer', {
    behaviour: impaired(),
    group: { ...ec2, targetGroups: [] },
  }),
  image('flaps, EC2 health checks', { behaviour: flaps(50, 40), group: ec2 }),
]

/** What goes wrong later, or not by the image's fault. */
const late: readonly Trouble[] = [
  image('goes bad after 11 min, EC2 health checks', { behaviour: goesBad(660), group: ec2 }),
  {
    name: 'capacity short for good, from minute 4',
    begins: 4 * MINUTE,
    build: after(4 * MINUTE, (account) => account.shortage()),
  },
  image('lifecycle hook that nobody completes (30 min)', {
    group: { hooks: [{ name: 'setup', transition: 'launching', heartbeatTimeout: 1800 }] },
  }),
  {
    name: 'alarm fires at minute 5 (AWS itself holds it)',
    inputs: { alarms: 'errors' },
    begins: 5 * MINUTE,
    build: after(5 * MINUTE, (account) => account.alarms.get('errors')?.become('ALARM')),
  },
  {
    name: "only the user's check finds it (checkpoint at 1 %)",
    inputs: { checkpoints: '1', verify: 'smoke-test' },
    build: (agenda) => web(agenda),
    probe: (agenda) => failing(agenda, 20 * SECOND),
  },
]

export const troubles: readonly Trouble[] = [...badFromTheStart, ...late]

/** What only a trial, or nothing but the user's check, comes upon before an instance is replaced. */
export const onlyTried: readonly Trouble[] = [
  image('hangs in initializing', { behaviour: initializing() }),
  {
    name: "only the user's check finds it",
    inputs: { verify: 'smoke-test $AMI_ROLLOUT_NEW_INSTANCE_ADDRESSES' },
    build: (agenda) => web(agenda),
    probe: (agenda) => failing(agenda, 20 * SECOND),
  },
]

/** A good image, and something that makes a rollout of it slow, or takes instances away. */
export interface Surrounding extends Scene {
  readonly name: string
}

const slow = (name: string, group: Partial<GroupSpec>): Surrounding => ({
  name,
  build: (agenda) => web(agenda, { group }),
})
const answered = (transition: 'launching' | 'terminating', minutes: number) => ({
  hooks: [{ name: 'setup', transition, answer: { afterSeconds: 60 * minutes, result: 'CONTINUE' as const } }],
})

/** Nothing of these is the image's doing. */
export const surroundings: readonly Surrounding[] = [
  { name: 'nothing', build: (agenda) => web(agenda) },
  slow('a launch hook of 25 min', answered('launching', 25)),
  slow('a termination hook of 40 min', answered('terminating', 40)),
  { name: 'a Network Load Balancer, 5 min to register', inputs: { 'instance-warmup': '405s' }, build: behindNetwork },
  { name: 'a drain of 30 min', build: (agenda) => draining(agenda, 1800) },
  {
    name: 'EC2 takes back two Spot instances',
    build: after(4 * MINUTE, (account) => {
      for (const minutes of [0, 4]) account.agenda.after(minutes * MINUTE, () => interrupt(account))
    }),
  },
  {
    name: 'a scheduled action takes two instances away',
    build: after(6 * MINUTE, (account) => account.groups.get('web')?.setDesired(4)),
  },
  {
    name: 'a scheduled action adds three',
    build: after(6 * MINUTE, (account) => account.groups.get('web')?.setDesired(9)),
  },
  {
    name: 'an Availability Zone without capacity',
    build: after(0, (account) => account.shortage({ zone: 'eu-west-1b' })),
  },
  slow('instances protected from the start', { newInstancesProtected: true }),
]

/** EC2 ends the newest instance in service, as it ends a Spot instance. */
function interrupt(account: Account): void {
  const serving = account.groups.get('web')?.instances.filter(({ lifecycle }) => lifecycle === 'InService') ?? []
  const newest = serving.at(-1)
  if (newest) account.interruptSpot(newest.id)
}

function behindNetwork(agenda: Agenda): Account {
  const account = web(agenda, { group: { desired: 0 } })
  account.groups.delete('web')
  const healthCheck = { interval: 30, healthyThreshold: 3, unhealthyThreshold: 3 }
  account.targetGroup({ name: 'network', protocol: 'TCP', healthCheck, deregistrationDelay: 60 })
  account.group({ ...usual, targetGroups: ['network'], healthCheckGracePeriod: 600 })
  return account
}

function draining(agenda: Agenda, deregistrationDelay: number): Account {
  const account = web(agenda, { group: { desired: 0 } })
  account.groups.delete('web')
  const healthCheck = { interval: 10, healthyThreshold: 2, unhealthyThreshold: 2 }
  account.targetGroup({ name: 'slow', healthCheck, deregistrationDelay })
  account.group({ ...usual, targetGroups: ['slow'] })
  return account
}

const usual = {
  name: 'web',
  template: { id: TEMPLATE, version: '7' },
  desired: 6,
  min: 3,
  max: 12,
  healthCheckType: 'ELB',
  healthCheckGracePeriod: 120,
  defaultInstanceWarmup: 60,
}

function after(ms: number, happens: (account: Account) => void): Scene['build'] {
  return (agenda) => {
    const account = web(agenda)
    account.alarm({ name: 'errors' })
    agenda.after(ms, () => happens(account))
    return account
  }
}

/** A check that fails after so many milliseconds of the world's time, which a real command would not live in. */
function failing(agenda: Agenda, ms: number): VerifyRunner {
  let running: { readonly step: Verification['step']; readonly ends: number } | undefined
  return {
    start: ({ step }) => {
      running = { step, ends: agenda.now + ms }
    },
    result: () =>
      running && {
        step: running.step,
        ...(agenda.now < running.ends ? { result: 'running' as const } : { result: 'failed' as const, exit: 1 }),
        tail: [],
      },
    end: async () => {},
  }
}
