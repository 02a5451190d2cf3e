/**
 * What a process has for itself (environment, standard output, time, chance), for several steps in this one process at
 * once: each sees its own, wherever its code goes on. What belongs to no step sees those of the step that began last.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { fakeDate } from '../simulator/clock.ts'

/** `now`: ms since epoch. */
export interface OwnProcess {
  readonly env: NodeJS.ProcessEnv
  readonly write: typeof process.stdout.write
  now(): number
}

const own = new AsyncLocalStorage<OwnProcess>()
/** In the order in which they began. */
const running = new Set<OwnProcess>()
let giveBack: (() => void) | undefined

const current = (): OwnProcess | undefined => own.getStore() ?? [...running].at(-1)

/** No back-off takes time: calls made side by side retry in no certain order, and each of their sleeps moves the world. */
const unmoved = () => 0

/** Runs a step with what it has for itself. */
export async function inOwnProcess<T>(its: OwnProcess, step: () => Promise<T>): Promise<T> {
  giveBack ??= replaceGlobals()
  running.add(its)
  try {
    return await own.run(its, step)
  } finally {
    running.delete(its)
    if (running.size === 0) {
      giveBack?.()
      giveBack = undefined
    }
  }
}

/** The function that it returns puts this process's own back. */
function replaceGlobals(): () => void {
  const former = { env: process.env, write: process.stdout.write, random: Math.random }
  const giveDateBack = fakeDate(() => current()?.now() ?? 0)
  Object.defineProperty(process, 'env', { configurable: true, get: () => current()?.env ?? former.env })
  process.stdout.write = (chunk: string | Uint8Array) => current()?.write(chunk) ?? true
  Math.random = unmoved
  return () => {
    Object.defineProperty(process, 'env', { configurable: true, writable: true, enumerable: true, value: former.env })
    process.stdout.write = former.write
    Math.random = former.random
    giveDateBack()
  }
}
