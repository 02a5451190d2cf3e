/** Plays the clean-up at the end of a rollout in a random account: the action's own last steps, by the real SDK over real HTTP. */
import * as fc from 'fast-check'
import { denied } from '../../simulator/aws/gate/faults.ts'
import { simulateAws } from '../../simulator/aws/simulate.ts'
import { Agenda } from '../../simulator/aws/world/agenda.ts'
import { standingKey } from '../../simulator/aws/world/credentials.ts'
import { virtualClock } from '../../simulator/clock.ts'
import { policyWith } from '../../simulator/policy.ts'
import { GROUP } from '../../simulator/scenes/web.ts'
import { ambient } from '../../src/aws/index.ts'
import { compose, noVerification } from '../../src/compose.ts'
import type { Event } from '../../src/rollout/events.ts'
import { finalStep } from '../../src/rollout/execute/final-steps.ts'
import type { TemplateVersion } from '../../src/rollout/model/launch-template.ts'
import { START } from '../scenario.ts'
import { before, changedImages, wrongs } from './image-judge.ts'
import { build, type ImageWorld, imageWorlds } from './image-world.ts'

/** What came of one world. `reasons`: why each image stayed, and `archived` for each that did not. */
export interface PlayedCleanUp {
  readonly wrongs: readonly string[]
  readonly reasons: readonly string[]
}

/** The world of a seed. */
export function imageWorldOf(seed: number): ImageWorld {
  const [world] = fc.sample(imageWorlds, { seed, numRuns: 1, unbiased: true })
  if (!world) throw new Error(`no world of the seed ${seed}`)
  return world
}

/** Cleans up, and judges what was done. */
export async function playCleanUp(world: ImageWorld): Promise<PlayedCleanUp> {
  const agenda = new Agenda(START)
  const { account, named } = build(world, agenda)
  const clock = virtualClock(agenda)
  const faults = world.denied === 'none' ? [] : [{ on: { operation: world.denied }, what: denied }]
  const aws = await simulateAws({ account, clock, faults, policy: policyWith('images')(account) })
  const env = {
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: account.region,
    AWS_ACCESS_KEY_ID: standingKey.accessKeyId,
    AWS_SECRET_ACCESS_KEY: standingKey.secretAccessKey,
  }
  Object.assign(process.env, env)
  const reasons: string[] = []
  const emit = (event: Event) => {
    if (event.type !== 'archiving-images') return
    reasons.push(
      ...event.cleanUp.kept.map(({ because }) => because.why),
      ...event.cleanUp.archived.map(() => 'archived'),
    )
  }
  const parts = { region: account.region, env, credentials: ambient(env), verifyRunner: noVerification, emit }
  const { close, ...context } = compose(parts, { clock, stop: new AbortController().signal })
  try {
    const was = before(account)
    const proven = provenIn(account)
    const rollout = { group: GROUP, from: { templates: proven }, to: { templates: proven }, isRollback: false }
    const archive = { keep: world.keepImages, how: world.how }
    for (const { id: template } of world.deletes ? proven : []) {
      const step = { type: 'delete-old-versions', template, keep: world.keepVersions } as const
      await finalStep(context, { ...step, expected: [], retires: true, retired: [] }, { rollout, proven })
    }
    for (const { id: template } of proven)
      await finalStep(context, { type: 'archive-images', template, archive, expected: [] }, { rollout, proven })
    const found = wrongs(account, was, { world, named })
    const unheard = changedImages(account, was).length - reasons.filter((reason) => reason === 'archived').length
    return { wrongs: [...found, ...(unheard > 0 ? [`${unheard} archived without a word`] : [])], reasons }
  } finally {
    close()
    await aws.close()
  }
}

/** What the group has saved: on this its fleet was confirmed a moment ago. */
function provenIn({ groups, templates }: ReturnType<typeof build>['account']): readonly TemplateVersion[] {
  const { template, mixed } = groups.get(GROUP)?.configuration ?? {}
  const choices = [...(template ? [template] : []), ...(mixed?.overrides ?? []).flatMap((each) => each.template ?? [])]
  return choices.map(({ id, name, version }) => {
    const { number, data } = templates.version({ id, name, version })
    return { id, name, version: number, image: data.ImageId ?? '' }
  })
}

/** Every reason for which an image may stay, and that it did not. */
const allReasons = [
  'archived',
  'newest',
  'rollback-target',
  'version',
  'instance',
  'override',
  'launch-configuration',
  'unproven',
  'owner',
  'state',
  'public',
  'shared',
  'launched',
  'reference',
]

/** What came of many worlds. */
export interface PlayedCleanUps {
  readonly broken: readonly { readonly seed: number; readonly wrongs: readonly string[] }[]
  readonly counts: ReadonlyMap<string, number>
  /** Reasons that occurred in fewer than one of forty worlds: too seldom to show anything. */
  readonly tooSeldom: readonly string[]
}

/** Plays the worlds of so many seeds, one after another. */
export async function playCleanUps(first: number, worlds: number): Promise<PlayedCleanUps> {
  const counts = new Map<string, number>(allReasons.map((reason) => [reason, 0]))
  const broken: { seed: number; wrongs: readonly string[] }[] = []
  for (let seed = first; seed < first + worlds; seed++) {
    const played = await playCleanUp(imageWorldOf(seed))
    if (played.wrongs.length > 0) broken.push({ seed, wrongs: played.wrongs })
    for (const reason of played.reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  const least = worlds / 40
  const tooSeldom = [...counts].filter(([, count]) => count < least).map(([reason, count]) => `${reason}: ${count}`)
  return { broken, counts, tooSeldom }
}

/** In Markdown, the most frequent first. */
export const tableOfReasons = (counts: PlayedCleanUps['counts']): string =>
  [
    '| why | images |',
    '|---|--:|',
    ...[...counts].toSorted(([, a], [, b]) => b - a).map(([reason, count]) => `| ${reason} | ${count} |`),
  ].join('\n')
