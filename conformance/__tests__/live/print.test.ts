import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../../../simulator/stage.ts'
import { compare, comparisonLines } from '../../live/compare.ts'
import { estimateOf } from '../../live/estimate.ts'
import { RECORDED, readFixture, writeFixture } from '../../live/fixture.ts'
import { masked } from '../../live/mask.ts'
import { choiceFrom } from '../../live/options.ts'
import { thinned } from '../../live/recording.ts'
import { leftLines, planLines, refusalLines } from '../../live/say.ts'
import { liveSteps } from '../../live/steps.ts'

describe('the command line', () => {
  test.each([
    ['no region', [], /--region is missing/],
    ['no region, though the environment has one', ['--yes'], /--region is missing/],
    ['a region that is none', ['--region', 'eu;rm'], /is no region/],
    ['an expression that is none', ['--region', 'eu-west-1', '--only', '('], /is no regular expression/],
    ['two ends', ['--region', 'eu-west-1', '--dry', '--teardown'], /exclude each other/],
    ['two places', ['--region', 'eu-west-1', '--record', '--out', 'x'], /exclude each other/],
    ['an option that is none', ['--region', 'eu-west-1', '--group', 'web'], /Unknown option/],
  ])('with %s is refused', (_, args, words) => {
    expect(() => choiceFrom(args)).toThrow(words)
  })

  test('asks before it goes on, unless somebody has said --yes', () => {
    expect(choiceFrom(['--region', 'us-gov-west-1'])).toMatchObject({ type: 'run', isAgreed: false })
    expect(choiceFrom(['--region', 'eu-west-1', '--yes'])).toMatchObject({ type: 'run', isAgreed: true })
  })
})

test('the dry print, as a process, without credentials and without a network', () => {
  const args = ['conformance/live/index.ts', '--region', 'eu-central-1', '--dry']
  const env = { PATH: process.env['PATH'], AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }
  const printed = execFileSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' })
  expect(printed).toBe(`${planLines('eu-central-1', liveSteps).join('\n')}\n`)
})

test('what it would do, with cost and time', async () => {
  await expect(planLines('eu-central-1', liveSteps).join('\n')).toMatchFileSnapshot('plan.golden.txt')
})

test('a run of all steps costs less than a dollar and takes less than four hours', () => {
  const { minutes, dollars, parts } = estimateOf(liveSteps)
  expect(dollars).toBeLessThan(1)
  expect(minutes).toBeLessThan(240)
  expect(parts.reduce((sum, [, part]) => sum + part, 0)).toBeCloseTo(dollars)
  expect(estimateOf(liveSteps.slice(0, 1)).dollars).toBeLessThan(dollars)
})

test('a refusal names what is there; what is left comes with its commands', () => {
  const found = [{ what: 'image', id: 'ami-1', command: 'aws ec2 deregister-image --image-id ami-1' }]
  expect(refusalLines('eu-west-1', found).join('\n')).toContain('image ami-1')
  expect(leftLines(found, 'eu-west-1')[1]).toBe(
    '  aws ec2 deregister-image --image-id ami-1 --region eu-west-1   # image',
  )
  expect(leftLines([], 'eu-west-1')).toEqual(['Nothing called ami-rollout-live is left.'])
})

