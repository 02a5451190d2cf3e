/** GitHub's identity token service, on loopback: what `core.getIDToken` asks. */
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { Clock } from '../clock.ts'

/** Claims of a web identity token; times in seconds since epoch. */
export interface Claims {
  readonly iss: string
  readonly sub: string
  readonly aud: string
  readonly jti: string
  readonly iat: number
  readonly nbf: number
  readonly exp: number
}

export interface IdentityTokens {
  /** For the environment of a job with `permissions: id-token: write`. */
  readonly env: { readonly ACTIONS_ID_TOKEN_REQUEST_URL: string; readonly ACTIONS_ID_TOKEN_REQUEST_TOKEN: string }
  /** The claims of every token given out, oldest first. */
  readonly issued: readonly Claims[]
  close(): Promise<void>
}

const ISSUER = 'https://token.actions.githubusercontent.com'
/** Seconds. GitHub's own tokens are as short-lived: who needs one later asks for a new one. */
const LIFETIME = 300

/** Listens on 127.0.0.1. Every request with the right bearer token gets a new token; its signature is noise. */
export async function serveIdentityTokens(of: {
  readonly repository: string
  readonly ref: string
  /** Of the job; its name then takes the place of the ref in `sub` (GitHub Docs, OpenID Connect reference). */
  readonly environment?: string
  readonly clock: Pick<Clock, 'now'>
}): Promise<IdentityTokens> {
  const bearer = randomBytes(24).toString('base64url')
  const issued: Claims[] = []
  const [owner] = of.repository.split('/')
  const server = createServer((request, response) => {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.headers.authorization !== `Bearer ${bearer}`) return answer(401, { message: 'Bad credentials' })
    const now = Math.floor(of.clock.now() / 1000)
    const claims: Claims = {
      iss: ISSUER,
      sub: `repo:${of.repository}:${of.environment === undefined ? `ref:${of.ref}` : `environment:${of.environment}`}`,
      aud: audienceOf(request) ?? `https://github.com/${owner}`,
      jti: randomUUID(),
      iat: now,
      nbf: now,
      exp: now + LIFETIME,
    }
    issued.push(claims)
    return answer(200, { value: tokenOf(claims) })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the token service has no port')
  return {
    env: {
      // The client appends `&audience=`, so a query must be there already.
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${address.port}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
    },
    issued,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Reads a token's claims back, without reading its signature. Throws if it is no token. */
export function claimsOf(token: string): Partial<Claims> {
  const payload = token.split('.')[1]
  if (payload === undefined) throw new Error('not a JSON web token')
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
}

function audienceOf(request: IncomingMessage): string | undefined {
  return new URL(request.url ?? '/', 'http://127.0.0.1').searchParams.get('audience') ?? undefined
}

function tokenOf(claims: Claims): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const header = part({ typ: 'JWT', alg: 'RS256', kid: 'simulated' })
  return `${header}.${part(claims)}.${randomBytes(256).toString('base64url')}`
}
