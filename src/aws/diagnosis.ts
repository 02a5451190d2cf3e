/**
 * Recognises faults of the run's environment in thrown errors, by class, code and the answer's `Date`, never by
 * message.
 */
import type { EnvironmentFault } from '../rollout/model/environment-fault.ts'
import type { Instant } from '../rollout/model/time.ts'
import { type Destination, destinationOf, ForeignAnswer } from './answer.ts'
import { dateOf, SIGNATURE_LASTS } from './aws-time.ts'
import { isOfSignature } from './signing-time.ts'
import { at, numberAt, read, type Thrown, textAt } from './thrown.ts'

/** The error names of the SDK's credential providers. */
const ofCredentials: ReadonlySet<string> = new Set(['CredentialsProviderError', 'ProviderError', 'TokenProviderError'])

/** [Node: errors, TLS] Certificates that cannot be trusted. */
const ofCertificate =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH_EXCEEDED)/

/** [Node: errors, DNS] */
const ofName: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN'])

/** What the diagnosis needs besides the error: the runner's clock and environment. */
export interface DiagnosisContext {
  readonly now: Instant
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The environment fault behind an error; `undefined` if it is none. */
export function faultIn(thrown: unknown, { now, env }: DiagnosisContext): EnvironmentFault | undefined {
  const to = destinationOf(thrown)
  if (thrown instanceof ForeignAnswer) {
    const { status, type, excerpt } = thrown
    return { type: 'foreign-answer', host: to?.host ?? '', status, contentType: type, excerpt }
  }
  const seen = read(thrown)
  if (!seen) return undefined
  if (ofCredentials.has(seen.name)) return noCredentials(env)
  return seen.answered ? clockIn(thrown, seen, now) : connectionFault(thrown, seen, to)
}

function noCredentials({ AWS_PROFILE: profile }: DiagnosisContext['env']): EnvironmentFault {
  return { type: 'no-credentials', ...(profile && { profile }) }
}

/** A clock fault, confirmed by an answer whose own `Date` is far from the runner's time. */
function clockIn(thrown: unknown, seen: Thrown, now: Instant): EnvironmentFault | undefined {
  if (!isOfSignature(seen)) return undefined
  const date = dateOf(at(thrown, '$response'))
  if (date === undefined || Math.abs(date - now) < SIGNATURE_LASTS) return undefined
  return { type: 'clock', behindMs: date - now }
}

function connectionFault(
  thrown: unknown,
  { code, name }: Thrown,
  to: Destination | undefined,
): EnvironmentFault | undefined {
  if (!to) return undefined
  const { host, proxy } = to
  if (code === 'ERR_PROXY_TUNNEL') {
    const status = numberAt(thrown, 'statusCode')
    return { type: 'proxy', host: proxy ?? '', ...(status !== undefined && { status }) }
  }
  if (code !== undefined && ofCertificate.test(code)) return { type: 'certificate', host, code }
  // With a proxy, every connection goes to the proxy, so a failed connection is the proxy's fault.
  if (proxy !== undefined && textAt(thrown, 'syscall') !== undefined) return { type: 'proxy', host: proxy }
  if (code !== undefined && ofName.has(code)) return { type: 'name-unknown', host }
  if (code !== undefined || name === 'TimeoutError')
    return { type: 'unreachable', host, code: code ?? 'no answer in time' }
  return undefined
}
