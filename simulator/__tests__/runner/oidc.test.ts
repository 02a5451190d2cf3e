/** Identity tokens for a job with `id-token: write`. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimsOf, type IdentityTokens, serveIdentityTokens } from '../../github/oidc.ts'
import { run } from './job.ts'

let now = Date.parse('2026-11-21T12:00:00Z')
let tokens: IdentityTokens

beforeEach(async () => {
  tokens = await serveIdentityTokens({ repository: 'octo-org/shop', ref: 'refs/heads/main', clock: { now: () => now } })
})

afterEach(() => tokens.close())

test('core.getIDToken gets a token for its audience, and it is masked', async () => {
  const job = await run('asks-for-a-token', { env: tokens.env, inputs: { audience: 'sts.amazonaws.com' } })
  expect(job.conclusion).toBe('success')
  expect(claimsOf(job.outputs['token'] ?? '')).toEqual({
    iss: 'https://token.actions.githubusercontent.com',
    sub: 'repo:octo-org/shop:ref:refs/heads/main',
    aud: 'sts.amazonaws.com',
    jti: expect.any(String),
    iat: now / 1000,
    nbf: now / 1000,
    exp: now / 1000 + 300,
  })
  expect(job.log).toContain('the token is ***')
})

test('each request gets a fresh token', async () => {
  const first = await ask(tokens.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN)
  now += 600_000
  const second = await ask(tokens.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN)
  expect(first.status).toBe(200)
  expect(await second.json()).not.toEqual(await first.json())
  expect(tokens.issued.map(({ aud }) => aud)).toEqual(['https://github.com/octo-org', 'https://github.com/octo-org'])
  expect((tokens.issued[1]?.exp ?? 0) - (tokens.issued[0]?.exp ?? 0)).toBe(600)
})

test('nobody else gets one', async () => {
  expect((await ask('guessed')).status).toBe(401)
  expect(tokens.issued).toEqual([])
})

function ask(bearer: string): Promise<Response> {
  return fetch(tokens.env.ACTIONS_ID_TOKEN_REQUEST_URL, { headers: { authorization: `Bearer ${bearer}` } })
}
