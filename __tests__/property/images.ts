/** The launch templates and images of a trial, and by which words its new images are asked for. */
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agent } from '../../simulator/aws/world/agent.ts'
import { type Behaviour, brokenKey, cannotLaunch, launchIsCancelled } from '../../simulator/aws/world/behaviour.ts'
import { ARM_NEW_IMAGE, ARM_OLD_IMAGE, ARM_TEMPLATE } from '../../simulator/scenes/mixed.ts'
import { NEW_IMAGE, OLD_IMAGE, TEMPLATE } from '../../simulator/scenes/web.ts'
import { seconds } from '../scenario.ts'
import type { Nature, Script, Trial } from './trial.ts'

/** The version that the group runs at first: the newest, and the default. */
export const PRESENT = 7
/** The parameter that a template may name its image by. */
export const PARAMETER = '/web/ami'
const MANIFEST = 'packer-manifest.json'

/** One architecture: its template, and its images. `later`: a new one that comes up in the middle. */
interface Kind {
  readonly template: string
  readonly name: string
  readonly type: string
  readonly old: string
  readonly next: string
  readonly later: string
  readonly arch: { readonly architecture?: 'arm64'; readonly bootMode?: 'uefi' }
}

const intel: Kind = {
  template: TEMPLATE,
  name: 'web',
  type: 'm5.large',
  old: OLD_IMAGE,
  next: NEW_IMAGE,
  later: 'ami-0b5eac1ed7a1e5003',
  arch: {},
}
const graviton: Kind = {
  template: ARM_TEMPLATE,
  name: 'web-arm',
  type: 'm7g.large',
  old: ARM_OLD_IMAGE,
  next: ARM_NEW_IMAGE,
  later: 'ami-0a64ac1ed7a1e5003',
  arch: { architecture: 'arm64', bootMode: 'uefi' },
}

type Its = Pick<Trial, 'group' | 'image' | 'script' | 'renews'>

const kindsOf = ({ group: { form } }: Its): readonly Kind[] => (form === 'two-templates' ? [intel, graviton] : [intel])

const news: ReadonlySet<string> = new Set([intel, graviton].flatMap(({ next, later }) => [next, later]))

/** Any image that a deploy may bring. */
export const isNewImage = (image: string | undefined): boolean => image !== undefined && news.has(image)

/** All images, templates and parameters, as the world begins. */
export function furnish(account: Account, trial: Trial): void {
  const { group, image } = trial
  for (const kind of kindsOf(trial)) {
    const { arch, old } = kind
    account.image({ ...arch, id: old, behaviour: { bootSeconds: 45, ...behaviourOf(group.old) } })
    offer(account, kind, trial, kind.next)
    if (image.from === 'parameter') account.parameter(sourceOf(kind), kind.next)
    writeTemplate(account, kind, group)
  }
  if (group.parameter !== 'none') account.parameter(PARAMETER, OLD_IMAGE)
}

/** The images in use stay, and what is launched of them from now on fares as the new one would. */
export function turn(account: Account, { group, image }: Trial): void {
  for (const { old } of kindsOf({ group, image })) {
    const inUse = account.images.get(old)
    if (inUse) account.image({ ...inUse, behaviour: { ...behaviourOf(image.nature), bootSeconds: image.boot } })
  }
}

/** A new image, of the trial's nature, that the words of the trial mean from now on if they can. */
export function bringLater(account: Account, trial: Its): void {
  for (const kind of kindsOf(trial)) {
    offer(account, kind, trial, kind.later)
    if (trial.image.from === 'parameter') account.parameter(sourceOf(kind), kind.later)
  }
}

/** The template's parameter comes to name an image of the past. */
export const moveParameter = (account: Account): unknown => account.parameter(PARAMETER, former(intel, PRESENT - 1))

/** All parameters are gone. */
export function deleteParameters({ parameters }: Account): void {
  for (const name of [PARAMETER, ...[intel, graviton].map(sourceOf)]) parameters.remove(name)
}

