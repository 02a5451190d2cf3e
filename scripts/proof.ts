/**
 * Plays random rollouts, each from a seed of its own, and says which of them broke a promise: `npm run proof`, or
 * `npm run proof -- --runs 500 --seed 7`. A seed that failed is played again with `--runs 1 --seed …`. Others instead:
 * - `--disturbed`: they meet every fault that the simulator knows; too seldom, alone or on a write, fails.
 * - `--features`: they are let be, over groups with features of AWS's own (hooks, drains, Spot, …), which are counted.
 * - `--trials`: each has a trial before it. `--current`: none brings an image (`image: current`).
 * - `--images`: clean-ups of images in random accounts; why each image stayed is counted.
 * - `--calls`: every fault on every call of the stories, and the tables of what came of it. `--columns`: only the faults
 *   that the tables have a column for. `--only TEXT`: the stories whose titles hold the text.
 * - `--faults`: plants faults in the action, one at a time, and writes which seed is the first to notice each.
 * - `--beliefs`: plants wrong beliefs about AWS, and plays the tests that must contradict each. `--only TEXT`: those whose
 *   names hold the text.
 * - `--kills`: every kill, both with another attempt and with another run behind it, where `npm test` takes turns.
 * - `--pairs`: thirty pairs of bundles start in the same second.
 * - `--github`: each call to GitHub's API meets each trouble.
 * - `--moving`: the workflows of others that have moved here, each in a good, a bad and a cancelled world, with the bundle.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { lastingStrikes, meetFaults, tableOf } from '../__tests__/property/calls.ts'
import { featureCounts } from '../__tests__/property/features-met.ts'
import { goodImagesIn, LEAST_SUCCEEDED, tableOfGoodImages } from '../__tests__/property/good-images.ts'
import { playCleanUps, tableOfReasons } from '../__tests__/property/image-play.ts'
import { trialEventNames } from '../__tests__/property/play.ts'
import { type Kind, prove } from '../__tests__/property/prove.ts'
import { scriptEventNames } from '../__tests__/property/scripts.ts'
import { type Story, stories, tableFile } from '../__tests__/property/stories.ts'
import { type Counts, Tally } from '../__tests__/property/tally.ts'
import { connectionTroubles, troubles } from '../__tests__/property/trial.ts'
import { playBeliefs } from './proof/believing.ts'
import { faults } from './proof/faults.ts'
import { faultsFile, noticing, tableOfFaults } from './proof/noticing.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    part: { type: 'string' },
    calls: { type: 'boolean', default: false },
    columns: { type: 'boolean', default: false },
    faults: { type: 'boolean', default: false },
    beliefs: { type: 'boolean', default: false },
    only: { type: 'string' },
    kills: { type: 'boolean', default: false },
    pairs: { type: 'boolean', default: false },
    github: { type: 'boolean', default: false },
    moving: { type: 'boolean', default: false },
    disturbed: { type: 'boolean', default: false },
    features: { type: 'boolean', default: false },
    images: { type: 'boolean', default: false },
    trials: { type: 'boolean', default: false },
    current: { type: 'boolean', default: false },
  },
})
const kind = kindOf(values)
/** Faults that the rollouts of this kind meet, on the writes of every rollout. */
const wanted = {
  faults: kind === 'usual' ? troubles : [...troubles, ...connectionTroubles],
  writes: ['CreateLaunchTemplateVersion', 'StartInstanceRefresh', 'RollbackInstanceRefresh', 'UpdateAutoScalingGroup'],
} as const
/** How often each fault, and each with each write, must have struck; writes are aimed at where the rollouts are disturbed. */
const minima = {
  fault: Math.floor(Number(values.runs) / 100),
  pair: kind === 'disturbed' ? Math.floor(Number(values.runs) / 1000) : 0,
}
/** Rollouts without a new image are met by people, faults and cancels, as the usual ones are. */
const LEAST_RENEWED = 0.3
/** A line for who waits, after every so many rollouts. */
const STEP = 500
const [runs, first] = [Number(values.runs), Number(values.seed)]
const parts = Math.min(runs, availableParallelism())

