/** A trial → the world that it is played in: account, group, faults and rights. */
import {
  denied,
  type Effect,
  expired,
  type Fault,
  failed,
  foreign,
  lost,
  misdated,
  severed,
  silent,
  slow,
  spoilt,
  stale,
  stalled,
  throttled,
  unavailable,
} from '../../simulator/aws/gate/faults.ts'
import type { Target } from '../../simulator/aws/gate/target.ts'
import type { SimulateOptions } from '../../simulator/aws/simulate.ts'
import { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import type { GroupSpec, MixedSpec } from '../../simulator/aws/world/specification.ts'
import { type PolicyBlock, type PolicyDocument, policyWith } from '../../simulator/policy.ts'
import { ARM_TEMPLATE } from '../../simulator/scenes/mixed.ts'
import { GROUP, TEMPLATE } from '../../simulator/scenes/web.ts'
import { START, seconds } from '../scenario.ts'
import { perform, unlessRefused } from './external-actions.ts'
import { furnish, turn } from './images.ts'
import { groupIn, schedule, targetGroupIn } from './surroundings.ts'
import type { Feature, Strike, Trial, Trouble } from './trial.ts'

/** The alarm that a trial may ask for. */
export const ALARM = 'errors'
const CLASSIC = 'shop'

/** What happens in a world that nothing in it shows afterwards: ids of refreshes that people start, and features. */
export interface Notes {
  readonly theirs: Set<string>
  readonly happened: Set<Feature>
}

/** Builds the world, and takes notes of what happens in it. */
export function stage(trial: Trial, agenda: Agenda, { theirs, happened }: Notes): Account {
  const { group, account: given, deeds } = trial
  const account = new Account({ agenda, rules: given.rules })
  account.alarm({ name: ALARM })
  furnish(account, trial)
  for (const name of group.targetGroups)
    account.targetGroup({
      name,
      healthCheck: every10s,
      deregistrationDelay: group.drains,
      ...(trial.surroundings && targetGroupIn(trial.surroundings)),
    })
  if (group.classic)
    account.classicLoadBalancer({ name: CLASSIC, healthCheck: every10s, deregistrationDelay: group.drains })
  if (group.unchecked) account.targetGroup({ name: 'unchecked', healthCheck: { enabled: false } })
  const its = account.group({ name: GROUP, ...groupOf(trial) })
  if (group.sibling !== 'none')
    account.group({ name: 'sibling', template: { id: TEMPLATE, version: group.sibling }, desired: 0 })
  if (trial.renews) turn(account, trial)
  if (group.unregistered) its.suspend('AddToLoadBalancer')
  const ids = its.instances.map(({ id }) => id)
  its.protect(ids.slice(0, group.protectedOnes), true)
  for (const id of ids.slice(0, group.standby)) unlessRefused(() => its.enterStandby([id], { decrement: true }))
  if (given.shortage !== 'none') {
    const { from, for: length } = given.shortage
    agenda.after(seconds(from), () => account.shortage({ seconds: length }))
  }
  if (trial.surroundings) schedule(trial.surroundings, { account, agenda, happened })
  for (const deed of deeds) agenda.after(seconds(deed.at), () => perform(deed, { account, trial, theirs }))
  return account
}

const every10s = { interval: 10, healthyThreshold: 2, unhealthyThreshold: 2 }

/** What the group launches, and what a hand saves or starts in its place. */
export function policyOf({ form, version }: Pick<Trial['group'], 'form' | 'version'>): MixedSpec | undefined {
  switch (form) {
    case 'template':
      return undefined
    case 'policy':
      return { overrides: [{ instanceType: 'm5.large' }, { instanceType: 't3.medium' }], distribution: spot }
    case 'weights':
      return {
        overrides: [
          { instanceType: 'm5.large', weight: 2 },
          { instanceType: 't3.medium', weight: 1 },
        ],
      }
    case 'two-templates':
      return {
        overrides: [
          { instanceType: 'm5.large' },
          { instanceType: 'm7g.large', template: { id: ARM_TEMPLATE, version } },
        ],
        distribution: spot,
      }
  }
}

/** The first instance on demand, of the others a half. */
const spot = { OnDemandBaseCapacity: 1, OnDemandPercentageAboveBaseCapacity: 50 }

function groupOf({ group, surroundings }: Trial): Omit<GroupSpec, 'name'> {
  const { hook } = group
  const mixed = policyOf(group)
  return {
    template: { id: TEMPLATE, version: group.version },
    ...(mixed && { mixed }),
    desired: group.desired,
    min: 0,
    max: group.desired + group.room,
    targetGroups: [...group.targetGroups, ...(group.unchecked ? ['unchecked'] : [])],
    ...(group.classic && { classicLoadBalancers: [CLASSIC] }),
    healthCheckType: group.healthCheck,
    healthCheckGracePeriod: group.grace,
    defaultInstanceWarmup: group.warmup,
    ...(hook !== 'none' && {
      hooks: [
        {
          name: 'launching',
          transition: 'launching',
          ...(hook.answer !== 'none' && { answer: { afterSeconds: hook.after, result: hook.answer } }),
        },
      ],
    }),
    ...(surroundings && groupIn(surroundings)),
  }
}

/** docs/iam-policy.json for all parameters of the trial, without the right that is withheld. */
export const policyFor =
  ({ account: { withheld }, inputs, script }: Trial) =>
  (account: Account): PolicyDocument => {
    const blocks: readonly PolicyBlock[] = [
      ...(inputs['trial'] === 'true' ? (['trial'] as const) : []),
      ...(script ? (['on-instance'] as const) : []),
    ]
    const documented = JSON.stringify(policyWith(...blocks)(account))
    const { Statement }: PolicyDocument = JSON.parse(
      documented.replaceAll(/parameter\/web\/[\w-]+/g, 'parameter/web/*'),
    )
    return {
      Statement: Statement.map((statement) => ({
        ...statement,
        Action: [statement.Action].flat().filter((action) => action !== withheld),
      })).filter(({ Action }) => Action.length > 0),
    }
  }

const effects: Readonly<Record<Trouble, Effect>> = {
  throttled,
  failed,
  unavailable,
  'severed-before': severed('before-answer'),
  'severed-mid': severed('mid-answer'),
  lost,
  slow: slow(30_000),
  stale,
  denied,
  expired,
  'silent-before': silent('before-effect'),
  'silent-after': silent('after-effect'),
  'stalled-before': stalled('before-effect'),
  'stalled-after': stalled('after-effect'),
  'html-before': foreign('before-effect', { body: 'html', status: 502 }),
  'html-after': foreign('after-effect', { body: 'html', status: 200 }),
  'text-before': foreign('before-effect', { body: 'text', status: 403 }),
  'empty-after': foreign('after-effect', { body: 'empty', status: 200 }),
  'wrong-after': foreign('after-effect', { body: 'wrong', status: 200 }),
  truncated: spoilt('truncated'),
  mislabelled: spoilt('mislabelled'),
  misdated: misdated(-3_600_000),
}

/** What strikes the calls of a trial, in the order of its strikes. */
export const faultsOf = ({ strikes }: Trial): readonly Fault[] =>
  strikes.map((strike) => ({ what: effects[strike.what], on: targetOf(strike) }))

function targetOf(strike: Strike): Target {
  if ('operation' in strike) return { operation: strike.operation, nth: strike.nth }
  if ('since' in strike)
    return { since: { call: { operation: strike.since, nth: strike.nth }, lastsMs: seconds(strike.for) } }
  const { from, for: lasts, service } = strike
  return { from: START + seconds(from), until: START + seconds(from + lasts), ...(service && { service }) }
}

/** What else of a trial the simulated AWS is told. */
export function disturbancesOf({ disturbance }: Trial): Pick<SimulateOptions, 'sessionEnds' | 'recordsAPage'> {
  if (!disturbance) return {}
  const { sessionEnd, recordsAPage } = disturbance
  return {
    ...(sessionEnd !== 'none' && { sessionEnds: [{ at: START + seconds(sessionEnd.at), how: sessionEnd.how }] }),
    ...(recordsAPage !== 'as asked' && { recordsAPage: () => recordsAPage }),
  }
}

/** Whether a strike is of one of these kinds. */
export const strikesBy = ({ strikes }: Pick<Trial, 'strikes'>, ...kinds: readonly Strike['what'][]): boolean =>
  strikes.some(({ what }) => kinds.includes(what))
