/**
 * Two bundles that start in the same second over one group: what each of them says is true. `npm test` plays two pairs,
 * `npm run proof -- --pairs` thirty.
 */
import { expect, test } from 'vitest'
import { boots } from '../../simulator/aws/world/behaviour.ts'
import type { JobResult } from '../../simulator/github/runner.ts'
import { scenes } from '../../simulator/scenes/index.ts'
import { NEW_IMAGE } from '../../simulator/scenes/web.ts'
import { type Stage, setUp } from '../../simulator/stage.ts'
import { brief } from '../brief.ts'

const OTHER_IMAGE = 'ami-0b5eac1ed7a1e5003'
const PAIRS = Number(process.env['PAIRS'] ?? 2)
const SPEED = 40

const ways = ['auto', 'wait', 'fail', 'replace'] as const

/** By turns: each `on-conflict`, the same image and two, and the second a little later. */
const pairs = Array.from({ length: PAIRS }, (_, i) => ({
  pair: i + 1,
  onConflict: ways[i % ways.length] ?? 'auto',
  other: Math.floor(i / ways.length) % 2 === 0 ? OTHER_IMAGE : NEW_IMAGE,
  laterMs: (i * 137) % 1000,
}))

/** The images that the instances in service run, each once. */
function running({ account, clock }: Stage): readonly string[] {
  account.agenda.runUntil(clock.now())
  const inService = account.truth('web').filter(({ lifecycle }) => lifecycle === 'InService')
  return [...new Set(inService.map(({ imageId }) => imageId))]
}

/** What a job said that the world does not bear out. */
function untrue({ account }: Stage, image: string, { outputs }: JobResult): readonly string[] {
  const { outcome, 'instance-refresh-id': id, 'failure-code': code } = outputs
  const refresh = account.groups.get('web')?.refreshes.all.find((each) => each.id === id)
  if (outcome === 'succeeded')
    return refresh?.status === 'Successful' ? [] : [`succeeded by a refresh that is ${refresh?.status ?? 'unknown'}`]
  if (outcome === 'unchanged') return code === '' || code === undefined ? [] : [`unchanged, and yet ${code}`]
  const won = refresh?.status === 'Successful'
  return [
    ...(won ? [`${outcome} for ${image}, though its refresh is Successful`] : []),
    ...(['conflict', 'cancelled-elsewhere'].includes(code ?? '')
      ? []
      : [`${outcome} by ${code}: ${outputs['reason']}`]),
  ]
}

test.concurrent.each(pairs)(
  'pair $pair: on-conflict $onConflict, the second $laterMs ms later with $other',
  async ({ onConflict, other, laterMs }) => {
    const scene = scenes.get('good-image')
    if (!scene) throw new Error('no such scene')
    await using aws = await setUp({ ...scene, inputs: { ...scene.inputs, ...brief, 'on-conflict': onConflict } }, SPEED)
    aws.account.image({ id: OTHER_IMAGE, name: 'web-other', behaviour: boots(45) })
    const first = aws.start({ context: { runId: '101' } })
    await new Promise((resolve) => setTimeout(resolve, laterMs))
    const second = aws.start({ context: { runId: '102' }, inputs: { image: other } })
    const [one, two] = [await first.done, await second.done]
    expect([...untrue(aws, NEW_IMAGE, one), ...untrue(aws, other, two)]).toEqual([])
    expect([one, two].map(({ outputs }) => outputs['outcome'])).toContain('succeeded')
    expect(aws.journal.bugs).toEqual([])
    // The fleet runs one image, which somebody rolled, and its next launch has it.
    const images = running(aws)
    expect(images).toHaveLength(1)
    expect(aws.account.nextLaunch('web').imageId).toBe(images[0])
    const winners = [[NEW_IMAGE, one] as const, [other, two] as const].filter(
      ([, { outputs }]) => outputs['outcome'] === 'succeeded',
    )
    expect(winners.map(([image]) => image)).toContain(images[0])
  },
  300_000,
)
