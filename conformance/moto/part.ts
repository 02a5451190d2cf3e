/** moto, a second AWS that we did not write: the shipped bundle rolls groups of every form over its models. */
import { setTimeout as pause } from 'node:timers/promises'
import { inTurn, type Play } from '../in-turn.ts'
import { missingProgram, versionsIn } from '../needs.ts'
import { type Case, expected, type Part, type Stage } from '../part.ts'
import { startAction } from '../simulated.ts'
import { accountAt, type Behaviour, found, image, type World } from '../world.ts'
import { type Form, forms } from './forms.ts'
import { type Moto, REQUIREMENTS, startMoto } from './serve.ts'

export const moto: Part = {
  name: 'moto',
  says: 'The shipped bundle rolls groups of every form over moto’s models: deploy, plan, check, rollback, cancel, bad images.',
  needs: 'python3 with venv',
  missing: () => missingProgram('python3'),
  async play(stage) {
    await using moto = await startMoto(stage)
    const world = await accountAt(moto.url)
    const images = await imagesOf(world)
    const scene = { stage, moto, world, images }
    const plays: readonly Play[] = [
      ...forms.map((form, i) => ({ name: form.name, of: () => formOf(scene, form, `form-${i}`) })),
      ...bad.map((one, i) => ({ name: `${one.behaviour}: ${one.form}`, of: () => badOf(scene, one, `bad-${i}`) })),
      { name: 'one group after the other mode', of: () => story(scene, 'story') },
      { name: 'cancelled in the middle', of: () => cancelled(scene, 'cancel') },
    ]
    return { versions: versionsIn(REQUIREMENTS), cases: await inTurn(stage, plays, AT_ONCE) }
  },
}

/** Rollouts wait most of the time: so many at once keep two cores busy. */
const AT_ONCE = 6

interface Images {
  readonly old: string
  readonly new: string
  readonly armOld: string
  readonly armNew: string
  readonly bad: Readonly<Record<Exclude<Behaviour, 'good'>, string>>
}

async function imagesOf(world: World): Promise<Images> {
  return {
    old: await image(world, 'web-1', 'good'),
    new: await image(world, 'web-2', 'good'),
    armOld: await image(world, 'web-arm-1', 'good', 'arm64'),
    armNew: await image(world, 'web-arm-2', 'good', 'arm64'),
    bad: {
      dies: await image(world, 'web-dies', 'dies'),
      'never-healthy': await image(world, 'web-never-healthy', 'never-healthy'),
      'cannot-launch': await image(world, 'web-cannot-launch', 'cannot-launch'),
    },
  }
}

interface Scene {
  readonly stage: Stage
  readonly moto: Moto
  readonly world: World
  readonly images: Images
}

/** The shortest times that the action takes: moto's day is short. */
const quick = {
  'poll-interval': '5s',
  'bake-time': '25s',
  'target-health-timeout': '10s',
  'max-healthy-percentage': '200',
}

interface Run {
  readonly outputs: Readonly<Record<string, string>>
  readonly exit: number
}

/** One job with the shipped bundle. Its log goes into the raw log, behind the name of its group. */
async function run({ stage, moto }: Scene, inputs: Readonly<Record<string, string>>, runId: string): Promise<Run> {
  const name = inputs['auto-scaling-group'] ?? ''
  const job = startAction({ inputs, env: moto.env, context: { runId } })
  const { outputs, main, log } = await job.done
  for (const line of log) stage.log(`${name}: ${line}`)
  return { outputs, exit: main.exit ?? 1 }
}

/** What became of the group, in the words of `ends`. */
async function endOf({ world, images }: Scene, name: string, { outputs, exit }: Run): Promise<string> {
  const { instances, next } = await found(world, name)
  const known = new Map([
    [images.old, 'old'],
    [images.armOld, 'old'],
    [images.new, 'new'],
    [images.armNew, 'new'],
    ['', 'unknown'],
  ])
  const word = (id: string) => known.get(id) ?? 'bad'
  const runs = [
    ...new Set(instances.filter(({ state }) => !state.startsWith('Terminating')).map(({ image }) => word(image))),
  ].toSorted()
  const code = outputs['failure-code']
  const outcome = outputs['outcome'] ?? 'no outcome'
  const isGreen = ['succeeded', 'unchanged', 'planned', 'in-sync'].includes(outcome)
  const lie = isGreen === (exit === 0) ? '' : `, though its exit is ${exit}`
  const fleet = outcome === 'refused' || outcome === 'planned' || !outputs['fleet'] ? '' : `, fleet ${outputs['fleet']}`
  return `${outcome}${code ? ` ${code}` : ''}${lie}${fleet}, runs ${runs.join(' ') || 'nothing'}, next ${word(next)}`
}

