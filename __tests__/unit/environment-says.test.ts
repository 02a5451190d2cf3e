/** What a person reads when the surroundings of the run are at fault: one golden page, every kind once. */
import { expect, test } from 'vitest'
import { diagnosisOf } from '../../src/rollout/environment.ts'
import type { EnvironmentFault } from '../../src/rollout/model/environment-fault.ts'

const issuer = 'https://token.actions.githubusercontent.com'

/** One of each; the compiler wants all. */
const faults: { readonly [T in EnvironmentFault['type']]: readonly Extract<EnvironmentFault, { type: T }>[] } = {
  'no-credentials': [{ type: 'no-credentials' }, { type: 'no-credentials', profile: 'prod' }],
  'credentials-silent': [{ type: 'credentials-silent' }],
  clock: [
    { type: 'clock', behindMs: 1_200_000 },
    { type: 'clock', behindMs: -310_000 },
  ],
  'name-unknown': [{ type: 'name-unknown', host: 'autoscaling.eu-wset-1.amazonaws.com' }],
  certificate: [
    { type: 'certificate', host: 'autoscaling.eu-west-1.amazonaws.com', code: 'SELF_SIGNED_CERT_IN_CHAIN' },
  ],
  proxy: [
    { type: 'proxy', host: 'proxy.corp:3128' },
    { type: 'proxy', host: 'proxy.corp:3128', status: 403 },
    { type: 'proxy', host: 'proxy.corp:3128', status: 407 },
  ],
  unreachable: [{ type: 'unreachable', host: 'autoscaling.eu-west-1.amazonaws.com', code: 'ECONNREFUSED' }],
  'foreign-answer': [
    {
      type: 'foreign-answer',
      host: 'autoscaling.eu-west-1.amazonaws.com',
      status: 503,
      contentType: 'text/html',
      excerpt: '<html><head><title>Log in</title>',
    },
    { type: 'foreign-answer', host: 'ec2.eu-west-1.amazonaws.com', status: 502, contentType: '', excerpt: '' },
  ],
  'no-identity-token': [{ type: 'no-identity-token' }],
  'identity-token-refused': [{ type: 'identity-token-refused' }],
  'identity-provider': [{ type: 'identity-provider', issuer, audience: 'sts.amazonaws.com' }],
  trust: [{ type: 'trust', issuer, subject: 'repo:octo/web:environment:prod', audience: 'sts.amazonaws.com' }],
  role: [{ type: 'role', arn: 'arn:aws:iam::123456789012:role/deploy web' }],
  'region-disabled': [{ type: 'region-disabled', region: 'ap-east-1' }],
}

test('every fault of the surroundings has a sentence and a remedy', async () => {
  const page = Object.entries(faults).flatMap(([type, all]) => [
    `## ${type}`,
    ...all.flatMap((fault: EnvironmentFault) => {
      const { says, remedy } = diagnosisOf(fault)
      return [says, `→ ${remedy}`]
    }),
  ])
  await expect(`${page.join('\n\n')}\n`).toMatchFileSnapshot('environment-says.golden.md')
})

test('what an answer of a stranger holds is quoted, and `id-token` is named only where there is no token', () => {
  for (const all of Object.values(faults))
    for (const fault of all) {
      const { remedy } = diagnosisOf(fault)
      expect(remedy.includes('id-token')).toBe(
        fault.type === 'no-identity-token' || (fault.type === 'no-credentials' && !fault.profile),
      )
    }
})
