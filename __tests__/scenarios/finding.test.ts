/** Each finding alone, as a person meets it: what refuses is deployed and changes nothing, what is only told is planned. */
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { AwsError } from '../../simulator/aws/error.ts'
import { denied, type Effect, type Fault } from '../../simulator/aws/gate/faults.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import { goesBad } from '../../simulator/aws/world/behaviour.ts'
import type { Image } from '../../simulator/aws/world/image.ts'
import type { TemplateData } from '../../simulator/aws/world/template.ts'
import { GROUP, NEW_IMAGE, OLD_IMAGE, TEMPLATE, type Web, web } from '../../simulator/scenes/web.ts'
import { type Job, seconds, simulated } from '../scenario.ts'

/** What is not as usual in that world. */
type Change = (account: Account) => void

interface Scene {
  readonly web?: Web
  readonly change?: Change
  readonly inputs?: Readonly<Record<string, string>>
  readonly faults?: readonly Fault[]
  /** `preflight` unless said. */
  readonly code?: string
}

const newImage =
  (different: Partial<Image>): Change =>
  (account) => {
    const image = account.images.get(NEW_IMAGE)
    if (image) account.image({ ...image, ...different })
  }
const oldImage =
  (different: Partial<Image>): Change =>
  (account) => {
    const image = account.images.get(OLD_IMAGE)
    if (image) account.image({ ...image, ...different })
  }
/** The group runs a version with these contents besides the usual. */
const inUse =
  (data: TemplateData): Change =>
  (account) => {
    account.templates.all[0]?.createVersion({ data, sourceVersion: '7' }, account.agenda.now)
    account.groups.get(GROUP)?.save({ id: TEMPLATE, name: 'web', version: '8' })
  }
const tagged = (tags: Readonly<Record<string, string>>): Scene => ({ web: { group: { tags } } })
const suspended = (process: 'Launch' | 'Terminate' | 'InstanceRefresh' | 'HealthCheck' | 'AZRebalance'): Scene => ({
  change: (account) => account.groups.get(GROUP)?.suspend(process),
})
const first = (account: Account) => account.groups.get(GROUP)?.instances[0]?.id ?? ''

/** What EC2 alone can know. */
const refusedWith = (code: string, message: string): Effect => ({
  kind: 'refused',
  error: () => new AwsError(code, message),
})
const noKeyPair = refusedWith('InvalidKeyPair.NotFound', "The key pair 'web' does not exist")
const noSubscription = refusedWith(
  'OptInRequired',
  'In order to use this AWS Marketplace product you need to accept terms and subscribe.',
)

const refusing: Readonly<Record<string, Scene>> = {
  'image failed': { change: newImage({ state: 'failed', stateReason: 'Client.InternalError: Snapshot copy failed.' }) },
  'image disabled': { change: newImage({ state: 'disabled' }) },
  'image deregistered': { change: newImage({ state: 'deregistered' }) },
  'group operated by a service': { web: { group: { operator: 'ec2.example.com' } } },
  'template operated by a service': {
    change: (account) => {
      for (const template of account.templates.all) template.operator = 'ec2.example.com'
    },
  },
  'image of another account': { change: newImage({ ownerId: '999999999999' }) },
  'image not shared': { change: newImage({ ownerId: '999999999999', shared: false }) },
  architecture: { change: newImage({ architecture: 'arm64' }) },
  'boot mode': {
    change: (account) => {
      newImage({ bootMode: 'uefi' })(account)
      inUse({ InstanceType: 't2.micro' })(account)
    },
  },
  ena: { change: newImage({ enaSupport: false }) },
  virtualization: { change: newImage({ virtualization: 'paravirtual' }) },
  'root device type': { change: newImage({ rootDeviceType: 'instance-store' }) },
  'volume too small': {
    change: (account) => {
      newImage({ volumeSize: 30 })(account)
      inUse({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 20 } }] })(account)
    },
  },
  'root snapshot': {
    inputs: { mode: 'rollback', to: '8', image: '' },
    change: (account) => {
      const BlockDeviceMappings = [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: 'snap-0123456789abcdef0' } }]
      account.templates.all[0]?.createVersion({ data: { BlockDeviceMappings }, sourceVersion: '7' }, account.agenda.now)
    },
  },
  'disk snapshot': {
    change: inUse({ BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: { SnapshotId: 'snap-0123456789abcdef0' } }] }),
  },
  'root device moved': {
    change: (account) => {
      newImage({ rootDeviceName: '/dev/sda1' })(account)
      inUse({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 50, Encrypted: true } }] })(account)
    },
  },
  'trial launch rejected': { faults: [{ on: { operation: 'RunInstances' }, what: noKeyPair }] },
  'marketplace terms': { faults: [{ on: { operation: 'RunInstances' }, what: noSubscription }], code: 'access-denied' },
  'launch suspended': suspended('Launch'),
  'terminate suspended': suspended('Terminate'),
  'instance refresh suspended': suspended('InstanceRefresh'),
  'eks node group': tagged({ 'eks:nodegroup-name': 'blue', 'kubernetes.io/cluster/shop': 'owned' }),
  'beanstalk environment': tagged({
    'elasticbeanstalk:environment-name': 'shop-prod',
    'aws:cloudformation:stack-name': 'awseb-e-abcdefghij-stack',
  }),
  'batch compute environment': tagged({ AWSBatchServiceTag: 'batch' }),
  'percentages too far apart': {
    web: { group: { maintenancePolicy: { minHealthyPercentage: 90, maxHealthyPercentage: 150 } } },
    inputs: { 'min-healthy-percentage': '10' },
  },
  'time-out too short': { inputs: { timeout: '10m' } },
}

