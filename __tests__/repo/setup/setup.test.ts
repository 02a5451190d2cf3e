/** `npm run setup`: what it prints for a group of the simulated AWS, by the real SDK. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { choose } from '../../../scripts/setup/choice.ts'
import { setupOf } from '../../../scripts/setup/files.ts'
import { NO_CREDENTIALS } from '../../../scripts/shell.ts'
import { simulateAws } from '../../../simulator/aws/simulate.ts'
import type { Account } from '../../../simulator/aws/world/account.ts'
import { Agenda } from '../../../simulator/aws/world/agenda.ts'
import { standingKey } from '../../../simulator/aws/world/credentials.ts'
import { virtualClock } from '../../../simulator/clock.ts'
import { documentedPolicy, planPolicy } from '../../../simulator/policy.ts'
import { mixed } from '../../../simulator/scenes/mixed.ts'
import { web } from '../../../simulator/scenes/web.ts'
import { root } from '../../../simulator/stage.ts'
import { faultsOfScript } from '../aws-cli.ts'
import { read } from '../fences.ts'
import { complaints, ours, refusedInputs } from '../workflow-lint.ts'

const START = Date.parse('2026-11-21T03:00:00Z')

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs it as npm would, with credentials that may only do what the documented plan policy grants. */
async function setup(args: readonly string[], build: (agenda: Agenda) => Account = web, more: NodeJS.ProcessEnv = {}) {
  const account = build(new Agenda(START))
  const aws = await simulateAws({ account, clock: virtualClock(account.agenda), policy: planPolicy(account) })
  try {
    const env = {
      PATH: process.env['PATH'],
      AWS_ENDPOINT_URL: aws.url,
      AWS_REGION: account.region,
      AWS_ACCESS_KEY_ID: standingKey.accessKeyId,
      AWS_SECRET_ACCESS_KEY: standingKey.secretAccessKey,
      ...more,
    }
    const given = ['--repository', 'octo-org/shop', '--action', ours, ...args]
    const ended: Ended = await promisify(execFile)(process.execPath, [join(root, 'scripts', 'setup.ts'), ...given], {
      env,
      cwd: root,
    }).then(
      (out) => ({ code: 0, ...out }),
      (error: Ended) => error,
    )
    return { ...ended, account, calls: aws.journal.entries.map(({ operation }) => operation) }
  } finally {
    await aws.close()
  }
}

/** What is printed under a title. */
const section = (stdout: string, title: string): string =>
  stdout.split(/^--- /m).find((each) => each.startsWith(title)) ?? ''
const bodyOf = (stdout: string, title: string): string => section(stdout, title).slice(title.length + 1)

/** What is documented, without the statements about something that the group does not have. */
const expectedPolicy = (account: Account, ...without: readonly string[]) => {
  const { Statement, ...rest } = documentedPolicy(account)
  const left = Statement.filter((one) => !without.includes(JSON.parse(JSON.stringify(one)).Sid))
  return asLists({ ...rest, Statement: left })
}

/** Resources as lists: for IAM one string is the list of it. */
const asLists = (document: unknown): unknown =>
  JSON.parse(JSON.stringify(document), (key, value: unknown) => (key === 'Resource' ? [value].flat() : value))
const policyIn = (stdout: string): unknown => asLists(JSON.parse(bodyOf(stdout, 'policy.json')))

