/** Rollouts with every write that they make: what may be killed, and what must stand afterwards. */
import { boots, cannotLaunch, goesBad } from '../../simulator/aws/world/behaviour.ts'
import { NEW_IMAGE, OLD_IMAGE, type Web } from '../../simulator/scenes/web.ts'
import type { Moment } from '../life.ts'
import type { Truth } from '../truth/sight.ts'

/** One rollout, and what stands once all has come to rest, by how the last job ended. */
export interface Story {
  readonly title: string
  readonly scene: Web
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

const onNew = { owed: undefined, next: NEW_IMAGE }
const onOld = { owed: undefined, next: OLD_IMAGE }

export const stories: readonly Story[] = [
  {
    title: 'a good image, $Latest',
    scene: { version: '$Latest' },
    inputs: {},
    writes: [...begin, ...giveBack],
    outcome: 'succeeded',
    green: { ...onNew, saved: '$Latest' },
    red: { ...onNew, saved: '$Latest' },
  },
  {
    title: 'a good image, $Default moved',
    scene: { version: '$Default' },
    inputs: { 'set-default-version': 'true' },
    writes: [...begin, 'ModifyLaunchTemplate', ...giveBack],
    outcome: 'succeeded',
    green: { ...onNew, saved: '$Default' },
    red: { ...onNew, saved: '$Default' },
  },
  {
    title: 'no launches, rolled back in time',
    scene: { version: '$Default', behaviour: BROKEN },
    inputs: { timeout: '20m' },
    writes: [...begin, 'RollbackInstanceRefresh', ...giveBack],
    outcome: 'failed',
    green: {},
    red: { ...onOld, saved: '$Default' },
  },
  {
    title: 'no launches, cancelled in time',
    scene: { version: '$Default', behaviour: BROKEN },
    inputs: { timeout: '20m', 'on-failure': 'cancel' },
    writes: [...begin, 'CancelInstanceRefresh', ...giveBack],
    outcome: 'failed',
    green: {},
    red: { ...onOld, saved: '$Default' },
  },
  {
    title: 'bad after AWS is done',
    scene: { version: '$Default', behaviour: LATE, group: { healthCheckType: 'EC2' } },
    inputs: {},
    writes: [...begin, 'CreateOrUpdateTags', 'StartInstanceRefresh', ...giveBack],
    outcome: 'failed',
    green: {},
    red: { ...onOld, saved: '$Default' },
  },
  {
    title: 'too late in the bake, where AWS refuses to roll back',
    scene: { version: '$Default', behaviour: boots(300), rules: { rollbackWhileBaking: 'refused' } },
    inputs: { 'bake-time': '30m', timeout: '33m' },
    writes: [
      ...begin,
      'RollbackInstanceRefresh',
      'CancelInstanceRefresh',
      'CreateOrUpdateTags',
      'StartInstanceRefresh',
      ...giveBack,
    ],
    outcome: 'failed',
    // The image is good, only late: a rerun may find it well and let it stand. $Default still means the old one.
    green: { owed: '$Default', next: NEW_IMAGE, saved: '8' },
    red: { ...onOld, saved: '$Default' },
  },
  {
    title: 'a template that names a parameter, pinned',
    scene: { version: '$Latest', parameter: '/web/ami' },
    inputs: { 'ssm-template': 'pin' },
    writes: [...pin, 'CreateLaunchTemplateVersion', 'StartInstanceRefresh', ...giveBack],
    outcome: 'succeeded',
    green: { ...onNew, saved: '$Latest' },
    red: { ...onNew, saved: '$Latest' },
  },
  {
    title: 'a template that names a parameter, pinned, and no launches',
    scene: { version: '$Default', parameter: '/web/ami', behaviour: BROKEN },
    inputs: { 'ssm-template': 'pin', timeout: '20m' },
    writes: [...pin, 'CreateLaunchTemplateVersion', 'StartInstanceRefresh', 'RollbackInstanceRefresh'],
    outcome: 'failed',
    green: {},
    // $Default means the version with the parameter: the number stays.
    red: { owed: '$Default', next: OLD_IMAGE, saved: '8' },
  },
]

/** All inputs of a story: all instances at once, few looks. */
export const inputsOf = ({ inputs }: Story): Readonly<Record<string, string>> => ({
  'min-healthy-percentage': '100',
  'max-healthy-percentage': '200',
  'poll-interval': '30s',
  'bake-time': '150s',
  ...inputs,
})

/** Before and after each write. */
export const moments = ({ writes }: Story): readonly Required<Moment>[] =>
  writes.flatMap((operation, i) => {
    const nth = writes.slice(0, i + 1).filter((each) => each === operation).length
    return (['before', 'after'] as const).map((when) => ({ operation, nth, when }))
  })