const telling: Readonly<Record<string, Scene>> = {
  'capacity reservations alone': { web: { group: { reservedOnly: true } } },
  'image deprecated': { change: newImage({ deprecationTime: '2026-10-01T00:00:00.000Z' }) },
  'image older': { change: newImage({ creationDate: '2026-11-01T12:00:00.000Z' }) },
  'platform change': { change: newImage({ platform: 'windows' }) },
  'health check suspended': suspended('HealthCheck'),
  'health check type': { web: { group: { healthCheckType: 'EC2' } } },
  'target group without load balancer': { web: { secondTargetGroup: 'spare', secondBalanced: false } },
  'unhealthy before': {
    web: { oldBehaviour: goesBad(24 * 3600 - 60) },
    change: ({ agenda }) => agenda.runUntil(agenda.now + seconds(30)),
  },
  'left out': { change: (account) => account.groups.get(GROUP)?.protect([first(account)], true) },
  'waited for': {
    inputs: { 'scale-in-protected-instances': 'wait' },
    change: (account) => account.groups.get(GROUP)?.protect([first(account)], true),
  },
  'at its maximum': { web: { group: { max: 6 } } },
  'none stays': { inputs: { 'min-healthy-percentage': '0', 'max-healthy-percentage': '100' } },
  'way back disabled': { change: oldImage({ state: 'disabled' }) },
  'way back deregistered': { change: oldImage({ state: 'deregistered' }) },
  'cloudformation stack': tagged({ 'aws:cloudformation:stack-name': 'shop' }),
  terraform: tagged({ ManagedBy: 'Terraform' }),
  pulumi: tagged({ 'pulumi:project': 'shop' }),
  'ecs capacity provider': tagged({ AmazonECSManaged: '' }),
  'kubernetes nodes': tagged({ 'kubernetes.io/cluster/shop': 'owned' }),
  codedeploy: {
    web: {
      group: {
        hooks: [
          {
            name: 'CodeDeploy-managed-automatic-launch-deployment-hook-shop-a2d358c8-3525-452c-b76e-978f1746ae74',
            transition: 'launching',
          },
        ],
      },
    },
  },
  'more than a job lasts': { web: { group: { defaultInstanceWarmup: 3600 } } },
  'types not seen': { faults: [{ on: { operation: 'DescribeInstanceTypes' }, what: denied }] },
}

const signs = { '✖': 'error', '⚠': 'warning', '·': 'note' } as const

/** What the log tells of findings, in short. */
const found = ({ log }: Job): readonly string[] =>
  log.flatMap((line) => Object.entries(signs).flatMap(([sign, level]) => (line.startsWith(`${sign} `) ? [level] : [])))

/** A note is no annotation: it stands in the log alone. */
const noted = ({ annotations, log }: Job): Job['annotations'] =>
  annotations.length > 0
    ? annotations
    : log.filter((line) => line.startsWith('· ')).map((line) => ({ level: 'notice', message: line.slice(2) }))

/** What each scene reported, in the order of the tables. */
const reported = new Map<string, Job['annotations']>()

const play = ({ web: different, change, faults = [] }: Scene) =>
  simulated(
    (agenda) => {
      const account = web(agenda, different)
      change?.(account)
      return account
    },
    { faults },
  )

describe('refuses, and has changed nothing', () => {
  test.each(Object.entries(refusing))('%s', async (title, scene) => {
    await using aws = await play(scene)
    const job = await aws.job(scene.inputs ? { inputs: scene.inputs } : {})
    expect(job.exit).toBe(1)
    expect(job.outputs).toMatchObject({
      outcome: 'refused',
      'failure-code': scene.code ?? 'preflight',
      changed: 'false',
    })
    expect(job.writes).toEqual([])
    expect(found(job)).toEqual(['error'])
    reported.set(title, job.annotations)
  })
})

describe('is told, and stops nothing', () => {
  test.each(Object.entries(telling))('%s', async (title, scene) => {
    await using aws = await play(scene)
    const job = await aws.job({ inputs: { ...scene.inputs, mode: 'plan' } })
    expect(job).toMatchObject({ exit: 0, outputs: { outcome: 'planned' }, writes: [] })
    expect(found(job)).toHaveLength(1)
    expect(found(job)).not.toContain('error')
    reported.set(title, noted(job))
  })
})

test('each says what is wrong, and what to do', async () => {
  const parts = [...reported].map(([title, annotations]) =>
    [`## ${title}`, ...annotations.map(({ level, message }) => `${level}: ${message}`)].join('\n\n'),
  )
  const file = fileURLToPath(new URL('finding.golden.md', import.meta.url))
  await expect(`# What preflight reports, scene by scene\n\n${parts.join('\n\n')}\n`).toMatchFileSnapshot(file)
})
