/** Signs each attempt by AWS's time, learns that time from each answer, and knows how a refused signature was made. */
import type { FinalizeHandler, FinalizeHandlerArguments, HandlerExecutionContext, Pluggable } from '@smithy/types'
import type { Ms } from '../rollout/model/time.ts'
import { type AwsTime, dateOf } from './aws-time.ts'
import { at, read, type Thrown } from './thrown.ts'

/** The services' error codes for a signature with a wrong time. */
const ofSignature: ReadonlySet<string> = new Set([
  'RequestExpired',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'RequestTimeTooSkewed',
  'RequestInTheFuture',
  'AuthFailure',
])

/** Whether a signature was refused, maybe for its time. */
export const isOfSignature = ({ name, answered }: Thrown): boolean => answered && ofSignature.has(name)

/** How far the refused signatures were ahead of the runner's clock, by their errors. */
const refusals = new WeakMap<object, Ms>()

/**
 * Whether AWS refused a signature that was made by the dates of earlier answers, and not by the runner's clock. The next
 * answers put the dates right, and AWS has not executed the call.
 */
export const isSignedByDates = (thrown: unknown): boolean =>
  typeof thrown === 'object' && thrown !== null && (refusals.get(thrown) ?? 0) !== 0

/**
 * The SDK corrects a wrong clock for each client alone and only after a refusal, which a client that never retries could
 * not recover from, so all clients sign by one `time`. It is set at each attempt, because the SDK believes the `Date` of
 * an error at once and would sign its next attempt by it.
 *
 * The time of each answer that could be read is noted, an error of AWS's too: the first call of a machine with a wrong
 * clock is answered by one. What is cut off, or comes from something in between, has no say in AWS's time.
 */
export const signingTime = <Input extends object, Output extends object>(
  time: Pick<AwsTime, 'accepted' | 'refused' | 'skew'>,
  config: { systemClockOffset: number },
): Pluggable<Input, Output> => ({
  applyToStack(stack) {
    /** The skew by which the latest attempt of a call was signed. */
    const signedAhead = new WeakMap<HandlerExecutionContext, Ms>()
    stack.addRelativeTo(
      (next: FinalizeHandler<Input, Output>, context: HandlerExecutionContext) =>
        (args: FinalizeHandlerArguments<Input>) => {
          config.systemClockOffset = time.skew()
          signedAhead.set(context, config.systemClockOffset)
          return next(args)
        },
      { relation: 'before', toMiddleware: 'httpSigningMiddleware', name: 'signingTime' },
    )
    stack.add(
      (next, context) => async (args) => {
        try {
          const result = await next(args)
          const date = dateOf(result.response)
          if (date !== undefined) time.accepted(date, signedAhead.get(context) ?? 0)
          return result
        } catch (thrown) {
          const seen = read(thrown)
          // The SDK hangs the answer on an error that AWS gave.
          const date = seen?.answered ? dateOf(at(thrown, '$response')) : undefined
          if (seen && isOfSignature(seen)) {
            const ahead = signedAhead.get(context) ?? 0
            if (thrown instanceof Error) refusals.set(thrown, ahead)
            if (date !== undefined) time.refused(date, ahead)
          } else if (date !== undefined) time.accepted(date, signedAhead.get(context) ?? 0)
          throw thrown
        }
      },
      { step: 'deserialize', priority: 'high', name: 'noteDate' },
    )
  },
})