describe('a recording', () => {
  const owner = { account: '210987654321', arn: 'arn:aws:sts::210987654321:assumed-role/Admin/alice.smith' }
  const calls = [
    {
      at: 5_000,
      until: 5_400,
      operation: 'DescribeLaunchTemplateVersions',
      input: { LaunchTemplateId: 'lt-0fedcba9876543210' },
      answer: {
        by: owner.arn,
        owner: owner.account,
        lt: 'lt-0fedcba9876543210',
        other: 'lt-0aaaaaaaaaaaaaaaa',
        ip: '18.194.3.7',
      },
    },
  ]
  const played = [{ step: 'dry runs', cases: [], calls }]

  test('is written with masks, the same for the same, and read back', () => {
    const folder = mkdtempSync(join(tmpdir(), 'recording-'))
    try {
      const file = writeFixture(folder, { caller: owner, played, region: 'eu-west-1', date: '', bundle: '' })
      const text = readFileSync(file, 'utf8')
      expect(text).not.toMatch(/210987654321|alice|Admin|fedcba|18\.194/)
      expect(readFixture(file).steps[0]?.calls).toEqual([
        {
          at: 0,
          until: 400,
          operation: 'DescribeLaunchTemplateVersions',
          input: { LaunchTemplateId: 'lt-00000000000000001' },
          answer: {
            by: 'arn:aws:sts::111122223333:assumed-role/somebody',
            owner: '111122223333',
            lt: 'lt-00000000000000001',
            other: 'lt-00000000000000002',
            ip: '203.0.113.1',
          },
        },
      ])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('that still names the caller is not written', () => {
    expect(() => masked('made by alice.smith', owner)).toThrow('was not written')
  })

  test('counts an answer that is the same again', () => {
    const [call] = calls
    if (!call) throw new Error('there is none')
    const later = { ...call, at: 9_000, until: 9_100 }
    expect(thinned([call, later, { ...later, answer: 'another' }])).toMatchObject([
      { at: 5_000, repeated: { times: 1, last: 9_100 } },
      { answer: 'another' },
    ])
  })
})

test('recordings that are kept show nothing that the simulator would have to learn', () => {
  const files = existsSync(RECORDED) ? readdirSync(RECORDED).map((name) => join(RECORDED, name)) : []
  const otherwise = files.flatMap((file) =>
    compare(readFixture(file).steps, liveSteps).filter(({ agreement }) => agreement === 'otherwise'),
  )
  expect(otherwise).toEqual([])
})

describe('held against the simulator', () => {
  const run = (code: string, volume: boolean) => ({
    at: 0,
    until: 1,
    operation: 'RunInstances',
    input: volume ? { BlockDeviceMappings: [{}] } : { NetworkInterfaces: [{}] },
    error: { code, message: '' },
  })
  const of = (...calls: readonly ReturnType<typeof run>[]) => compare([{ step: 'dry runs', calls }], liveSteps)

  test.each([
    ['DryRunOperation', 'as assumed', 'does-not'],
    ['InvalidBlockDeviceMapping', 'played too', 'tries'],
  ])('a dry run that AWS answers with %s is %s', (code, agreement, shown) => {
    expect(of(run(code, true))).toContainEqual(
      expect.objectContaining({ rule: 'dryRunTriesTheLaunch', agreement, shown }),
    )
  })

  test('what AWS documents otherwise is said to be otherwise, and what was not seen is said too', () => {
    const all = of(run('DryRunOperation', false))
    expect(all).toContainEqual(expect.objectContaining({ rule: 'interfacesExcludeSubnet', agreement: 'otherwise' }))
    expect(all).toContainEqual(expect.objectContaining({ rule: 'dryRunTriesTheLaunch', agreement: 'not seen' }))
    expect(comparisonLines(all).join('\n')).toMatch(/otherwise\s+interfacesExcludeSubnet: false \(usually true\)/)
  })

  test.each([
    [0.4, 'as assumed'],
    [5, 'played too'],
    [30, 'otherwise'],
  ])('a refresh that is listed after %f s is %s', (seconds, agreement) => {
    const start = { at: 0, until: 0, operation: 'StartInstanceRefresh', input: {}, answer: {} }
    const list = { at: seconds * 1000, until: seconds * 1000, operation: 'DescribeInstanceRefreshes', input: {} }
    const calls = [start, { ...list, answer: { InstanceRefreshes: [{ Status: 'Pending' }] } }]
    const all = compare([{ step: 'a refresh, watched closely', calls }], liveSteps)
    expect(all).toContainEqual(expect.objectContaining({ rule: 'listedAfter', agreement, shown: seconds }))
  })
})
