/** Faults of the surroundings, told from what was thrown: by class, code and the answer's own `Date`, never by message. */
import type { EnvironmentFault } from '../rollout/model/environment-fault.ts'
import type { Instant, Ms } from '../rollout/model/time.ts'
import { type Destination, destinationOf, ForeignAnswer } from './answer.ts'
import { dateOf } from './aws-time.ts'
import { at, numberAt, read, type Thrown, textAt } from './thrown.ts'

/** AWS takes a signature for five minutes before and after its own time. */
const SIGNATURE_LASTS: Ms = 300_000

/** What AWS answers to a signature of another time, each service in its own words. */
const ofClock: ReadonlySet<string> = new Set([
  'RequestExpired',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'RequestTimeTooSkewed',
  'RequestInTheFuture',
  'AuthFailure',
])

/** What the SDK's sources of credentials throw. */
const ofCredentials: ReadonlySet<string> = new Set(['CredentialsProviderError', 'ProviderError', 'TokenProviderError'])

/** [Node: errors, TLS] Certificates that cannot be trusted. */
const ofCertificate =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH_EXCEEDED)/

/** [Node: errors, DNS] */
const ofName: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN'])

/** What a fault is told by, besides what was thrown: this machine's clock and its environment. */
export interface DiagnosisContext {
  readonly now: Instant
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The fault behind an error, if it is one of the surroundings. */
export function faultIn(thrown: unknown, { now, env }: DiagnosisContext): EnvironmentFault | undefined {
  const to = destinationOf(thrown)
  if (thrown instanceof ForeignAnswer) {
    const { status, type, excerpt } = thrown
    return { type: 'foreign-answer', host: to?.host ?? '', status, contentType: type, excerpt }
  }
  const seen = read(thrown)
  if (!seen) return undefined
  if (ofCredentials.has(seen.name)) return noCredentials(env)
  return seen.answered ? clockIn(thrown, seen, now) : onTheWay(thrown, seen, to)
}

function noCredentials({ AWS_PROFILE: profile }: DiagnosisContext['env']): EnvironmentFault {
  return { type: 'no-credentials', ...(profile && { profile }) }
}

/** Only an answer that is itself dated far from this machine's time speaks of the clock. */
function clockIn(thrown: unknown, { name }: Thrown, now: Instant): EnvironmentFault | undefined {
  if (!ofClock.has(name)) return undefined
  const date = dateOf(at(thrown, '$response'))
  if (date === undefined || Math.abs(date - now) < SIGNATURE_LASTS) return undefined
  return { type: 'clock', behindMs: date - now }
}

function onTheWay(thrown: unknown, { code, name }: Thrown, to: Destination | undefined): EnvironmentFault | undefined {
  if (!to) return undefined
  const { host, proxy } = to
  if (code === 'ERR_PROXY_TUNNEL') {
    const status = numberAt(thrown, 'statusCode')
    return { type: 'proxy', host: proxy ?? '', ...(status !== undefined && { status }) }
  }
  if (code !== undefined && ofCertificate.test(code)) return { type: 'certificate', host, code }
  // With a proxy it is the only host that this machine connects to.
  if (proxy !== undefined && textAt(thrown, 'syscall') !== undefined) return { type: 'proxy', host: proxy }
  if (code !== undefined && ofName.has(code)) return { type: 'name-unknown', host }
  if (code !== undefined || name === 'TimeoutError')
    return { type: 'unreachable', host, code: code ?? 'no answer in time' }
  return undefined
}
