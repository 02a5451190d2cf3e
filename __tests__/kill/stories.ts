/** Rollouts with every write that they make: what may be killed, and what must stand afterwards. */
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { type Behaviour, cannotLaunch, goesBad } from '../../simulator/aws/world/behaviour.ts'
import { ARM_NEW_IMAGE, mixed } from '../../simulator/scenes/mixed.ts'
import { NEW_IMAGE, OLD_IMAGE, TEMPLATE, web } from '../../simulator/scenes/web.ts'
import { brief } from '../brief.ts'
import type { Moment } from '../life.ts'
import type { Truth } from '../property/sight.ts'

/** One rollout, and what stands once all has come to rest, by how the last job ended. */
export interface Story {
  readonly title: string
  /** The group `web`, as it is before. */
  build(agenda: Agenda): Account
  /** What is asked for: an image for each launch template. */
  readonly images?: readonly string[]
  /** No image is brought: an instance is new that this rollout has launched. */
  readonly renews?: true
  /** Besides those that keep a story short. */
  readonly inputs: Readonly<Record<string, string>>
  /** All writes, in order. */
  readonly writes: readonly string[]
  readonly outcome: 'succeeded' | 'failed'
  readonly green: Partial<Truth>
  readonly red: Partial<Truth>
}

/** In service without a word of doubt until just before AWS calls the refresh a success, at about 5 min 40 s, between two looks. */
const LATE = goesBad(267)
const BROKEN = cannotLaunch('The key pair web does not exist. Launching EC2 instance failed.')

const begin = ['CreateOrUpdateTags', 'UpdateAutoScalingGroup', 'CreateLaunchTemplateVersion', 'StartInstanceRefresh']
const pin = ['CreateLaunchTemplateVersion', 'CreateOrUpdateTags', 'UpdateAutoScalingGroup']
const giveBack = ['UpdateAutoScalingGroup', 'DeleteTags']
/** What failed is deleted; before that the tag that keeps an alias gets the refresh's id. */
const deleteFailed = ['CreateOrUpdateTags', 'DeleteLaunchTemplateVersions']

const onNew = { aliasesToRestore: undefined, next: NEW_IMAGE }
const onOld = { aliasesToRestore: undefined, next: OLD_IMAGE }

/** Terraform has made version 8, and the group means it already; the instances run version 7. */
function applied(agenda: Agenda, version: '8' | '$Latest', behaviour: Behaviour = {}): Account {
  const account = web(agenda, { newVersion: true, behaviour })
  account.groups.get('web')?.save({ id: TEMPLATE, name: 'web', version })
  return account
}
/** Who rolls it is known by a tag; the group is set to what it runs first. */
const claim = ['CreateOrUpdateTags', 'UpdateAutoScalingGroup', 'StartInstanceRefresh', 'CreateOrUpdateTags']

const both = [NEW_IMAGE, ARM_NEW_IMAGE]
const makeBoth = ['CreateLaunchTemplateVersion', 'CreateLaunchTemplateVersion']
const beginBoth = ['CreateOrUpdateTags', 'UpdateAutoScalingGroup', ...makeBoth, 'StartInstanceRefresh']

