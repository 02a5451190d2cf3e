/** What goes wrong, as a scene scripts it: data that says on which call, and what happens to it. */
import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '../../clock.ts'
import { type Call, type Gate, Severed } from '../call.ts'
import { AwsError } from '../error.ts'
import { actionOf, refusalsOf } from './dialect.ts'

/** Which calls a fault strikes: all that is given must hold. `nth` counts, from 1, the calls for which the rest holds. */
export interface Target {
  readonly service?: string
  readonly operation?: string
  /** ms since epoch on the simulator's clock, `until` excluded. */
  readonly from?: number
  readonly until?: number
  readonly where?: (call: Call) => boolean
  readonly nth?: number | readonly number[]
}

/**
 * `refused`: AWS answers this error, nothing happens. `severed`: the connection breaks, before the request took effect or
 * in the middle of the answer. `lost`: it takes effect, and then the connection breaks without an answer. `slow`: it
 * takes effect, and the answer comes `ms` later. `stale`: what the same question was answered the last time, though the world has moved.
 */
export type Effect =
  | { readonly kind: 'refused'; readonly error: (call: Call) => AwsError }
  | { readonly kind: 'severed'; readonly when: Severed['when'] }
  | { readonly kind: 'lost' }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'stale' }

/** One thing that goes wrong. */
export interface Fault {
  readonly on: Target
  readonly what: Effect
}

/** Refused for too many calls, in the service's own words. */
export const throttled: Effect = { kind: 'refused', error: ({ service }) => refusalsOf(service).throttled() }
/** HTTP 500 without effect. */
export const failed: Effect = { kind: 'refused', error: ({ service }) => refusalsOf(service).failed() }
/** HTTP 503 without effect. */
export const unavailable: Effect = { kind: 'refused', error: ({ service }) => refusalsOf(service).unavailable() }
/** The credentials have run out. */
export const expired: Effect = { kind: 'refused', error: ({ service }) => refusalsOf(service).expired() }
/** The caller may not do this. */
export const denied: Effect = {
  kind: 'refused',
  error: ({ service, operation }) =>
    refusalsOf(service).denied(`User is not authorized to perform: ${actionOf(service, operation)}`),
}
/** The write takes effect, its answer never arrives. */
export const lost: Effect = { kind: 'lost' }
/** Eventual consistency: the same question's previous answer, if there was one. */
export const stale: Effect = { kind: 'stale' }
/** The connection breaks. */
export const severed = (when: Severed['when']): Effect => ({ kind: 'severed', when })
/** The answer comes `ms` milliseconds later, on the simulator's clock. */
export const slow = (ms: number): Effect => ({ kind: 'slow', ms })

/** Strikes with every fault whose target a call is, the first of the list outermost. The same calls meet the same faults. */
export function faults(script: readonly Fault[], clock: Clock): Gate {
  const memory = new Answers()
  const remembers = script.some(({ what }) => what.kind === 'stale')
  const armed = script.map(({ on, what }) => ({ strikes: counted(on), what }))
  return (call, next) => {
    // All count the call before the first one strikes, so that one fault does not hide a call from another's count.
    const effects = armed.filter(({ strikes }) => strikes(call)).map(({ what }) => what)
    const fresh = () => (remembers ? memory.keep(call, next()) : next())
    return effects.reduceRight<() => Promise<object>>(
      (inner, effect) => () => strike(effect, { call, inner, memory, clock }),
      fresh,
    )()
  }
}

interface Strike {
  readonly call: Call
  readonly inner: () => Promise<object>
  readonly memory: Answers
  readonly clock: Clock
}

async function strike(effect: Effect, { call, inner, memory, clock }: Strike): Promise<object> {
  switch (effect.kind) {
    case 'refused':
      throw effect.error(call)
    case 'severed':
      // AWS has done the work by the time its answer is on the way.
      if (effect.when === 'mid-answer') await unheard(inner())
      throw new Severed(effect.when)
    case 'lost':
      await unheard(inner())
      throw new Severed('before-answer')
    case 'slow':
      return inner().finally(() => clock.sleep(effect.ms))
    case 'stale':
      return memory.last(call) ?? inner()
  }
}

/** A refusal is lost like any answer; a mistake of the simulator is not. */
async function unheard(answering: Promise<object>): Promise<void> {
  try {
    await answering
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
  }
}

/** A predicate that counts the calls that it fits. */
function counted({ nth, ...target }: Target): (call: Call) => boolean {
  const wanted = nth === undefined ? undefined : [nth].flat()
  let count = 0
  return (call) => {
    if (!fits(target, call)) return false
    count += 1
    return wanted?.includes(count) ?? true
  }
}

function fits({ service, operation, from, until, where }: Target, call: Call): boolean {
  return (
    (service === undefined || service === call.service) &&
    (operation === undefined || operation === call.operation) &&
    (from === undefined || call.at >= from) &&
    (until === undefined || call.at < until) &&
    (where === undefined || where(call))
  )
}

/** The last answer to each question that was really asked. */
class Answers {
  readonly #answers = new Map<string, { input: Call['input']; answer: object }[]>()

  async keep(call: Call, answering: Promise<object>): Promise<object> {
    const answer = await answering
    const others = this.#of(call).filter(({ input }) => !isDeepStrictEqual(input, call.input))
    // A copy: the world may go on changing what it has handed out.
    this.#answers.set(keyOf(call), [...others, { input: call.input, answer: structuredClone(answer) }])
    return answer
  }

  last(call: Call): object | undefined {
    return this.#of(call).find(({ input }) => isDeepStrictEqual(input, call.input))?.answer
  }

  #of(call: Call) {
    return this.#answers.get(keyOf(call)) ?? []
  }
}

const keyOf = ({ service, operation }: Call) => `${service} ${operation}`