describe('npm run setup', () => {
  test('prints the documented policy for the group, from two calls that read', async () => {
    const { code, stdout, stderr, account, calls } = await setup(['--group', 'web'])
    expect({ code, stderr, calls }).toEqual({
      code: 0,
      stderr: '',
      calls: ['DescribeAutoScalingGroups', 'DescribeLaunchTemplateVersions'],
    })
    expect(policyIn(stdout)).toEqual(expectedPolicy(account, 'ReadTheParameter'))
    const trust = read('docs/iam-trust.json')
      .replace('ACCOUNT', account.id)
      .replace('OWNER/REPOSITORY', 'octo-org/shop')
    expect(JSON.parse(bodyOf(stdout, 'trust.json'))).toEqual(JSON.parse(trust))
  })

  test('prints a workflow that GitHub and the action take, and commands that AWS’s CLI takes', async () => {
    const { stdout, account } = await setup(['--group', 'web', '--environment', 'prod-eu-1'])
    const workflow = bodyOf(stdout, '.github/workflows/deploy.yml')
    for (const each of [workflow, bodyOf(stdout, '.github/workflows/rollback.yml')]) {
      expect(await complaints('.github/workflows/setup.yml', each)).toEqual([])
      expect(refusedInputs(each)).toEqual([])
      expect(each).toContain(`role-to-assume: arn:aws:iam::${account.id}:role/ami-rollout-web\n`)
    }
    expect(bodyOf(stdout, 'trust.json')).toContain('repo:octo-org/shop:environment:prod-eu-1')
    const commands = bodyOf(stdout, 'commands')
    expect(faultsOfScript(commands.split('# Or by')[0] ?? '')).toEqual([])
    expect(commands).toContain('RoleName=ami-rollout-web')
    expect(stdout).toContain('get-instance-profile --instance-profile-name web')
  })

  test('names every launch template of a mixed group, and the parameter that one follows', async () => {
    const { stdout, account } = await setup(['--group', 'web', '--instance-role', 'web'], (agenda) =>
      mixed(agenda, { armParameter: '/web/arm-ami' }),
    )
    expect(policyIn(stdout)).toEqual(expectedPolicy(account))
    expect(stdout).toContain('SecondLaunchTemplate=lt-')
    expect(stdout).toContain('Parameter=web/arm-ami')
    expect(stdout).toMatch(/^ {2}launch_templates = \["lt-\w+", "lt-\w+"\]$/m)
    expect(stdout).not.toContain('get-instance-profile')
  })

  test('names a parameter of AWS’s own by an ARN without an account', async () => {
    const { stdout } = await setup(['--group', 'web', '--parameter', '/aws/service/al2023'])
    expect(JSON.stringify(policyIn(stdout))).toContain('"arn:aws:ssm:eu-west-1::parameter/aws/service/al2023"')
  })

  test('writes the files where they are wanted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'setup-'))
    try {
      const { stdout } = await setup(['--group', 'web', '--out', join(folder, 'new')])
      const names = ['deploy.yml', 'policy.json', 'rollback.yml', 'trust.json']
      expect(readdirSync(join(folder, 'new')).toSorted()).toEqual(names)
      for (const name of names) expect(stdout).toContain(join(folder, 'new', name))
      expect(stdout).not.toContain(readFileSync(join(folder, 'new', 'policy.json'), 'utf8'))
      expect(stdout.match(/^--- .*$/gm)).toEqual(['--- commands', '--- by hand'])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('says what is wrong: with the world alone, or with how it was called', async () => {
    const missing = await setup(['--group', 'nope'])
    expect(missing).toMatchObject({ code: 1, stdout: '', calls: ['DescribeAutoScalingGroups'] })
    expect(missing.stderr).toBe(`There is no Auto Scaling group nope in ${missing.account.region}.\n`)
    const mistyped = await setup(['--groop', 'web'])
    expect(mistyped).toMatchObject({ code: 2, stdout: '', calls: [] })
    expect(mistyped.stderr).toMatch(/^Unknown option '--groop'.*npm run setup -- --group/s)
  })

  test('says how a shell gets credentials, where it has none', async () => {
    const { code, stderr } = await setup(['--group', 'web'], web, {
      AWS_ACCESS_KEY_ID: undefined,
      AWS_EC2_METADATA_DISABLED: 'true',
      HOME: '/nonexistent',
    })
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: `${NO_CREDENTIALS}\n` })
  })

  test('says how the ids of a new repository’s identity are found, unless they are given', async () => {
    expect((await setup(['--group', 'web'])).stdout).toContain(
      `\`gh api repos/octo-org/shop --jq '"\\(.owner.id) \\(.id)"'\` prints both. Run this again with --repository octo-org@ID/shop@ID.`,
    )
    expect((await setup(['--group', 'web', '--repository', 'octo-org@1/shop@2'])).stdout).not.toContain('gh api')
  })
})

describe('the command line', () => {
  const env = { AWS_REGION: 'eu-central-1' }
  const right = ['--group', 'web', '--repository', 'octo-org/shop']

  test.each([
    ['no group', ['--repository', 'octo-org/shop'], '--group is missing'],
    ['no repository', ['--group', 'web'], '--repository must be OWNER/NAME (got “”)'],
    ['a wildcard', [...right, '--repository', 'octo-org/*'], '--repository must be OWNER/NAME (got “octo-org/*”)'],
    ['any environment', [...right, '--environment', '*'], '--environment must be one name'],
    ['half a path', [...right, '--role-path', '/ci'], '--role-path must begin and end with a slash'],
    ['a name that is none', [...right, '--role-name', 'a b'], '--role-name is no name for a role'],
  ])('with %s is refused', (_, args, says) => {
    expect(() => choose(args, env)).toThrow(says)
  })

  test('takes the shell’s region, and wants one', () => {
    expect(choose(right, env)).toMatchObject({ region: 'eu-central-1', wishes: { roleName: 'ami-rollout-web' } })
    expect(choose([...right, '--region', 'eu-west-1'], env)).toMatchObject({ region: 'eu-west-1' })
    expect(() => choose(right, {})).toThrow('--region is missing')
  })

  test('makes of a group’s name one that a role can have', () => {
    expect(choose([...right, '--group', `web: ${'x'.repeat(80)}`], env)?.wishes.roleName).toMatch(
      /^ami-rollout-web--x{42}$/,
    )
  })
})

test('a name is a name: nothing in it is a wildcard for IAM, or something else for YAML', () => {
  const group = {
    name: 'web: *',
    partition: 'aws-cn',
    region: 'cn-north-1',
    account: '123456789012',
    templates: ['lt-0a1b2c3d4e5f60718'],
    profiles: [],
    parameter: undefined,
  }
  const wishes = {
    repository: 'octo-org@1/shop@2',
    environment: 'production',
    roleName: 'deploy-web',
    rolePath: '/ci/',
    instanceRole: undefined,
    parameter: undefined,
    action: ours,
  }
  const { policy, trust, deploy, rollback, commands } = setupOf(group, wishes)
  expect(JSON.stringify(policy)).toContain(`autoScalingGroupName/web: \${*}"`)
  expect(JSON.stringify(policy)).not.toContain('arn:aws:')
  expect(JSON.stringify(trust)).toContain('"repo:octo-org@1/shop@2:environment:production"')
  expect(JSON.stringify(trust)).toContain('"sts.amazonaws.com.cn"')
  for (const workflow of [deploy, rollback]) {
    expect(workflow).toContain('auto-scaling-group: "web: *"')
    expect(workflow).toContain('role-to-assume: arn:aws-cn:iam::123456789012:role/ci/deploy-web\n')
  }
  expect(commands).toContain("'Group=web: *'")
  expect(commands).toContain('RolePath=/ci/')
  expect(setupOf({ ...group, name: `web \${x}` }, wishes).commands).toContain(`group            = "web $\${x}"`)
})
