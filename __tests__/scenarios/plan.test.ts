/** A plan says what a deploy would do: what it says is held against the deploy that follows in the same world. */
import { describe, expect, test } from 'vitest'
import type { Entry } from '../../simulator/aws/journal.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { planPolicy } from '../../simulator/policy.ts'
import { scenes } from '../../simulator/scenes/index.ts'
import { ARM_NEW_IMAGE, mixed } from '../../simulator/scenes/mixed.ts'
import { GROUP, NEW_IMAGE, TEMPLATE, web } from '../../simulator/scenes/web.ts'
import { brief, seldom } from '../brief.ts'
import { golden, type Job, minutes, simulated } from '../scenario.ts'

const DAY = 24 * 3600_000
const marker = (image: string, run: number) => `ami-rollout/1 from=7 image=${image} sha=0f1e2d3c4b5a run=${run}`

/** Version 8 differs from 7 in more than its image, and instances run it already. */
function movedOnly(agenda: Agenda): Account {
  const account = web(agenda)
  const data = { ImageId: NEW_IMAGE, UserData: Buffer.from('#!/bin/bash\nsystemctl start shop\n').toString('base64') }
  account.templates.all[0]?.createVersion({ data, sourceVersion: '7' }, agenda.now)
  const group = account.groups.get(GROUP)
  group?.startRefresh({ template: { id: TEMPLATE, version: '8' } })
  agenda.runUntil(agenda.now + minutes(40))
  group?.save({ id: TEMPLATE, name: 'web', version: '7' })
  return account
}

/** Versions 8 to 11 are ours, of the days before. */
function withPast(agenda: Agenda): Account {
  const account = web(agenda)
  for (const run of [1, 2, 3, 4]) {
    const id = `ami-0c1ea4ab1e5e${run}0000`
    account.image({ id, name: `web-2026-11-${16 + run}` })
    const made = agenda.now - (5 - run) * DAY
    account.templates.all[0]?.createVersion(
      { data: { ImageId: id }, sourceVersion: '7', description: marker(id, run) },
      made,
    )
  }
  return account
}

/** Version 8 is on the fleet, made from 7 by an earlier run. */
function rolledOut(agenda: Agenda, version = '7'): Account {
  const account = web(agenda, { version })
  const description = marker(NEW_IMAGE, 41)
  account.templates.all[0]?.createVersion({ data: { ImageId: NEW_IMAGE }, sourceVersion: '7', description }, agenda.now)
  account.groups.get(GROUP)?.startRefresh({ template: { id: TEMPLATE, version: '8' } })
  agenda.runUntil(agenda.now + minutes(40))
  return account
}

function inFlight(agenda: Agenda): Account {
  const account = web(agenda)
  const description = marker(NEW_IMAGE, 41)
  account.templates.all[0]?.createVersion({ data: { ImageId: NEW_IMAGE }, sourceVersion: '7', description }, agenda.now)
  account.groups.get(GROUP)?.startRefresh({ template: { id: TEMPLATE, version: '8' } })
  agenda.runUntil(agenda.now + minutes(5))
  return account
}

/** Version 8 is on the fleet, and the run that gave the alias back was ended before it could forget it. */
function givenBack(agenda: Agenda): Account {
  const account = rolledOut(agenda)
  const group = account.groups.get(GROUP)
  group?.tags.set('ami-rollout:alias', {
    key: 'ami-rollout:alias',
    value: '$Latest run=41/1 until=2026-11-21T02:00:00Z',
    propagateAtLaunch: false,
  })
  group?.save({ id: TEMPLATE, name: 'web', version: '$Latest' })
  return account
}

function fleetStatus(agenda: Agenda): Account {
  const account = web(agenda)
  const description = marker(NEW_IMAGE, 40)
  account.templates.all[0]?.createVersion({ data: { ImageId: NEW_IMAGE }, sourceVersion: '7', description }, agenda.now)
  return account
}

