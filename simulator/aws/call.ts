/** A call between the wire and the services, and the type of the gates that it passes. */

/**
 * `at`: milliseconds since epoch on the simulator's clock; `signedAt`: the same on the client's, to the second.
 * `service`: the SDK's service id, e.g. `Auto Scaling`, `EC2`.
 */
export interface Call {
  readonly service: string
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  readonly region: string
  readonly accessKeyId: string
  readonly sessionToken?: string
  readonly signedAt?: number
  readonly at: number
  /** Instances of the request that the caller has no permission for, where AWS says so in the result alone. */
  readonly refused?: readonly string[]
}

/**
 * Answers the call, passes it on (altered, if it says so), or throws: an `AwsError` is AWS's refusal, a `Severed` a
 * connection that breaks, a `FaultyAnswer` an answer that is not delivered as AWS gave it.
 */
export type Gate = (call: Call, next: (altered?: Call) => Promise<object>) => Promise<object>

/** The connection breaks: before any byte of the answer, or in the middle of it. */
export class Severed extends Error {
  override readonly name = 'Severed'
  readonly when: 'before-answer' | 'mid-answer'
  constructor(when: 'before-answer' | 'mid-answer') {
    super(`connection severed ${when}`)
    this.when = when
  }
}

/**
 * What becomes of an answer on its way. `silent`: no byte is sent, the connection stays open. `stalled`: what is sent
 * ends after the headers, or in the middle of the body, and nothing more comes for ever. `misdated`: the `Date` header is
 * off by so many ms. `foreign`: something between AWS and the client answers in AWS's place, or spoils its answer.
 */
export type AnswerFault =
  | { readonly type: 'silent' }
  | { readonly type: 'stalled'; readonly sent: 'headers' | 'half' }
  | { readonly type: 'misdated'; readonly byMs: number }
  | { readonly type: 'foreign'; readonly answer: ForeignAnswer }

/**
 * An answer that is not AWS's. `html`, `text`: of a proxy or a load balancer. `empty`: nothing. `wrong`: well formed, but
 * not what was asked for. `truncated`: AWS's own, cut short and yet complete by its length. `mislabelled`: AWS's own under
 * another content type. `status`: that of AWS's answer unless said.
 */
export interface ForeignAnswer {
  readonly body: 'html' | 'text' | 'empty' | 'wrong' | 'truncated' | 'mislabelled'
  readonly status?: number
}

/** The answer is not delivered as AWS gave it. `answer`: what AWS gave; missing if the request never reached it. */
export class FaultyAnswer extends Error {
  override readonly name = 'FaultyAnswer'
  readonly fault: AnswerFault
  readonly answer: object | undefined
  constructor(fault: AnswerFault, answer?: object) {
    super(`the answer is ${fault.type}`)
    this.fault = fault
    this.answer = answer
  }
}