if (values.calls) await playCalls(values.only)
else if (values.faults) await plantFaults()
else if (values.beliefs) process.exitCode = (await playBeliefs(values.only)).length === 0 ? 0 : 1
else if (values.kills) await playTests('__tests__/kill', { EVERY_KILL: '1' })
else if (values.pairs) await playTests('__tests__/end-to-end/pairs.test.ts', { PAIRS: '30' }, '--max-concurrency=2')
else if (values.github) await playTests('__tests__/scenarios/pull-request.test.ts', { EVERY_TROUBLE: '1' })
else if (values.moving) await playTests('__tests__/moving', { EVERY_MOVE: '1' }, '--max-concurrency=8')
else if (values.images) await playImages()
else if (values.part === undefined) {
  const began = performance.now()
  const tally = new Tally()
  const exits = await Promise.all(Array.from({ length: parts }, (_, part) => playPart(part, tally)))
  const minutes = ((performance.now() - began) / 60_000).toFixed(1)
  const failed = exits.filter((exit) => exit !== 0).length
  console.log(
    `${runs} random rollouts, seeds ${first} to ${first + runs - 1}, in ${minutes} min (simulated AWS, virtual time): ${failed === 0 ? 'every promise was kept' : 'promises were broken, see above'}`,
  )
  console.log(`\nHow often each fault struck:\n\n${tally.table(wanted)}\n`)
  const few =
    kind === 'featured'
      ? [...countFeatures(tally), ...countGoodImages(tally)]
      : kind === 'tried'
        ? countTrials(tally)
        : kind === 'renewed'
          ? countGoodImages(tally, LEAST_RENEWED)
          : tally.below(minima, wanted)
  for (const each of few) console.log(`too seldom to show anything: ${each}`)
  process.exitCode = failed === 0 && few.length === 0 ? 0 : 1
} else {
  const tally = new Tally()
  for (let seed = first + Number(values.part); seed < first + runs; seed += parts) {
    const broken = await prove(seed, { kind, tally })
    if ((seed - first + 1) % STEP < parts) console.log(`… seed ${seed}`)
    if (!broken) continue
    process.exitCode = 1
    console.log(
      `seed ${seed}:\n${broken.promises.map((promise) => `  ${promise}\n`).join('')}  ${JSON.stringify(broken.trial)}`,
    )
  }
  process.send?.(tally.counts)
}

function kindOf({ disturbed, features: featured, trials, current }: Record<string, unknown>): Kind {
  if (disturbed === true) return 'disturbed'
  if (featured === true) return 'featured'
  if (trials === true) return 'tried'
  return current === true ? 'renewed' : 'usual'
}

/**
 * Prints how often each feature was met. Returns those that fewer than one of twenty rollouts met. Faults are beside the
 * point of these rollouts, and have no minima there.
 */
function countFeatures({ counts }: Tally): readonly string[] {
  const rows = featureCounts(counts)
  console.log('| feature | rollouts | with a good image |\n|---|--:|--:|')
  for (const { feature, good, met } of rows) console.log(`| ${feature} | ${met} | ${good} |`)
  return rows.filter(({ met }) => met < runs / 20).map(({ feature, met }) => `${feature}: ${met}`)
}

/** Prints how the rollouts of good images ended. Returns a sentence where too few succeeded. */
function countGoodImages({ counts }: Tally, least = LEAST_SUCCEEDED): readonly string[] {
  const found = goodImagesIn(counts)
  const share = `${(100 * found.succeeded).toFixed(1)} % of ${found.rollouts} good images succeeded`
  console.log(`\n${tableOfGoodImages(found)}\n\n${share}, at least ${100 * least} % wanted`)
  return found.succeeded < least ? [share] : []
}

