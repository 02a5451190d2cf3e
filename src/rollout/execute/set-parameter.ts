/** `set-parameter`: writes the proven image's id to a parameter, unless somebody else has written it since the run began. */

import type { Context } from '../context.ts'
import type { FinalStep } from '../events.ts'
import { setParameterCommand } from '../manual-commands.ts'
import type { Parameter } from '../model/parameter.ts'
import type { Ms } from '../model/time.ts'
import type { Step } from '../plan/steps.ts'
import { problemIn } from '../ports.ts'

type SetParameter = Extract<Step, { type: 'set-parameter' }>

/** AWS validates an image after it has answered: how long its value is waited for, and the pause between two reads. */
const LIMIT: Ms = 60_000
const PAUSE: Ms = 2_500

/** Writes it and reads it back. `undefined` where it holds the image already. Throws an `AwsProblem`. */
export async function writeParameter(context: Context, step: SetParameter): Promise<FinalStep | undefined> {
  const { reads, writes } = context
  const { parameter, image, isOvertaken } = step
  const { name } = parameter
  const before = await reads.parameter(name)
  if (holds(before, image)) return undefined
  const isNewer = isOvertaken || typeof before === 'string' || before.version !== parameter.version
  if (isNewer) return unset('overtaken', step)
  await writes.setParameter(parameter, image).catch(unlessLost)
  if (await isReadBack(context, step)) return { what: 'parameter', did: 'written', name, image }
  return unset(context.stop.aborted ? 'unread' : 'unconfirmed', step)
}

async function isReadBack({ reads, clock, stop }: Context, { parameter, image }: SetParameter): Promise<boolean> {
  for (const until = clock.now() + LIMIT; ; await clock.sleep(PAUSE, stop)) {
    if (holds(await reads.parameter(parameter.name), image)) return true
    if (clock.now() >= until || stop.aborted) return false
  }
}

/** Without an answer the value may have been written all the same: it is read back. */
function unlessLost(thrown: unknown): void {
  if (problemIn(thrown).kind !== 'lost') throw thrown
}

const holds = (found: Parameter | string, image: string): boolean =>
  typeof found !== 'string' && found.value.trim() === image

const unset = (did: 'overtaken' | 'unconfirmed' | 'unread', step: SetParameter): FinalStep => ({
  what: 'parameter',
  did,
  name: step.parameter.name,
  image: step.image,
  command: setParameterCommand(step.parameter, step.image),
})