export const stories: readonly Story[] = [
  {
    title: 'a good image, $Latest',
    build: (agenda) => web(agenda, { version: '$Latest' }),
    inputs: {},
    writes: [...begin, ...giveBack],
    outcome: 'succeeded',
    green: { ...onNew, saved: '$Latest' },
    red: { ...onNew, saved: '$Latest' },
  },
  {
    title: 'a good image, $Default moved',
    build: (agenda) => web(agenda, { version: '$Default' }),
    inputs: { 'set-default-version': 'true' },
    writes: [...begin, 'ModifyLaunchTemplate', ...giveBack],
    outcome: 'succeeded',
    green: { ...onNew, saved: '$Default' },
    red: { ...onNew, saved: '$Default' },
  },
  {
    title: 'no launches, rolled back in time',
    build: (agenda) => web(agenda, { version: '$Default', behaviour: BROKEN }),
    inputs: { timeout: '20m' },
    writes: [...begin, 'RollbackInstanceRefresh', ...deleteFailed, ...giveBack],
    outcome: 'failed',
    green: {},
    red: { ...onOld, saved: '$Default' },
  },
  {
    title: 'no launches, cancelled in time',
    build: (agenda) => web(agenda, { version: '$Default', behaviour: BROKEN }),
    inputs: { timeout: '20m', 'on-failure': 'cancel' },
    writes: [...begin, 'CancelInstanceRefresh', ...giveBack],
    outcome: 'failed',
    green: {},
    red: { ...onOld, saved: '$Default' },
  },
  {
    title: 'bad after AWS is done',
    build: (agenda) => web(agenda, { version: '$Default', behaviour: LATE, group: { healthCheckType: 'EC2' } }),
    inputs: {},
    writes: [...begin, 'CreateOrUpdateTags', 'StartInstanceRefresh', ...deleteFailed, ...giveBack],
    outcome: 'failed',
    green: {},
    red: { ...onOld, saved: '$Default' },
  },
  {
    title: 'bad in the bake, where AWS refuses to roll back',
    build: (agenda) =>
      web(agenda, {
        version: '$Default',
        behaviour: goesBad(900),
        group: { healthCheckType: 'EC2' },
        rules: { rollbackWhileBaking: 'refused' },
      }),
    inputs: { 'bake-time': '30m' },
    writes: [
      ...begin,
      'RollbackInstanceRefresh',
      'CreateOrUpdateTags',
      'CancelInstanceRefresh',
      'StartInstanceRefresh',
      ...deleteFailed,
      ...giveBack,
    ],
    outcome: 'failed',
    green: {},
    red: { ...onOld, saved: '$Default' },
  },
  {
    title: 'a template that names a parameter, pinned',
    build: (agenda) => web(agenda, { version: '$Latest', parameter: '/web/ami' }),
    inputs: { 'ssm-template': 'pin' },
    writes: [...pin, 'CreateLaunchTemplateVersion', 'StartInstanceRefresh', ...giveBack],
    outcome: 'succeeded',
    green: { ...onNew, saved: '$Latest' },
    red: { ...onNew, saved: '$Latest' },
  },
  {
    title: 'a template that names a parameter, pinned, and no launches',
    build: (agenda) => web(agenda, { version: '$Default', parameter: '/web/ami', behaviour: BROKEN }),
    inputs: { 'ssm-template': 'pin', timeout: '20m' },
    writes: [...pin, 'CreateLaunchTemplateVersion', 'StartInstanceRefresh', 'RollbackInstanceRefresh', ...deleteFailed],
    outcome: 'failed',
    green: {},
    // $Default means the version with the parameter: the number stays.
    red: { aliasesToRestore: '$Default', next: OLD_IMAGE, saved: '8' },
  },
  {
    title: 'two launch templates, both on $Latest',
    build: (agenda) => mixed(agenda, { version: '$Latest', armVersion: '$Latest' }),
    images: both,
    inputs: {},
    writes: [...beginBoth, ...giveBack],
    outcome: 'succeeded',
    green: { ...onNew, saved: '$Latest,$Latest' },
    red: { ...onNew, saved: '$Latest,$Latest' },
  },
  {
    title: 'two launch templates, one image does not launch',
    build: (agenda) => mixed(agenda, { version: '$Default', armVersion: '$Default', armBehaviour: BROKEN }),
    images: both,
    inputs: { timeout: '20m' },
    writes: [...beginBoth, 'RollbackInstanceRefresh', ...deleteFailed, 'DeleteLaunchTemplateVersions', ...giveBack],
    outcome: 'failed',
    green: {},
    red: { ...onOld, saved: '$Default,$Default' },
  },
  {
    title: 'two launch templates, bad after AWS is done',
    build: (agenda) => mixed(agenda, { behaviour: LATE, armBehaviour: LATE, group: { healthCheckType: 'EC2' } }),
    images: both,
    inputs: {},
    writes: [
      ...makeBoth,
      'StartInstanceRefresh',
      'CreateOrUpdateTags',
      'StartInstanceRefresh',
      'DeleteLaunchTemplateVersions',
      'DeleteLaunchTemplateVersions',
    ],
    outcome: 'failed',
    green: {},
    red: { ...onOld, saved: '7,3' },
  },
  {
    title: 'a version of Terraform, which the group means already',
    build: (agenda) => applied(agenda, '8'),
    inputs: { image: '', 'launch-template-version': '8' },
    writes: claim,
    outcome: 'succeeded',
    green: { ...onNew, saved: '8' },
    red: { ...onNew, saved: '8' },
  },
  {
    title: 'a version of Terraform that does not launch, $Latest',
    build: (agenda) => applied(agenda, '$Latest', BROKEN),
    inputs: { image: '', 'launch-template-version': '$Latest', timeout: '20m' },
    writes: ['CreateOrUpdateTags', ...claim, 'CreateOrUpdateTags', 'RollbackInstanceRefresh'],
    outcome: 'failed',
    green: {},
    // $Latest means the version that failed, and is not ours to delete: the number stays.
    red: { aliasesToRestore: '$Latest', next: OLD_IMAGE, saved: '7' },
  },
  {
    title: 'the same image again, $Latest',
    build: (agenda) => web(agenda, { version: '$Latest' }),
    renews: true,
    images: [OLD_IMAGE],
    inputs: { image: 'current' },
    writes: ['CreateOrUpdateTags', ...claim, 'CreateOrUpdateTags', ...giveBack],
    outcome: 'succeeded',
    green: { ...onOld, saved: '$Latest' },
    red: { ...onOld, saved: '$Latest' },
  },
]

/** All inputs of a story: all instances at once, few looks. */
export const inputsOf = ({ inputs, images = [NEW_IMAGE] }: Story): Readonly<Record<string, string>> => ({
  image: images.join('\n'),
  ...brief,
  ...inputs,
})

/** Before and after each write. */
export const moments = ({ writes }: Story): readonly Required<Moment>[] =>
  writes.flatMap((operation, i) => {
    const nth = writes.slice(0, i + 1).filter((each) => each === operation).length
    return (['before', 'after'] as const).map((when) => ({ operation, nth, when }))
  })
