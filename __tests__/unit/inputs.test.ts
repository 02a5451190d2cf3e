import { describe, expect, test } from 'vitest'
import type { RunnerContext } from '../../src/github/context.ts'
import { type ActionInputs, inputsFrom } from '../../src/inputs/index.ts'
import type { InputProblem } from '../../src/inputs/problem.ts'

const given = (inputs: Record<string, string>, region = 'eu-west-1'): RunnerContext => ({
  inputs: new Map(Object.entries({ 'auto-scaling-group': 'web', image: 'ami-0b5eac1ed7a1e5002', ...inputs })),
  region,
  run: { id: '1', sha: '' },
  attempt: 1,
  open: (file) => ({ path: `/home/runner/${file}`, why: 'does not exist' }),
  env: { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x' },
})
const settings = (inputs: Record<string, string> = {}, region?: string): ActionInputs => {
  const read = inputsFrom(given(inputs, region))
  if ('problems' in read) throw new Error(read.problems.map(({ input, says }) => `${input} ${says}`).join('; '))
  return read
}
const problems = (inputs: Record<string, string>, region?: string): readonly InputProblem[] => {
  const read = inputsFrom(given(inputs, region))
  return 'problems' in read ? read.problems : []
}

test('two inputs are enough; everything else has the default of the contract', () => {
  expect(settings()).toEqual({
    region: 'eu-west-1',
    summary: true,
    gitHub: { token: '', comment: false },
    verify: '',
    verifyOnInstance: '',
    role: undefined,
    rollout: {
      mode: 'deploy',
      group: 'web',
      images: [{ from: 'id', id: 'ami-0b5eac1ed7a1e5002' }],
      currentImage: false,
      attempt: 1,
      handOver: 20_400_000,
      run: { id: '1', sha: '' },
      minHealthyPercentage: undefined,
      maxHealthyPercentage: undefined,
      instanceWarmup: undefined,
      bakeTime: 120_000,
      targetHealthTimeout: 60_000,
      maxLaunchFailures: 3,
      checkpoints: [],
      checkpointDelay: 300_000,
      alarms: [],
      verify: undefined,
      skipMatching: true,
      scaleInProtectedInstances: 'Ignore',
      standbyInstances: 'Ignore',
      timeout: 'auto',
      pollInterval: 15_000,
      onFailure: 'rollback',
      onCancel: 'rollback',
      onConflict: 'auto',
      onStale: 'warn',
      allowedImageOwners: [],
      ssmTemplate: 'refuse',
      setDefaultVersion: false,
      failedVersion: 'delete',
      keepTemplateVersions: undefined,
    },
  })
})

test('image: current names no image, and leaves no instance alone', () => {
  const { rollout } = settings({ image: 'current' })
  expect(rollout).toMatchObject({ currentImage: true, images: [], skipMatching: false })
})

test('GitHub is asked by the token that was given, and for a comment where one is wanted', () => {
  const read = settings({ 'github-token': ' ghs_x ', 'pull-request-comment': 'true', 'on-stale': 'refuse' })
  expect(read).toMatchObject({ gitHub: { token: 'ghs_x', comment: true }, rollout: { onStale: 'refuse' } })
  expect(JSON.stringify(read.rollout)).not.toContain('ghs_x')
})

test.each([
  ['pull-request-comment', 'yes', 'must be true or false'],
  [
    'allowed-image-owners',
    'amazon, 12345',
    'must be account ids of twelve digits, `amazon`, or `marketplace:` with a product code',
  ],
  [
    'allowed-image-owners',
    'marketplace:',
    'must be account ids of twelve digits, `amazon`, or `marketplace:` with a product code',
  ],
  ['on-stale', 'fail', 'must be one of warn, refuse, allow'],
])('%s: %j is refused', (input, value, says) => {
  expect(problems({ [input]: value })).toEqual([{ input, value, says }])
})

test.each([
  ['90', 90_000],
  ['90s', 90_000],
  ['5m', 300_000],
  ['1h30m', 5_400_000],
  ['1h', 3_600_000],
  ['2m30s', 150_000],
  ['2m30', 150_000],
] as const)('the duration %s is %i ms', (text, ms) => {
  expect(settings({ timeout: text }).rollout.timeout).toBe(ms)
})

test.each(['0', '-5m', '1.5h', '5 m', '30m1h', '5min', 'soon', '1e3', '99999h', 'm', 'h'])(
  'the duration %j is refused',
  (text) => {
    expect(problems({ timeout: text })).toEqual([
      { input: 'timeout', value: text, says: 'must be a duration such as 90, 90s, 5m or 1h30m, from 1m to 336h' },
    ])
  },
)

test.each([
  ['min-healthy-percentage', '101'],
  ['min-healthy-percentage', '-1'],
  ['min-healthy-percentage', '50%'],
  ['max-healthy-percentage', '99'],
  ['max-healthy-percentage', '201'],
  ['skip-matching', 'yes'],
  ['summary', 'True'],
  ['on-failure', 'roll-back'],
  ['on-cancel', 'ROLLBACK'],
  ['on-conflict', 'constructor'],
  ['scale-in-protected-instances', 'terminate'],
  ['standby-instances', 'refresh'],
  ['mode', 'Check'],
  ['mode', 'undo'],
  ['to', 'previous'],
  ['mode', 'dry-run'],
  ['aws-region', 'Ireland'],
  ['image', 'ami-123'],
  ['poll-interval', '1s'],
  ['checkpoints', '50, 20'],
  ['checkpoints', '0'],
  ['checkpoints', '50 %'],
  ['checkpoint-delay', '5m'],
  ['alarms', 'cpu, cpu'],
  ['max-launch-failures', '0'],
  ['verify-timeout', '1m'],
  ['keep-launch-template-versions', '1'],
  ['keep-launch-template-versions', 'all'],
  ['role-to-assume', 'deploy'],
  ['audience', 'me'],
  ['ssm-template', 'Pin'],
])('%s: %j is refused, by name, with the value and what is accepted', (input, value) => {
  const found = problems({ [input]: value })
  expect(found).toHaveLength(1)
  expect(found[0]).toMatchObject({ input, value })
  expect(found[0]?.says.length).toBeGreaterThan(10)
})

test('all problems are told at once', () => {
  const found = problems(
    { 'auto-scaling-group': '', image: 'web', 'bake-time': '1s', 'on-failure': 'x', 'ssm-template': 'unpin' },
    '',
  )
  expect(found.map(({ input }) => input).sort()).toEqual([
    'auto-scaling-group',
    'aws-region',
    'bake-time',
    'image',
    'on-failure',
    'ssm-template',
  ])
})

test('a bake that is too short to see bad targets is refused', () => {
  expect(problems({ 'bake-time': '104s' })).toHaveLength(1)
  expect(problems({ 'bake-time': '105s' })).toHaveLength(0)
  expect(problems({ 'poll-interval': '60s' }).map(({ input }) => input)).toEqual(['bake-time'])
})

test('what follows from a problem is not another problem', () => {
  const named = (inputs: Record<string, string>) => problems(inputs).map(({ input }) => input)
  expect(named({ 'target-health-timeout': '5s' })).toEqual(['target-health-timeout'])
  expect(named({ 'poll-interval': '1h', 'bake-time': '30s' })).toEqual(['poll-interval'])
  expect(named({ 'bake-time': 'soon', verify: 'true', 'verify-timeout': '10m' })).toEqual(['bake-time'])
  expect(named({ checkpoints: '50, 20', 'checkpoint-delay': '1s', verify: 'true' })).toEqual(['checkpoints'])
  expect(named({ 'verify-timeout': 'x' })).toEqual(['verify-timeout'])
  expect(named({ mode: 'rolback', to: 'previous', image: '' })).toEqual(['mode'])
  expect(named({ mode: 'rollback', to: 'v7', image: '' })).toEqual(['to'])
  expect(named({ 'min-healthy-percentage': '-1', 'max-healthy-percentage': '200' })).toEqual(['min-healthy-percentage'])
})

test('a limit is written as inputs are', () => {
  expect(problems({ 'poll-interval': '1s' })[0]?.says).toMatch(/from 5s to 10m$/)
  expect(problems({ 'bake-time': '99h' })[0]?.says).toMatch(/from 0s to 48h$/)
  expect(problems({ 'poll-interval': '60s' })).toEqual([
    {
      input: 'bake-time',
      value: '',
      says: 'must be at least 4m (unset it is 2m): target-health-timeout (1m) and 3 polls (poll-interval 1m) together, else AWS ends the refresh before bad targets can be detected',
    },
  ])
})

describe('several groups are a matrix', () => {
  test.each(['web, api', 'web\napi', 'web ,api', 'web\r\napi'])('%j', (value) => {
    expect(problems({ 'auto-scaling-group': value })).toEqual([
      {
        input: 'auto-scaling-group',
        value,
        says: expect.stringMatching(
          /^names 2 groups, .* `strategy: \{ matrix: \{ group: \["web", "api"\] \} \}` in the job, and `auto-scaling-group: \$\{\{ matrix\.group \}\}` here$/,
        ),
      },
    ])
  })

  test.each(['web,api', 'web blue', 'a/b:c'])('%j is a name', (value) => {
    expect(settings({ 'auto-scaling-group': value }).rollout.group).toBe(value)
  })

  test('several tags are several groups, too', () => {
    expect(problems({ 'auto-scaling-group': 'tag:Service=web, tag:Service=api' })[0]?.says).toContain(
      '{ group: ["tag:Service=web", "tag:Service=api"] }',
    )
  })
})

describe('a group by its tag', () => {
  test.each([
    ['tag:Service=web', 'Service', 'web'],
    ['tag:a=b=c', 'a=b', 'c'],
    ['tag:aws:cloudformation:logical-id=Group', 'aws:cloudformation:logical-id', 'Group'],
    ['tag:Owner=', 'Owner', ''],
    ['tag:Service=web,api', 'Service', 'web,api'],
    ['tag:Service=two words', 'Service', 'two words'],
  ])('%j', (text, key, value) => {
    expect(settings({ 'auto-scaling-group': text }).rollout.group).toEqual({ key, value })
  })

  test.each(['tag:', 'tag:web', 'tag:=web', `tag:${'k'.repeat(129)}=web`, `tag:k=${'v'.repeat(257)}`])(
    '%j is refused',
    (value) => {
      expect(problems({ 'auto-scaling-group': value })).toEqual([
        { input: 'auto-scaling-group', value, says: expect.stringMatching(/^must be tag:KEY=VALUE, /) },
      ])
    },
  )
})

test('bounds more than 100 apart are refused', () => {
  expect(problems({ 'min-healthy-percentage': '50', 'max-healthy-percentage': '151' })).toHaveLength(1)
  expect(problems({ 'min-healthy-percentage': '50', 'max-healthy-percentage': '150' })).toHaveLength(0)
})

test('a name that is nearly ours is a typo, and is told; a stranger is the runner’s business', () => {
  expect(problems({ 'on-failur': 'leave' })).toEqual([
    { input: 'on-failur', value: 'leave', says: 'is not an input of this action; did you mean on-failure?' },
  ])
  expect(problems({ 'something-else': 'x' })).toEqual([])
})

test.each([
  ['1, 20, 50', [1, 20, 50, 100]],
  ['50\n100', [50, 100]],
  ['100', [100]],
] as const)('checkpoints %j are %j: 100 is added', (text, checkpoints) => {
  expect(settings({ checkpoints: text }).rollout.checkpoints).toEqual(checkpoints)
})

test('verify: the bake is longer, and a check that does not fit into its pause is refused', () => {
  expect(settings({ verify: './check.sh' })).toMatchObject({
    verify: './check.sh',
    rollout: { bakeTime: 300_000, verify: { timeout: undefined } },
  })
  expect(problems({ verify: './check.sh', 'verify-timeout': '5m' }).map(({ input }) => input)).toEqual([
    'verify-timeout',
  ])
  expect(
    problems({ verify: './check.sh', checkpoints: '10', 'checkpoint-delay': '30s' }).map(({ input }) => input),
  ).toEqual(['verify'])
})

test('verify-on-instance: the same, beside verify or alone; a script that no command could carry is refused', () => {
  expect(settings({ 'verify-on-instance': 'true' })).toMatchObject({
    verify: '',
    verifyOnInstance: 'true',
    rollout: { bakeTime: 300_000, verify: { timeout: undefined, namesInstances: true, onInstance: true } },
  })
  expect(settings({ 'verify-on-instance': 'true', 'verify-timeout': '2m' }).rollout.verify?.timeout).toBe(120_000)
  const short = { checkpoints: '10', 'checkpoint-delay': '90s' }
  expect(problems({ 'verify-on-instance': 'true', ...short }).map(({ input }) => input)).toEqual(['verify-on-instance'])
  const long = problems({ 'verify-on-instance': `# ${'ü'.repeat(16_000)}` })
  expect(long).toMatchObject([{ input: 'verify-on-instance' }])
  expect(long[0]?.value.length).toBeLessThan(50)
})

test('a clean-up keeps at least two', () => {
  expect(settings({ 'keep-launch-template-versions': '2' }).rollout.keepTemplateVersions).toBe(2)
})

describe('a check', () => {
  test('needs no image', () => {
    expect(settings({ mode: 'check', image: '' }).rollout).toMatchObject({ mode: 'check', images: [] })
  })

  test('has no use for one: it compares with the group’s own template', () => {
    expect(problems({ mode: 'check' })).toMatchObject([{ input: 'image', value: 'ami-0b5eac1ed7a1e5002' }])
  })
})

describe('a rollback is an emergency', () => {
  const rollback = (inputs: Record<string, string> = {}) => settings({ image: '', mode: 'rollback', ...inputs }).rollout

  test('nothing holds it up, and nothing undoes it, unless it is asked for in this step', () => {
    expect(rollback()).toMatchObject({
      to: 'previous',
      images: [],
      bakeTime: 0,
      alarms: [],
      checkpoints: [],
      onFailure: 'leave',
      onCancel: 'leave',
    })
    expect(rollback({ 'bake-time': '3m', 'on-failure': 'cancel' })).toMatchObject({
      bakeTime: 180_000,
      onFailure: 'cancel',
    })
  })

  test.each([
    ['previous', 'previous'],
    ['7', 7],
    ['ami-0b5eac1ed7a1e5001', 'ami-0b5eac1ed7a1e5001'],
  ] as const)('to %s', (text, to) => {
    expect(rollback({ to: text }).to).toBe(to)
  })

  test('plan with `to` is the plan of one', () => {
    expect(settings({ image: '', mode: 'plan', to: '7' }).rollout).toMatchObject({ mode: 'plan', to: 7, bakeTime: 0 })
  })

  test.each(['0', '-1', 'v7', 'latest', 'ami-1'])('to %j is refused', (to) => {
    expect(problems({ image: '', mode: 'rollback', to }).map(({ input }) => input)).toEqual(['to'])
  })

  test('an image has no place in it', () => {
    expect(problems({ mode: 'rollback' }).map(({ input }) => input)).toEqual(['image'])
  })
})

describe('keep-images and old-images', () => {
  const [versions, keep, old] = [
    { 'keep-launch-template-versions': '2' },
    { 'keep-images': '2' },
    { 'old-images': 'disable' },
  ]

  test.each<[wrong: string, given: Readonly<Record<string, string>>]>([
    ['keep-images', { ...versions, ...keep }],
    ['old-images', { ...versions, ...old }],
    ['keep-images', { ...keep, ...old }],
    ['keep-images', { ...versions, ...keep, ...old, 'keep-images': '1' }],
    ['old-images', { ...versions, ...keep, ...old, 'old-images': 'deregister' }],
  ])('%s is wrong in %j', (wrong, given) => {
    expect(problems(given).map(({ input }) => input)).toEqual([wrong])
  })

  test('go with keep-launch-template-versions, which stands alone as well', () => {
    expect([problems({ ...versions, ...keep, ...old }), problems(versions)]).toEqual([[], []])
  })
})

describe('mode: watch', () => {
  const watch = { mode: 'watch', image: '' }

  test.each([
    ['image', 'ami-0b5eac1ed7a1e5002'],
    ['launch-template-version', '8'],
    ['to', '7'],
    ['checkpoints', '50'],
    ['checkpoint-delay', '5m'],
    ['alarms', 'web-5xx'],
    ['bake-time', '5m'],
    ['min-healthy-percentage', '90'],
    ['instance-warmup', '60'],
    ['trial', 'true'],
    ['skip-matching', 'true'],
    ['scale-in-protected-instances', 'refresh'],
    ['on-conflict', 'wait'],
    ['on-stale', 'allow'],
    ['ssm-template', 'pin'],
    ['set-default-version', 'true'],
    ['keep-launch-template-versions', '5'],
    ['on-failure', 'rollback'],
    ['on-cancel', 'cancel'],
    ['verify-timeout', '5m'],
  ])('refuses %s: %s', (input, value) => {
    expect(problems({ ...watch, [input]: value })).toEqual([
      { input, value, says: expect.stringMatching(/watch|verify/) },
    ])
  })

  test('takes what action.yml sets where nothing is set, and undoes nothing', () => {
    const given = { trial: 'false', 'on-conflict': 'auto', 'ssm-template': 'refuse' }
    const { rollout, verify } = settings({ ...watch, ...given, verify: './smoke.sh', 'target-health-timeout': '10m' })
    expect(rollout).toMatchObject({ mode: 'watch', images: [], onFailure: 'leave', onCancel: 'leave' })
    expect(verify).toBe('./smoke.sh')
  })
})