function behindClassic(agenda: Agenda): Account {
  const account = web(agenda)
  const healthCheck = { interval: 10, healthyThreshold: 2, unhealthyThreshold: 2 }
  account.classicLoadBalancer({ name: 'shop', healthCheck, deregistrationDelay: 60 })
  account.group({
    name: GROUP,
    template: { id: TEMPLATE, version: '7' },
    desired: 2,
    classicLoadBalancers: ['shop'],
    healthCheckType: 'ELB',
    defaultInstanceWarmup: 60,
  })
  return account
}

interface World {
  readonly build: (agenda: Agenda) => Account
  readonly inputs?: Readonly<Record<string, string>>
  /** What the plan says and the deploy does. */
  readonly calls: readonly string[]
}
const start = 'autoscaling:StartInstanceRefresh'
const make = 'ec2:CreateLaunchTemplateVersion'
const tag = 'autoscaling:CreateOrUpdateTags'
const save = 'autoscaling:UpdateAutoScalingGroup'
const untag = 'autoscaling:DeleteTags'
const byDefault = 'ec2:ModifyLaunchTemplate'
const both = `${NEW_IMAGE}\n${ARM_NEW_IMAGE}`

const worlds: Readonly<Record<string, World>> = {
  plain: { build: (agenda) => web(agenda), calls: [make, start] },
  latest: { build: (agenda) => web(agenda, { version: '$Latest' }), calls: [tag, save, make, start, save, untag] },
  'default stays pinned': {
    build: (agenda) => web(agenda, { version: '$Default' }),
    calls: [tag, save, make, start],
  },
  'default moved': {
    build: (agenda) => web(agenda, { version: '$Default' }),
    inputs: { 'set-default-version': 'true' },
    calls: [tag, save, make, start, byDefault, save, untag],
  },
  'reused version': { build: fleetStatus, calls: [start] },
  'move only': { build: movedOnly, calls: [start] },
  'classic load balancer': {
    build: behindClassic,
    calls: [make, start],
  },
  'nothing to do': {
    build: (agenda) => rolledOut(agenda),
    inputs: { 'set-default-version': 'true' },
    calls: [byDefault],
  },
  'alias given back already': { build: givenBack, calls: [untag] },
  'clean-up': {
    build: withPast,
    inputs: { 'keep-launch-template-versions': '2' },
    calls: [make, start, 'ec2:DeleteLaunchTemplateVersions'],
  },
  mixed: { build: (agenda) => mixed(agenda), inputs: { image: both }, calls: [make, make, start] },
  'mixed aliases': {
    build: (agenda) => mixed(agenda, { version: '$Latest', armVersion: '$Default' }),
    inputs: { image: both },
    calls: [tag, save, make, make, start, save, tag],
  },
  'template by parameter': {
    build: (agenda) => web(agenda, { parameter: '/web/ami' }),
    inputs: { 'ssm-template': 'pin' },
    calls: [make, save, make, start],
  },
  'parameter behind an alias': {
    build: (agenda) => web(agenda, { parameter: '/web/ami', version: '$Latest' }),
    inputs: { 'ssm-template': 'pin' },
    calls: [make, tag, save, make, start, save, untag],
  },
  rollback: { build: (agenda) => rolledOut(agenda), inputs: { image: '', to: 'previous' }, calls: [tag, start] },
  'rollback in flight': {
    build: inFlight,
    inputs: { image: '', to: 'previous' },
    calls: [tag, 'autoscaling:RollbackInstanceRefresh'],
  },
  'another refresh to be replaced': {
    build: inFlight,
    inputs: { 'on-conflict': 'replace' },
    calls: ['autoscaling:CancelInstanceRefresh'],
  },
  'another refresh to be waited for': { build: inFlight, inputs: { 'on-conflict': 'wait' }, calls: [] },
}

