/** The environment, judged like an input: every variable that cannot be taken, by name, with its remedy, before any call. */
import { describe, expect, test } from 'vitest'
import type { RunnerContext } from '../../src/github/context.ts'
import { inputsFrom } from '../../src/inputs/index.ts'

const token = { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x' }
const ROLE = 'arn:aws:iam::123456789012:role/deploy'

/** Every problem as `name: sentence`, in this environment and with these inputs. */
function told(env: RunnerContext['env'], inputs: Record<string, string> = {}): readonly string[] {
  const read = inputsFrom({
    inputs: new Map(Object.entries({ 'auto-scaling-group': 'web', image: 'ami-0b5eac1ed7a1e5002', ...inputs })),
    region: env['AWS_REGION'] ?? 'eu-west-1',
    run: { id: '1', sha: '' },
    attempt: 1,
    open: (path) => ({ path, why: 'does not exist' }),
    env,
  })
  if (!('problems' in read)) return []
  for (const { remedy, input } of read.problems) expect(remedy ?? `of ${input}`).toMatch(/\w{2}/)
  return read.problems.map(({ input, value, says }) => `${input}: ${says}${value === '' ? '' : ` (${value})`}`)
}

test('an environment without any of it is as it should be', () => {
  expect(told({})).toEqual([])
  expect(
    told({ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'eusc-de-east-1', HTTPS_PROXY: '' }),
  ).toEqual([])
})

describe('the region', () => {
  test.each([
    ['us-east-1a', 'must be a region, not an Availability Zone: the region is us-east-1'],
    ['EU-WEST-1', 'must be a region; did you mean eu-west-1?'],
    ['eu west 1', 'must be a region; did you mean eu-west-1?'],
    ['"eu-west-1"', 'must be a region; did you mean eu-west-1?'],
    ['eu-west-1,us-east-1', 'must be one region, such as eu-west-1'],
    ['***', 'must be one region, such as eu-west-1'],
  ])('%s in AWS_REGION', (value, says) => {
    expect(told({ AWS_REGION: value })).toEqual([`AWS_REGION: in the environment ${says} (${value})`])
    expect(told({ AWS_REGION: value }, { 'aws-region': 'eu-west-1' })).toEqual([])
    expect(told({}, { 'aws-region': value })).toEqual([`aws-region: ${says} (${value})`])
  })

  test.each([
    'eu-west-1 ',
    ' eu-west-1\n',
    'us-gov-west-1',
    'cn-north-1',
    'eusc-de-east-1',
    'us-isob-east-1',
    'mx-central-1',
  ])('%j is one', (value) => {
    expect(told({ AWS_REGION: value })).toEqual([])
  })
})

describe('a proxy', () => {
  test.each([
    'proxy.corp:3128',
    'http://proxy.corp:3128',
    'http://proxy.corp:3128/',
    'https://user:p%40ss%231@proxy.corp:3128',
    '10.0.0.1:3128',
  ])('%s can be taken', (HTTPS_PROXY) => {
    expect(told({ HTTPS_PROXY })).toEqual([])
  })

  test.each([
    'http://',
    'http://user:hunter2@',
    'http://user:hunter2#1@proxy.corp:3128',
    'http://user:hunter2/x@proxy.corp:3128',
    'http://user:hunter2%@proxy.corp:3128',
    'socks5://user:hunter2@proxy.corp:1080',
    'http://proxy corp:3128',
  ])('%s cannot, and its password is not shown', (HTTPS_PROXY) => {
    const problems = told({ HTTPS_PROXY })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(/^HTTPS_PROXY: in the environment (must|names)/)
    expect(problems[0]).not.toMatch(/hunter2|user:h/)
    expect(told({ https_proxy: HTTPS_PROXY, HTTPS_PROXY: 'http://proxy:1' })[0]).toMatch(/^https_proxy: /)
  })
})

test.each([
  [
    { AWS_ENDPOINT_URL: 'localhost:4566' },
    'AWS_ENDPOINT_URL: in the environment must be a URL that begins with http:// or https:// (localhost:4566)',
  ],
  [
    { AWS_ENDPOINT_URL_EC2: 'vpce-1.ec2.eu-west-1.vpce.amazonaws.com' },
    'AWS_ENDPOINT_URL_EC2: in the environment must be a URL that begins with http:// or https:// (vpce-1.ec2.eu-west-1.vpce.amazonaws.com)',
  ],
  [
    { AWS_USE_FIPS_ENDPOINT: 'yes' },
    'AWS_USE_FIPS_ENDPOINT: in the environment must be true or false, in lower case (yes)',
  ],
  [
    { AWS_USE_DUALSTACK_ENDPOINT: '' },
    'AWS_USE_DUALSTACK_ENDPOINT: in the environment must be true or false, in lower case',
  ],
  [
    { AWS_RETRY_MODE: 'foo' },
    'AWS_RETRY_MODE: in the environment must be standard or adaptive or legacy, in lower case (foo)',
  ],
  [{ AWS_MAX_ATTEMPTS: 'abc' }, 'AWS_MAX_ATTEMPTS: in the environment must be a whole number from 1 to 100 (abc)'],
  [
    { AWS_ACCOUNT_ID_ENDPOINT_MODE: 'foo' },
    'AWS_ACCOUNT_ID_ENDPOINT_MODE: in the environment must be preferred or disabled or required, in lower case (foo)',
  ],
  [
    { AWS_ACCESS_KEY_ID: 'AKIA' },
    'AWS_SECRET_ACCESS_KEY: in the environment is not set, but AWS_ACCESS_KEY_ID is: a key needs both',
  ],
])('%j', (env, problem) => {
  expect(told(env)).toEqual([problem])
})

describe('a role', () => {
  test('needs an identity token', () => {
    expect(told({}, { 'role-to-assume': ROLE })).toEqual([
      'role-to-assume: needs an identity token, which GitHub gives only to jobs with `permissions: id-token: write`',
    ])
    expect(told(token, { 'role-to-assume': ROLE })).toEqual([])
  })

  test('lies in the partition of the region', () => {
    expect(told(token, { 'role-to-assume': ROLE, 'aws-region': 'us-gov-west-1' })).toEqual([
      `role-to-assume: is a role of the partition aws, but us-gov-west-1 lies in aws-us-gov: no role of the one can be assumed in the other (${ROLE})`,
    ])
    const chinese = { 'role-to-assume': ROLE.replace('aws', 'aws-cn'), 'aws-region': 'cn-north-1' }
    expect(told(token, chinese)).toEqual([])
  })

  test.each([
    '***',
    'deploy-web',
    'arn:aws:iam::12345678901:role/x',
    'arn:aws:iam::123456789012:user/x',
    'arn:azure:iam::123456789012:role/x',
  ])('is written as its ARN, not as %s', (role) => {
    expect(told(token, { 'role-to-assume': role })).toEqual([
      `role-to-assume: must be the ARN of a role, such as arn:aws:iam::123456789012:role/deploy (${role})`,
    ])
  })

  test('does not need the keys of the environment to be whole', () => {
    expect(told({ ...token, AWS_ACCESS_KEY_ID: 'AKIA' }, { 'role-to-assume': ROLE })).toEqual([])
  })
})

test('all problems are told at once, with those of the inputs', () => {
  const env = { AWS_REGION: 'Ireland', HTTPS_PROXY: 'http://', AWS_MAX_ATTEMPTS: '0', AWS_USE_FIPS_ENDPOINT: 'True' }
  expect(told(env, { 'bake-time': 'soon' }).map((problem) => problem.split(':')[0])).toEqual([
    'bake-time',
    'AWS_REGION',
    'HTTPS_PROXY',
    'AWS_USE_FIPS_ENDPOINT',
    'AWS_MAX_ATTEMPTS',
  ])
})
