/** The simulator's clocks: a virtual one in process, which moves when everybody sleeps, and one across processes that runs `speed` times as fast as the machine's. */
import { quiet } from './quiet.ts'

/** Time that passes only when a caller says so; ms since epoch. An agenda is one. */
export interface VirtualTime {
  readonly now: number
  runUntil(end: number, enough?: () => boolean): void
}

/** Milliseconds since epoch, and a pause that ends early when `stop` is aborted. */
export interface Clock {
  now(): number
  sleep(ms: number, stop?: AbortSignal): Promise<void>
}

interface Sleeper {
  readonly wake: number
  end(): void
  fail(error: unknown): void
}

/**
 * Time passes when nobody is busy. A sleep waits until this process is quiet, then the world moves to the earliest
 * wake-up of all sleepers: what is due happens on the way. So a limit of time that sleeps beside a call costs nothing
 * while answers come, and ends a call that gets none. A three-hour rollout takes as long as its HTTP calls. `others`: what
 * goes on outside this process; no time passes until it has ended.
 */
export function virtualClock(agenda: VirtualTime, others?: ReadonlySet<Promise<unknown>>): Clock {
  const sleepers = new Set<Sleeper>()
  let isDriven = false
  /** Somebody's sleep has ended early: time stops, so that it is seen when it happened. */
  let isInterrupted = false

  async function drive(): Promise<void> {
    isDriven = true
    try {
      while (sleepers.size > 0) {
        await quiet()
        if (others && others.size > 0) {
          await Promise.allSettled(others)
          continue
        }
        const next = Math.min(...Array.from(sleepers, ({ wake }) => wake))
        isInterrupted = sleepers.size === 0
        agenda.runUntil(next, () => isInterrupted)
        for (const sleeper of [...sleepers]) if (sleeper.wake <= agenda.now) sleeper.end()
      }
    } catch (error) {
      // A mistake of the world belongs to whoever waits for it.
      for (const sleeper of [...sleepers]) sleeper.fail(error)
    } finally {
      isDriven = false
    }
  }

  return {
    now: () => agenda.now,
    async sleep(ms, stop) {
      if (stop?.aborted) return
      if (ms <= 0) return agenda.runUntil(agenda.now)
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const over = () => {
        sleepers.delete(sleeper)
        stop?.removeEventListener('abort', interrupt)
      }
      const sleeper: Sleeper = {
        wake: agenda.now + ms,
        end: () => resolve(over()),
        fail(error) {
          over()
          reject(error)
        },
      }
      const interrupt = () => {
        isInterrupted = true
        sleeper.end()
      }
      stop?.addEventListener('abort', interrupt)
      sleepers.add(sleeper)
      if (!isDriven) void drive()
      return promise
    },
  }
}

/** The clock of a machine that is `aheadMs` ahead of the other, or behind it if negative. It runs no faster. */
export function shifted(clock: Clock, aheadMs: number): Clock {
  return aheadMs === 0 ? clock : { now: () => clock.now() + aheadMs, sleep: clock.sleep }
}

/** `epoch`: the machine's time, ms since epoch, at which virtual time is `start`. `speed`: virtual seconds in a real one. */
export interface ClockSpeed {
  readonly epoch: number
  readonly start: number
  readonly speed: number
}

/** A clock that runs by itself, and what a child process needs to share it. */
export interface FastClock extends Clock, ClockSpeed {
  /**
   * Set in the environment of a child that preloads `fast-clock.ts`: its time is then this clock's time, to the
   * millisecond, or so many ms ahead of it.
   */
  environment(aheadMs?: number): Readonly<Record<'SIM_EPOCH' | 'SIM_START' | 'SIM_SPEED', string>>
}

/** The machine's own functions, taken before anything replaces them. */
const machine = { now: Date.now, setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout }

/** Virtual time is a function of the machine's time alone, so processes that share a speed agree without talking. */
export function fastClock(clockSpeed: Partial<ClockSpeed> & Pick<ClockSpeed, 'speed'>): FastClock {
  const { epoch = machine.now(), speed } = clockSpeed
  const start = clockSpeed.start ?? epoch
  return {
    epoch,
    start,
    speed,
    now: () => Math.floor(start + (machine.now() - epoch) * speed),
    sleep: (ms, stop) => machineSleep(ms / speed, stop),
    environment: (aheadMs = 0) => ({
      SIM_EPOCH: String(epoch),
      SIM_START: String(start + aheadMs),
      SIM_SPEED: String(speed),
    }),
  }
}

/** The speed that `environment()` wrote. Throws if it is missing or no number. */
export function clockSpeedFrom(environment: Readonly<Record<string, string | undefined>>): ClockSpeed {
  const number = (name: string) => {
    const value = Number(environment[name] || Number.NaN)
    if (!Number.isFinite(value)) throw new Error(`${name} must be a number, it is ${environment[name] ?? 'not set'}`)
    return value
  }
  return { epoch: number('SIM_EPOCH'), start: number('SIM_START'), speed: number('SIM_SPEED') }
}

function machineSleep(ms: number, stop?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stop?.aborted) return resolve()
    const end = () => {
      machine.clearTimeout(timer)
      stop?.removeEventListener('abort', end)
      resolve()
    }
    const timer = machine.setTimeout(end, ms)
    stop?.addEventListener('abort', end)
  })
}

/** Replaces this process's `Date`, and nothing else: timers stay. The function that it returns puts the former one back. */
export function fakeDate(now: () => number): () => void {
  const former = globalThis.Date
  globalThis.Date = new Proxy(former, {
    construct: (target, args, self) => Reflect.construct(target, args.length === 0 ? [now()] : args, self),
    apply: () => new former(now()).toString(),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  })
  return () => {
    globalThis.Date = former
  }
}