interface Preview {
  readonly steps: readonly { readonly call: string; readonly on: string; readonly why: Record<string, unknown> }[]
  readonly permissions: readonly { readonly action: string }[]
}
const previewIn = ({ report }: Job): Preview => JSON.parse(report).preview

/** A write as the plan names it: the call, and what it is sent to. */
function said({ steps }: Preview): readonly string[] {
  return steps.map(({ call, on }) => `${call} ${on}`)
}
function done({ writes }: Job): readonly string[] {
  return writes.map(({ operation, input }: Entry) => `${operation} ${addressee(input)}`)
}
function addressee(input: Entry['input']): string {
  const [first] = Array.isArray(input['Tags']) ? input['Tags'] : []
  const { AutoScalingGroupName, LaunchTemplateId } = input
  return String(AutoScalingGroupName ?? LaunchTemplateId ?? first?.ResourceId)
}
const service = (call: string) => (call.includes('LaunchTemplate') ? `ec2:${call}` : `autoscaling:${call}`)

/** A policy of these actions on everything. */
const allowing = (actions: readonly string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
})
const everything = () => allowing(['*'])

describe('what a plan says is what the deploy does', () => {
  test.each(Object.entries(worlds))('%s', async (title, { build, inputs = {}, calls }) => {
    await using aws = await simulated(build, { policy: everything })
    const plan = await aws.job({ inputs: { ...inputs, mode: 'plan' } })
    expect(plan).toMatchObject({ exit: 0, writes: [] })
    const preview = previewIn(plan)
    expect(preview.steps.map(({ call }) => service(call))).toEqual(calls)
    await golden(import.meta.url, title, aws, [plan])

    const job = await aws.job({ inputs: { ...seldom, ...inputs, ...(inputs['to'] && { mode: 'rollback' }) } })
    // Once another refresh is out of the way, all is planned again.
    const rest = title.startsWith('another') ? calls.length : undefined
    expect(done(job).slice(0, rest)).toEqual(said(preview))
  })
})

describe('the permissions that a plan names are enough for the deploy', () => {
  test.each(Object.entries(worlds).filter(([title]) => !title.startsWith('another')))('%s', async (_, world) => {
    const { build, inputs: its = {} } = world
    const inputs: Readonly<Record<string, string>> = { ...brief, ...its }
    await using planned = await simulated(build, { policy: everything })
    const { permissions } = previewIn(await planned.job({ inputs: { ...inputs, mode: 'plan' } }))
    await using aws = await simulated(build, { policy: () => allowing(permissions.map(({ action }) => action)) })
    const job = await aws.job({ inputs: inputs['to'] ? { ...inputs, mode: 'rollback' } : inputs })
    expect(job.outputs['outcome']).toMatch(/^(succeeded|unchanged)$/)
    expect(job.annotations.filter(({ level }) => level === 'error')).toEqual([])
    expect(job.log.join('\n')).not.toMatch(/AccessDenied|UnauthorizedOperation/)
  })
})

test('a role that only reads plans all the same: the launch is not tried, and it says so', async () => {
  await using aws = await simulated((agenda) => web(agenda), { policy: planPolicy })
  const job = await aws.job({ inputs: { mode: 'plan' } })
  expect(job).toMatchObject({ exit: 0, outputs: { outcome: 'planned' }, writes: [] })
  expect(job.annotations.map(({ level }) => level)).toEqual(['warning'])
  await golden(import.meta.url, 'by a role that only reads', aws, [job])
})

test('the plan of the demo: percentages in this group’s instances, pauses, a hook, seven calls', async () => {
  const scene = scenes.get('plan')
  if (!scene) throw new Error('the demo has no such scene')
  await using aws = await simulated(scene.build)
  const job = await aws.job({ inputs: scene.inputs })
  expect(job).toMatchObject({ exit: 0, outputs: { outcome: 'planned' }, writes: [] })
  expect(previewIn(job).steps).toHaveLength(7)
  await golden(import.meta.url, 'as in the demo', aws, [job])
})
