/** Identifiers in AWS's forms: the same account built the same way gives the same ones. */

/** A number's 32 bits well mixed, so that identifiers in a row are not alike. */
function mix(value: number): number {
  let x = Math.imul(value ^ (value >>> 16), 0x45d9f3b)
  x = Math.imul(x ^ (x >>> 16), 0x45d9f3b)
  return (x ^ (x >>> 16)) >>> 0
}

/** Hands out identifiers, one sequence for each kind. */
export class Identifiers {
  readonly #counts = new Map<string, number>()

  /** `i-0…`, 17 hexadecimal digits, as EC2 numbers its resources. */
  resource(prefix: 'i' | 'lt' | 'ami' | 'r'): string {
    return `${prefix}-0${this.#hex(prefix, 16)}`
  }

  /** A UUID, as Auto Scaling numbers refreshes and activities. */
  uuid(kind: string): string {
    const hex = this.#hex(kind, 32)
    return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)].join(
      '-',
    )
  }

  /** 16 hexadecimal digits, as load balancer ARNs end. */
  suffix(kind: string): string {
    return this.#hex(kind, 16)
  }

  /** An access key id of a session, 20 characters. */
  accessKey(): string {
    return `ASIA${this.#hex('key', 16).toUpperCase()}`
  }

  /** 1, 2, 3 … */
  next(kind: string): number {
    const count = (this.#counts.get(kind) ?? 0) + 1
    this.#counts.set(kind, count)
    return count
  }

  #hex(kind: string, digits: number): string {
    const seed = mix(
      [...kind].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) + this.next(kind) * 0x9e3779b1,
    )
    let hex = ''
    for (let word = 1; hex.length < digits; word++)
      hex += mix(seed + word * 0x85ebca6b)
        .toString(16)
        .padStart(8, '0')
    return hex.slice(0, digits)
  }
}
