import { expect, test } from 'vitest'
import { type Credential, credentials } from '../../aws/gate/credentials.ts'
import { call, next, outcome, T0 } from './calls.ts'

const keys = new Map<string, Credential>([
  ['AKIA1', { accessKeyId: 'AKIA1' }],
  ['ASIA1', { accessKeyId: 'ASIA1', sessionToken: 'token', expiresAt: T0 + 1000 }],
])
const gate = credentials({ find: (id) => keys.get(id) })

test.each([
  ['a user’s key lasts', {}, 'ok'],
  ['a role’s key with its token, before its end', { accessKeyId: 'ASIA1', sessionToken: 'token', at: T0 + 999 }, 'ok'],
  [
    'a role’s key at its end',
    { accessKeyId: 'ASIA1', sessionToken: 'token', at: T0 + 1000 },
    'ExpiredToken 403 The security token included in the request is expired',
  ],
  [
    'the same in EC2’s words',
    { service: 'EC2', accessKeyId: 'ASIA1', sessionToken: 'token', at: T0 + 1000 },
    'RequestExpired 400 Request has expired.',
  ],
  [
    'the same in a JSON service’s words',
    { service: 'SSM', accessKeyId: 'ASIA1', sessionToken: 'token', at: T0 + 1000 },
    'ExpiredTokenException 400 The security token included in the request is expired',
  ],
  [
    'a role’s key without its token',
    { accessKeyId: 'ASIA1' },
    'InvalidClientTokenId 403 The security token included in the request is invalid.',
  ],
  [
    'a user’s key with a token',
    { sessionToken: 'token' },
    'InvalidClientTokenId 403 The security token included in the request is invalid.',
  ],
  [
    'a key that nobody has',
    { accessKeyId: 'AKIA2' },
    'InvalidClientTokenId 403 The security token included in the request is invalid.',
  ],
  [
    'the same in EC2’s words',
    { service: 'EC2', accessKeyId: 'AKIA2' },
    'AuthFailure 401 AWS was not able to validate the provided access credentials',
  ],
  ['no signature', { accessKeyId: '' }, 'MissingAuthenticationToken 403 Request is missing Authentication Token'],
  [
    'no signature where none is needed',
    { service: 'STS', operation: 'AssumeRoleWithWebIdentity', accessKeyId: '' },
    'ok',
  ],
])('%s', async (_what, part, expected) => {
  expect(await outcome(async () => gate(call(part), next))).toBe(expected)
})

test('a service whose words are not known is an error of the simulator', async () => {
  expect(await outcome(async () => gate(call({ service: 'S3' }), next))).toContain(
    'no words are known for the refusals of S3',
  )
})
