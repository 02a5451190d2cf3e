/**
 * Preloaded into a child (`node --import …/fast-clock.ts`): its time is that of the clock whose `environment()` it was
 * given. `Date`, `performance.now`, `setTimeout`, `setInterval`, `node:timers`, `timers/promises` and the time-outs of
 * sockets run fast, so that a silent connection ends when the program says. The program has no hook and needs none.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { Socket } from 'node:net'
import { clockSpeedFrom, fakeDate, fastClock } from './clock.ts'

const clock = fastClock(clockSpeedFrom(process.env))

/** The same timer with a shorter delay. It returns the machine's own handle, so `unref`, `refresh` and clearing work. */
function faster<F extends (...args: never[]) => unknown>(timer: F, delayAt: number): F {
  const shorten = (arg: unknown, at: number) => (at === delayAt && typeof arg === 'number' ? arg / clock.speed : arg)
  return new Proxy(timer, {
    apply: (target, self, args: unknown[]) => Reflect.apply(target, self, args.map(shorten)),
  })
}

/** These objects are what `import … from 'node:timers'` shows once `syncBuiltinESMExports` has run. */
type Mutable<T> = { -readonly [K in keyof T]: T[K] }
const require = createRequire(import.meta.url)
const timers: Mutable<typeof import('node:timers')> = require('node:timers')
const promises: Mutable<typeof import('node:timers/promises')> = require('node:timers/promises')

timers.setTimeout = faster(globalThis.setTimeout, 1)
timers.setInterval = faster(globalThis.setInterval, 1)
globalThis.setTimeout = timers.setTimeout
globalThis.setInterval = timers.setInterval
// `promisify(setTimeout)` ends here too: Node looks it up in this module.
promises.setTimeout = faster(promises.setTimeout, 0)
promises.setInterval = faster(promises.setInterval, 0)
promises.scheduler.wait = faster(promises.scheduler.wait, 0)
Socket.prototype.setTimeout = faster(Socket.prototype.setTimeout, 0)
syncBuiltinESMExports()

fakeDate(clock.now)
const machineNow = performance.now.bind(performance)
performance.now = () => machineNow() * clock.speed
