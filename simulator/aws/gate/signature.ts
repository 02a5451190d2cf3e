/**
 * Was the request signed at about AWS's own time? "A request must reach AWS within five minutes of the time stamp in the
 * request" [IAM User Guide, AWS Signature Version 4 for API requests]. The pages of common errors name 15 minutes and
 * of `RequestExpired` [Common Errors of Auto Scaling and EC2]; both are on record, so both are a setting.
 */
import type { Gate } from '../call.ts'
import { refusalsOf } from './dialect.ts'

const MINUTE_MS = 60_000

/**
 * `toleranceMinutes`: how far the two clocks may be apart, either way. `code`: what AWS answers beyond that. `signature`:
 * the service's code for a bad signature [seen: aws-sdk-js #401 with 15 min, convox/rack #235 with 5 min; EC2 answers
 * AuthFailure: aws-sdk-java #519]. `request-expired`: as documented in Common Errors.
 */
export interface SignatureSettings {
  readonly toleranceMinutes: 5 | 15
  readonly code: 'signature' | 'request-expired'
}

/** What is seen most. */
export const signatureByRecord: SignatureSettings = { toleranceMinutes: 5, code: 'signature' }

/** Refuses what is signed too long ago or too far in the future. An unsigned request is none of its business. */
export function signature({ toleranceMinutes, code }: SignatureSettings = signatureByRecord): Gate {
  const tolerance = toleranceMinutes * MINUTE_MS
  return ({ service, signedAt, at }, next) => {
    // Signatures have whole seconds.
    if (signedAt === undefined || Math.abs(Math.floor(at / 1000) * 1000 - signedAt) <= tolerance) return next()
    const refusals = refusalsOf(service)
    if (code === 'request-expired') throw refusals.requestExpired()
    const isOld = signedAt < at
    const limit = stamp(isOld ? at - tolerance : at + tolerance)
    throw refusals.notCurrent(
      isOld
        ? `Signature expired: ${stamp(signedAt)} is now earlier than ${limit} (${stamp(at)} - ${toleranceMinutes} min.)`
        : `Signature not yet current: ${stamp(signedAt)} is still later than ${limit} (${stamp(at)} + ${toleranceMinutes} min.)`,
    )
  }
}

const stamp = (ms: number): string => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '')
