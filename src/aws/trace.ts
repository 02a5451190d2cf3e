/** A line for each call to AWS, for the debug log: which call, how it ended, how long it took. It holds no input and no answer. */
import type { InitializeHandler, MetadataBearer, Pluggable } from '@smithy/types'
import type { Clock } from '../rollout/ports.ts'

/** Receives `AutoScaling DescribeAutoScalingGroups: 200 after 45 ms, 1 try, request id …`. */
export type Trace = (line: string) => void

/** Outermost, so that it sees a call once, with all its tries. */
export const traced = <Input extends object, Output extends object>(
  clock: Clock,
  trace: Trace,
): Pluggable<Input, Output> => ({
  applyToStack: (stack) =>
    stack.add(
      (next: InitializeHandler<Input, Output>, { clientName = '', commandName = '' }) =>
        async (args) => {
          const began = clock.now()
          const note = (ended: string, of: unknown) =>
            trace(
              `${clientName.replace(/Client$/, '')} ${commandName.replace(/Command$/, '')}: ${ended} after ${clock.now() - began} ms${metadataWords(of)}`,
            )
          try {
            const result = await next(args)
            note('answered', result.output)
            return result
          } catch (thrown) {
            note(thrown instanceof Error ? thrown.name : 'failed', thrown)
            throw thrown
          }
        },
      { step: 'initialize', priority: 'high', name: 'trace' },
    ),
})

/** What the SDK hangs on answers and errors alike; an error of the network has no request id. */
function metadataWords(of: unknown): string {
  if (!hasMetadata(of)) return ''
  const { httpStatusCode, attempts, requestId } = of.$metadata
  return [
    ...(httpStatusCode === undefined ? [] : [`, HTTP ${httpStatusCode}`]),
    ...(attempts === undefined ? [] : [`, ${attempts} ${attempts === 1 ? 'try' : 'tries'}`]),
    ...(requestId === undefined ? [] : [`, request id ${requestId}`]),
  ].join('')
}

const hasMetadata = (of: unknown): of is MetadataBearer =>
  typeof of === 'object' &&
  of !== null &&
  '$metadata' in of &&
  typeof of.$metadata === 'object' &&
  of.$metadata !== null
