/** What goes wrong, as a scene scripts it: data that says on which call, and what happens to it. */
import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '../../clock.ts'
import { type AnswerFault, type Call, FaultyAnswer, type ForeignAnswer, type Gate, Severed } from '../call.ts'
import { AwsError } from '../error.ts'
import { actionOf, refusalsOf } from './dialect.ts'
import { counted, type Target } from './target.ts'

/** A request that does not reach AWS, or one that took effect there. */
export type Reached = 'before-effect' | 'after-effect'

/**
 * `refused`: AWS answers this error, nothing happens. `severed`: the connection breaks, before the request took effect or
 * in the middle of the answer. `lost`: it takes effect, and then the connection breaks without an answer. `slow`: it
 * takes effect, and the answer comes `ms` later. `stale`: what the same question was answered the last time, though the
 * world has moved. `answer`: what becomes of the answer, or is answered in AWS's place.
 */
export type Effect =
  | { readonly kind: 'refused'; readonly error: (call: Call) => AwsError }
  | { readonly kind: 'severed'; readonly when: Severed['when'] }
  | { readonly kind: 'lost' }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'stale' }
  | { readonly kind: 'answer'; readonly when: Reached; readonly fault: AnswerFault }

/** One thing that goes wrong. */
export interface Fault {
  readonly on: Target
  readonly what: Effect
}

/** Called with each fault as it strikes a call. */
export type OnStrike = (fault: Fault, call: Call) => void

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

/** The connection stays open, and nothing is ever answered. */
export const silent = (when: Reached): Effect => ({ kind: 'answer', when, fault: { type: 'silent' } })
/** The answer stops after its headers, or in the middle of its body, for ever [aws-sdk-js-v3: requestTimeout ends when the headers come]. */
export const stalled = (when: Reached, sent: 'headers' | 'half' = 'half'): Effect => ({
  kind: 'answer',
  when,
  fault: { type: 'stalled', sent },
})
/** Something that is not AWS answers in its place. */
export const foreign = (
  when: Reached,
  answer: ForeignAnswer & { readonly body: 'html' | 'text' | 'empty' | 'wrong' },
): Effect => ({ kind: 'answer', when, fault: { type: 'foreign', answer } })
/** AWS's own answer, cut short and yet complete by its length, or under another content type. */
export const spoilt = (body: 'truncated' | 'mislabelled', status?: number): Effect => ({
  kind: 'answer',
  when: 'after-effect',
  fault: { type: 'foreign', answer: { body, ...(status !== undefined && { status }) } },
})
/** AWS's answer with a `Date` header that is `byMs` off. */
export const misdated = (byMs: number): Effect => ({
  kind: 'answer',
  when: 'after-effect',
  fault: { type: 'misdated', byMs },
})

/** Strikes with every fault whose target a call is, the first of the list outermost. The same calls meet the same faults. */
export function faults(script: readonly Fault[], clock: Clock, onStrike: OnStrike = () => {}): Gate {
  const memory = new Answers()
  const remembers = script.some(({ what }) => what.kind === 'stale')
  const armed = script.map((fault) => ({ strikes: counted(fault.on), fault }))
  return (call, next) => {
    // All count the call before the first one strikes, so that one fault does not hide a call from another's count.
    const struck = armed.filter(({ strikes }) => strikes(call)).map(({ fault }) => fault)
    for (const fault of struck) onStrike(fault, call)
    const effects = struck.map(({ what }) => what)
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
    case 'answer':
      throw new FaultyAnswer(effect.fault, effect.when === 'after-effect' ? await unheard(inner()) : undefined)
  }
}

/** What AWS gave, though it is not heard. A refusal is lost like any answer; a mistake of the simulator is not. */
async function unheard(answering: Promise<object>): Promise<object | undefined> {
  try {
    return await answering
  } catch (error) {
    if (error instanceof FaultyAnswer) return error.answer
    if (error instanceof AwsError) return error
    throw error
  }
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
