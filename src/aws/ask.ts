/** One call to AWS: what goes wrong becomes an `AwsProblem` that names the operation. */
import { AwsProblem } from '../rollout/world.ts'
import { problemOf } from './errors.ts'

/** Sends; `is` tells whether a lost answer leaves open what happened. Throws `AwsProblem`. */
export async function ask<T>(operation: string, send: () => Promise<T>, is: 'read' | 'write' = 'read'): Promise<T> {
  try {
    return await send()
  } catch (thrown) {
    throw problemOf(operation, thrown, is)
  }
}

/** What does not exist is `undefined`. */
export const orMissing = async <T>(read: () => Promise<T | undefined>): Promise<T | undefined> => {
  try {
    return await read()
  } catch (thrown) {
    if (thrown instanceof AwsProblem && thrown.problem.kind === 'missing') return undefined
    throw thrown
  }
}
