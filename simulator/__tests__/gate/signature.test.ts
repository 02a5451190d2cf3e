/** A clock that is wrong: what AWS refuses, in its own codes. */
import { expect, test } from 'vitest'
import { signature } from '../../aws/gate/signature.ts'
import { call, next, outcome, T0 } from './calls.ts'

const minutes = (count: number) => 60_000 * count
const documented = { toleranceMinutes: 15, code: 'request-expired' } as const

test.each([
  ['five minutes behind', -minutes(5), 'ok'],
  ['five minutes ahead', minutes(5), 'ok'],
  [
    'a second more behind',
    -minutes(5) - 1000,
    'SignatureDoesNotMatch 403 Signature expired: 20261121T025459Z is now earlier than 20261121T025500Z (20261121T030000Z - 5 min.)',
  ],
  [
    'a second more ahead',
    minutes(5) + 1000,
    'SignatureDoesNotMatch 403 Signature not yet current: 20261121T030501Z is still later than 20261121T030500Z (20261121T030000Z + 5 min.)',
  ],
])('%s', async (_what, offMs, expected) => {
  expect(await outcome(async () => signature()(call({ signedAt: T0 + offMs }), next))).toBe(expected)
})

test.each([
  ['EC2', 'AuthFailure 401 AWS was not able to validate the provided access credentials'],
  [
    'SSM',
    'InvalidSignatureException 400 Signature expired: 20261121T024000Z is now earlier than 20261121T025500Z (20261121T030000Z - 5 min.)',
  ],
  [
    'STS',
    'SignatureDoesNotMatch 403 Signature expired: 20261121T024000Z is now earlier than 20261121T025500Z (20261121T030000Z - 5 min.)',
  ],
])('%s refuses in its own words', async (service, expected) => {
  expect(await outcome(async () => signature()(call({ service, signedAt: T0 - minutes(20) }), next))).toBe(expected)
})

test.each([
  ['fifteen minutes are allowed', minutes(15), 'ok'],
  ['more is RequestExpired', minutes(15) + 1000, 'RequestExpired 400 Request has expired.'],
  ['in the future as well', -minutes(16), 'RequestExpired 400 Request has expired.'],
])('as documented in Common Errors: %s', async (_what, agoMs, expected) => {
  expect(await outcome(async () => signature(documented)(call({ signedAt: T0 - agoMs }), next))).toBe(expected)
})

test('a request that is not signed has no time', async () => {
  expect(await outcome(async () => signature()(call(), next))).toBe('ok')
})

test('a signature has whole seconds, AWS’s clock has not', async () => {
  const at = T0 + 999
  expect(await outcome(async () => signature()(call({ at, signedAt: T0 - minutes(5) }), next))).toBe('ok')
})
