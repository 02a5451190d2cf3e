/** A call between the wire and the services, and the type of the gates that it passes. */

/** `at`: milliseconds since epoch on the simulator's clock. `service`: the SDK's service id, e.g. `Auto Scaling`, `EC2`. */
export interface Call {
  readonly service: string
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  readonly region: string
  readonly accessKeyId: string
  readonly sessionToken?: string
  readonly at: number
}

/** Answers the call, passes it on, or throws: an `AwsError` is AWS's refusal, a `Severed` a connection that breaks. */
export type Gate = (call: Call, next: () => Promise<object>) => Promise<object>

/** The connection breaks: before any byte of the answer, or in the middle of it. */
export class Severed extends Error {
  override readonly name = 'Severed'
  readonly when: 'before-answer' | 'mid-answer'
  constructor(when: 'before-answer' | 'mid-answer') {
    super(`connection severed ${when}`)
    this.when = when
  }
}