async function formOf(scene: Scene, form: Form, name: string): Promise<readonly Case[]> {
  const { world, images } = scene
  const arm = { old: images.armOld, new: images.armNew }
  await form.make({ world, name, old: images.old, arm })
  const inputs = {
    ...quick,
    'auto-scaling-group': name,
    image: form.hasArm ? `${images.new}\n${images.armNew}` : images.new,
    ...form.inputs,
  }
  const wanted = form.ends ?? 'succeeded, fleet new, runs new, next new'
  const ended = await run(scene, inputs, '1')
  const cases = [expected(`deploy: ${form.name}`, wanted, await endOf(scene, name, ended))]
  if (wanted.startsWith('refused')) return cases
  const check = await run(scene, { 'auto-scaling-group': name, mode: 'check' }, '2')
  // What the rollout left out still runs the old version, and a check says so.
  const inSync = wanted.includes(' old') ? 'drifted' : 'in-sync'
  return [...cases, expected(`check after it: ${form.name}`, inSync, check.outputs['outcome'] ?? '')]
}

interface Bad {
  readonly behaviour: Exclude<Behaviour, 'good'>
  readonly form: string
  readonly inputs?: Readonly<Record<string, string>>
  readonly ends: string
}

const bad: readonly Bad[] = [
  {
    behaviour: 'never-healthy',
    form: 'a target group',
    ends: 'failed target-health, fleet previous, runs old, next old',
  },
  {
    behaviour: 'dies',
    form: 'a template by id, a number',
    ends: 'failed instances-died, fleet previous, runs old, next old',
  },
  { behaviour: 'dies', form: '$Latest', ends: 'failed instances-died, fleet previous, runs old, next old' },
  {
    behaviour: 'dies',
    form: 'a mixed instances policy',
    ends: 'failed instances-died, fleet previous, runs old, next old',
  },
  {
    behaviour: 'cannot-launch',
    form: 'a template by id, a number',
    ends: 'failed launch-failures, fleet previous, runs old, next old',
  },
]

async function badOf(
  scene: Scene,
  { behaviour, form: formName, inputs = {}, ends }: Bad,
  name: string,
): Promise<readonly Case[]> {
  const { world, images } = scene
  const form = forms.find((one) => one.name === formName)
  if (!form) throw new Error(`no form is called ${formName}`)
  await form.make({ world, name, old: images.old, arm: { old: images.armOld, new: images.armNew } })
  const ended = await run(
    scene,
    { ...quick, 'auto-scaling-group': name, image: images.bad[behaviour], ...form.inputs, ...inputs },
    '1',
  )
  return [expected(`${behaviour}: ${form.name}`, ends, await endOf(scene, name, ended))]
}

/** One group through all modes. */
async function story(scene: Scene, name: string): Promise<readonly Case[]> {
  const { world, images } = scene
  await forms[0]?.make({ world, name, old: images.old, arm: { old: '', new: '' } })
  const cases: Case[] = []
  const next = async (what: string, inputs: Readonly<Record<string, string>>, wanted: string) => {
    const ended = await run(scene, { 'auto-scaling-group': name, ...inputs }, String(cases.length + 1))
    cases.push(expected(`one group after the other mode: ${what}`, wanted, await endOf(scene, name, ended)))
  }
  await next('check before anything', { mode: 'check' }, 'in-sync, runs old, next old')
  await next('plan', { ...quick, mode: 'plan', image: images.new }, 'planned, runs old, next old')
  await next('an image that is not there', { image: 'ami-0123456789abcdef0' }, 'refused preflight, runs old, next old')
  await next(
    'deploy with a checkpoint',
    { ...quick, image: images.new, checkpoints: '50', 'checkpoint-delay': '10s' },
    'succeeded, fleet new, runs new, next new',
  )
  await next('the same again', { ...quick, image: images.new }, 'unchanged, fleet new, runs new, next new')
  await next('plan of a rollback', { mode: 'plan', to: 'previous' }, 'planned, runs new, next new')
  await next('rollback', { mode: 'rollback', 'poll-interval': '5s' }, 'succeeded, fleet previous, runs old, next old')
  return cases
}

/** Somebody cancels the job in the middle: the runner's signals, then post. */
async function cancelled(scene: Scene, name: string): Promise<readonly Case[]> {
  const { world, images, moto, stage } = scene
  await forms[0]?.make({ world, name, old: images.old, arm: { old: '', new: '' } })
  const job = startAction({
    inputs: { ...quick, 'auto-scaling-group': name, image: images.new, 'instance-warmup': '10s' },
    env: moto.env,
    context: { runId: '1' },
  })
  await pause(20_000)
  job.cancel()
  const { outputs, main, log } = await job.done
  for (const line of log) stage.log(`${name}: ${line}`)
  const seen = await endOf(scene, name, { outputs, exit: main.exit ?? 1 })
  // The main step has ended while the rollback was in progress: what its output `fleet` says depends on how far that was.
  const end = seen.replace(/, fleet \w+/, '')
  return [expected('cancelled in the middle', 'cancelled cancelled, runs old, next old', end)]
}