const sourceOf = ({ name }: Kind): string => `/web/next-${name}`
/** Its newest is `new-web-1`, later `new-web-2`. */
const named = ({ name }: Kind, which: string): string => `new-${name}-${which}`

function offer(account: Account, kind: Kind, { image, script }: Its, id: string): void {
  const { now } = account.agenda
  const name = named(kind, id === kind.next ? '1' : '2')
  const creationDate = new Date(id === kind.next ? now - seconds(7200) : now).toISOString()
  const agent = script && { agent: agentOf(script) }
  const behaviour = { ...behaviourOf(image.nature), ...agent, bootSeconds: image.boot }
  account.image({ ...kind.arch, id, name, creationDate, behaviour })
}

/** The input `image`, and the files that it needs. */
export function asked(trial: Its): { readonly image: string; readonly files: Readonly<Record<string, string>> } {
  if (trial.renews) return { image: 'current', files: {} }
  const kinds = kindsOf(trial)
  const lines = (word: (kind: Kind) => string) => ({ image: kinds.map(word).join('\n'), files: {} })
  switch (trial.image.from) {
    case 'id':
      return lines(({ next }) => next)
    case 'parameter':
      return lines((kind) => `ssm:${sourceOf(kind)}`)
    case 'newest':
      return lines((kind) => `latest:${named(kind, '?')}`)
    case 'packer':
      return { image: `packer:${MANIFEST}`, files: { [MANIFEST]: manifest(kinds) } }
  }
}

function manifest(kinds: readonly Kind[]): string {
  const run = '6d5d3185-fa95-44e1-8775-9e64fe2e2d8f'
  const builds = kinds.map(({ name, next }) => ({
    name,
    builder_type: 'amazon-ebs',
    artifact_id: `eu-west-1:${next}`,
    packer_run_uuid: run,
  }))
  return JSON.stringify({ builds, last_run_uuid: run })
}

/** The images that the words of a trial mean at this moment, as far as they mean any. */
export const meant = (account: Account, trial: Its): readonly string[] =>
  trial.renews ? [] : kindsOf(trial).flatMap((kind) => meaningOf(kind, account, trial) ?? [])

function meaningOf(kind: Kind, { parameters, images }: Account, { image }: Its): string | undefined {
  switch (image.from) {
    case 'id':
    case 'packer':
      return kind.next
    case 'parameter':
      return parameters.valueOf(sourceOf(kind))
    case 'newest':
      return [kind.later, kind.next].find((id) => images.has(id))
  }
}

/** Each version of the past has an image of its own. */
const former = ({ old }: Kind, version: number): string => `${old.slice(0, -2)}${version}0`

/** Seven versions. The newest `past` are of earlier rollouts, and say so. */
function writeTemplate(account: Account, kind: Kind, { past, parameter }: Trial['group']): void {
  const present = kind === intel && parameter !== 'none' ? `resolve:ssm:${PARAMETER}` : kind.old
  const images = Array.from({ length: PRESENT }, (_, i) => (i === PRESENT - 1 ? present : former(kind, i + 1)))
  for (const id of images.slice(0, -1)) account.image({ ...kind.arch, id, behaviour: { bootSeconds: 45 } })
  const { template: id, name, type } = kind
  const template = account.template({ id, name, versions: [contents(images[0] ?? '', type)] })
  for (const [i, image] of images.slice(1).entries()) {
    const [version, source] = [i + 2, i + 1]
    const description = `ami-rollout/1 from=${source} image=${image} sha=0f1e2d3c4b5a run=${version}`
    const ours = version > PRESENT - past && !image.startsWith('resolve:')
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

function behaviourOf(nature: Nature): Behaviour {
  switch (nature.type) {
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

/** What an image's agent makes of a script. */
function agentOf({ end, takes }: Script): Agent {
  switch (end) {
    case 'unmanaged':
      return { isMissing: true }
    case 'passes':
      return { script: { seconds: takes } }
    case 'fails':
      return { script: { seconds: takes, exit: 1 } }
    case 'hangs':
      return { script: { seconds: 36_000 } }
  }
}
