/** A trial → the world that it is played in: account, group, faults and rights. */
import {
  denied,
  type Effect,
  expired,
  type Fault,
  failed,
  lost,
  severed,
  slow,
  stale,
  throttled,
  unavailable,
} from '../../simulator/aws/gate/faults.ts'
import { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { type Behaviour, brokenKey, cannotLaunch, launchIsCancelled } from '../../simulator/aws/world/behaviour.ts'
import type { GroupSpec, MixedSpec } from '../../simulator/aws/world/specification.ts'
import { documentedPolicy, type PolicyDocument } from '../../simulator/policy.ts'
import { ARM_NEW_IMAGE, ARM_OLD_IMAGE, ARM_TEMPLATE } from '../../simulator/scenes/mixed.ts'
import { GROUP, NEW_IMAGE, OLD_IMAGE, TEMPLATE } from '../../simulator/scenes/web.ts'
import { START, seconds } from '../scenario.ts'
import { perform, unlessRefused } from './people.ts'
import type { Nature, Strike, Trial, Trouble } from './trial.ts'

/** The alarm that a trial may ask for. */
export const ALARM = 'errors'
const CLASSIC = 'shop'
/** The version that the group runs at first: the newest, and the default. */
export const PRESENT = 7

/** Builds the world. `theirs`: takes the ids of refreshes that people start. */
export function stage(trial: Trial, agenda: Agenda, theirs: Set<string>): Account {
  const { group, image, account: given, deeds } = trial
  const account = new Account({ agenda, rules: given.rules })
  account.alarm({ name: ALARM })
  for (const kind of kindsOf(trial)) {
    const { arch } = kind
    account.image({ ...arch, id: kind.old, behaviour: { bootSeconds: 45, ...behaviourOf(group.old) } })
    account.image({ ...arch, id: kind.next, behaviour: { ...behaviourOf(image.nature), bootSeconds: image.boot } })
    writeTemplate(account, kind, group.past)
  }
  for (const name of group.targetGroups)
    account.targetGroup({ name, healthCheck: every10s, deregistrationDelay: group.drains })
  if (group.classic)
    account.classicLoadBalancer({ name: CLASSIC, healthCheck: every10s, deregistrationDelay: group.drains })
  if (group.unchecked) account.targetGroup({ name: 'unchecked', healthCheck: { enabled: false } })
  const its = account.group({ name: GROUP, ...groupOf(trial) })
  if (group.sibling !== 'none')
    account.group({ name: 'sibling', template: { id: TEMPLATE, version: group.sibling }, desired: 0 })
  const ids = its.instances.map(({ id }) => id)
  its.protect(ids.slice(0, group.protectedOnes), true)
  for (const id of ids.slice(0, group.standby)) unlessRefused(() => its.enterStandby([id], { decrement: true }))
  if (given.shortage !== 'none') {
    const { from, for: length } = given.shortage
    agenda.after(seconds(from), () => account.shortage({ seconds: length }))
  }
  for (const deed of deeds) agenda.after(seconds(deed.at), () => perform(deed, { account, form: group.form, theirs }))
  return account
}

const every10s = { interval: 10, healthyThreshold: 2, unhealthyThreshold: 2 }

/** One architecture: its template, and its images. */
interface Kind {
  readonly template: string
  readonly name: string
  readonly type: string
  readonly old: string
  readonly next: string
  readonly arch: { readonly architecture?: 'arm64'; readonly bootMode?: 'uefi' }
}

const intel: Kind = { template: TEMPLATE, name: 'web', type: 'm5.large', old: OLD_IMAGE, next: NEW_IMAGE, arch: {} }
const graviton: Kind = {
  template: ARM_TEMPLATE,
  name: 'web-arm',
  type: 'm7g.large',
  old: ARM_OLD_IMAGE,
  next: ARM_NEW_IMAGE,
  arch: { architecture: 'arm64', bootMode: 'uefi' },
}

const kindsOf = ({ group: { form } }: Pick<Trial, 'group'>): readonly Kind[] =>
  form === 'two-templates' ? [intel, graviton] : [intel]

/** The images that a deploy brings. */
export const imagesOf = (trial: Pick<Trial, 'group'>): readonly string[] => kindsOf(trial).map(({ next }) => next)

/** Any image that a deploy may bring. */
export const isNewImage = (image: string | undefined): boolean => image === NEW_IMAGE || image === ARM_NEW_IMAGE

/** Seven versions. The newest `past` are of earlier rollouts, and say so; each of the others of the past has an image of its own. */
function writeTemplate(account: Account, kind: Kind, past: number): void {
  const former = (version: number) => `${kind.old.slice(0, -2)}${version}0`
  const images = Array.from({ length: PRESENT }, (_, i) => (i === PRESENT - 1 ? kind.old : former(i + 1)))
  for (const id of images.slice(0, -1)) account.image({ ...kind.arch, id, behaviour: { bootSeconds: 45 } })
  const { template: id, name, type } = kind
  const template = account.template({ id, name, versions: [contents(images[0] ?? '', type)] })
  for (const [i, image] of images.slice(1).entries()) {
    const [version, source] = [i + 2, i + 1]
    const description = `ami-rollout/1 from=${source} image=${image} sha=0f1e2d3c4b5a run=${version}`
    const ours = version > PRESENT - past
    template.createVersion(
      { data: { ImageId: image }, sourceVersion: String(source), ...(ours && { description }) },
      account.agenda.now - seconds(3600 * 24 * (PRESENT - version + 1)),
    )
  }
  template.setDefault(String(PRESENT))
}

const contents = (image: string, type: string) => ({
  ImageId: image,
  InstanceType: type,
  SecurityGroupIds: ['sg-0123456789abcdef0'],
  IamInstanceProfile: { Name: 'web' },
  TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [{ Key: 'service', Value: 'web' }] }],
})

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

function groupOf({ group }: Trial): Omit<GroupSpec, 'name'> {
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
  }
}

function behaviourOf(nature: Nature): Behaviour {
  switch (nature.is) {
    case 'good':
      return {}
    case 'cannot-launch':
      return cannotLaunch('The key pair web does not exist. Launching EC2 instance failed.')
    case 'launch-cancelled':
      return launchIsCancelled(brokenKey)
    case 'dies':
      return { diesAfterSeconds: nature.after }
    case 'never-healthy':
      return { neverHealthyIn: nature.in === 'everywhere' ? nature.in : [nature.in] }
    case 'flaps':
      return { flaps: { upSeconds: nature.up, downSeconds: nature.down } }
    case 'goes-bad':
      return { goesBadAfterSeconds: nature.after }
  }
}

/** docs/iam-policy.json without the right that is withheld. */
export const policyFor =
  ({ account: { withheld } }: Trial) =>
  (account: Account): PolicyDocument => {
    const { Statement } = documentedPolicy(account)
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
}

/** What strikes the calls of a trial. */
export const faultsOf = ({ strikes }: Trial): readonly Fault[] =>
  strikes.map((strike) => ({
    what: effects[strike.what],
    on:
      'operation' in strike
        ? { operation: strike.operation, nth: strike.nth }
        : { from: START + seconds(strike.from), until: START + seconds(strike.from + strike.for) },
  }))

/** Whether a strike is of one of these kinds. */
export const strikesBy = ({ strikes }: Pick<Trial, 'strikes'>, ...kinds: readonly Strike['what'][]): boolean =>
  strikes.some(({ what }) => kinds.includes(what))
