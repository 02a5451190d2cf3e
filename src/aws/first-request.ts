/**
 * The first request of a run. Code that is loaded waits until it has left: V8 reads a service's code in some 10 ms, in
 * which nothing else happens.
 */

/** Turns of the event loop until a request that the SDK hands on has left: its handler, the agent, the connection. */
const TURNS = 4

/** Knows whether the first request has left. */
export class FirstRequest {
  readonly #left = Promise.withResolvers<void>()
  #isBegun = false

  /** Resolves when the first request has left; at once while no call is being made. */
  async left(): Promise<void> {
    if (this.#isBegun) await this.#left.promise
  }

  /** A call begins. One that ends without a request keeps nobody waiting either. */
  begins<T>(call: Promise<T>): Promise<T> {
    if (!this.#isBegun) {
      this.#isBegun = true
      call.then(
        () => this.#left.resolve(),
        () => this.#left.resolve(),
      )
    }
    return call
  }

  /** The SDK hands a request on. */
  async handedOn(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) await new Promise((next) => setImmediate(next))
    this.#left.resolve()
  }
}
