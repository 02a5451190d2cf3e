/** Times and lengths of time. */

/** Milliseconds since epoch on AWS's clock: only ever compared with other times from AWS. */
export type Instant = number

/** A length of time in milliseconds. */
export type Ms = number