/** Prints what became of the trials. Returns what happened in fewer than one of fifty rollouts. */
function countTrials({ counts }: Tally): readonly string[] {
  const rows = [...trialEventNames, ...scriptEventNames].map((name) => [name, counts[name] ?? 0] as const)
  console.log(`| what | rollouts |\n|---|--:|\n${rows.map(([name, count]) => `| ${name} | ${count} |`).join('\n')}`)
  return rows.filter(([, count]) => count < runs / 50).map(([name, count]) => `${name}: ${count}`)
}

/** Every story in a process of its own, as many at once as there are processors; with `--only` those that it names, here. */
async function playCalls(only: string | undefined): Promise<void> {
  if (only !== undefined) {
    for (const story of stories.filter(({ title }) => title.includes(only))) await meetCalls(story)
    return
  }
  const waiting = stories.map(({ title }) => title)
  const worker = async () => {
    for (let title = waiting.shift(); title !== undefined; title = waiting.shift()) {
      const flags = ['--calls', '--only', title, ...(values.columns ? ['--columns'] : [])]
      const [code] = await once(fork(fileURLToPath(import.meta.url), flags), 'exit')
      if (code !== 0) process.exitCode = 1
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker))
}

async function meetCalls(story: Story): Promise<void> {
  const began = performance.now()
  const meeting = await meetFaults(story, values.columns ? () => lastingStrikes : undefined)
  writeFileSync(tableFile(story), tableOf(story, meeting))
  const minutes = ((performance.now() - began) / 60_000).toFixed(1)
  const complaints = meeting.complaints.map((each) => `\n  ${each}`).join('')
  console.log(`${story.title}: ${meeting.met.length} faults in ${minutes} min${complaints}`)
  if (meeting.complaints.length > 0) process.exitCode = 1
}

async function plantFaults(): Promise<void> {
  const noticed = await noticing(faults, { runs, first, parts })
  writeFileSync(faultsFile, tableOfFaults(noticed))
  for (const { fault, by } of noticed) console.log(`${by ? `seed ${by.seed}` : 'not noticed'}: ${fault.name}`)
  if (noticed.some(({ fault, by }) => !by && !fault.elsewhere)) process.exitCode = 1
}

/** Plays more of what `npm test` plays a part of. `env`: how much. */
async function playTests(path: string, env: Readonly<Record<string, string>>, ...flags: string[]): Promise<void> {
  const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url))
  const child = fork(vitest, ['run', path, ...flags], { env: { ...process.env, ...env } })
  const [code] = await once(child, 'exit')
  process.exitCode = code === 0 ? 0 : 1
}

async function playImages(): Promise<void> {
  const found = await playCleanUps(first, runs)
  for (const { seed, wrongs } of found.broken)
    console.log(`seed ${seed}:\n${wrongs.map((each) => `  ${each}\n`).join('')}`)
  console.log(
    `${runs} clean-ups of images in random accounts, why each image stayed:\n\n${tableOfReasons(found.counts)}`,
  )
  for (const reason of found.tooSeldom) console.log(`too seldom to show anything: ${reason}`)
  process.exitCode = found.broken.length + found.tooSeldom.length === 0 ? 0 : 1
}

/** A process plays every so many-th seed; its exit code, 0 if every promise was kept. */
function playPart(part: number, tally: Tally): Promise<number | null> {
  const child = fork(fileURLToPath(import.meta.url), [
    `--runs=${runs}`,
    `--seed=${first}`,
    `--part=${part}`,
    ...(values.disturbed ? ['--disturbed'] : []),
    ...(values.features ? ['--features'] : []),
    ...(values.trials ? ['--trials'] : []),
    ...(values.current ? ['--current'] : []),
  ])
  child.on('message', (counts: Counts) => tally.merge(counts))
  return new Promise((resolve) => child.once('exit', resolve))
}
