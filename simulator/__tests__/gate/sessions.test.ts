/** Credentials that end in mid-run: older ones do not work any more, newer ones do. */
import { describe, expect, test } from 'vitest'
import type { Credential } from '../../aws/gate/credentials.ts'
import { type SessionEnd, sessions } from '../../aws/gate/sessions.ts'
import { call, next, outcome, T0 } from './calls.ts'

const END = T0 + 60_000
const keys = new Map<string, Credential>([
  ['AKIA1', { accessKeyId: 'AKIA1' }],
  ['ASIA1', { accessKeyId: 'ASIA1', sessionToken: 'one', issuedAt: END - 1 }],
  ['ASIA2', { accessKeyId: 'ASIA2', sessionToken: 'two', issuedAt: END }],
])

const ask = (how: SessionEnd['how'], part: Parameters<typeof call>[0]) => {
  const gate = sessions({ find: (id) => keys.get(id) }, [{ at: END, how }])
  return outcome(async () => gate(call({ at: END, ...part }), next))
}

describe('from its moment on', () => {
  test.each([
    ['expired', 'ExpiredToken 403 The security token included in the request is expired'],
    ['deleted', 'InvalidClientTokenId 403 The security token included in the request is invalid.'],
    [
      'revoked',
      'AccessDenied 403 User is not authorized to perform: autoscaling:StartInstanceRefresh with an explicit deny in an identity-based policy',
    ],
  ] as const)('an older session is refused: %s', async (how, expected) => {
    expect(await ask(how, { accessKeyId: 'ASIA1' })).toBe(expected)
    expect(await ask(how, { accessKeyId: 'AKIA1' })).toBe(expected)
  })

  test('a session that was opened since is not', async () => {
    expect(await ask('revoked', { accessKeyId: 'ASIA2' })).toBe('ok')
  })

  test('a new session can be opened', async () => {
    const asked = { service: 'STS', operation: 'AssumeRoleWithWebIdentity', accessKeyId: '' }
    expect(await ask('revoked', asked)).toBe('ok')
  })
})

test('before its moment all is as it was', async () => {
  expect(await ask('expired', { accessKeyId: 'ASIA1', at: END - 1 })).toBe('ok')
})
