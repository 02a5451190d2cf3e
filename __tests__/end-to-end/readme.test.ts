/** The README as a new user takes it: its commands and steps word for word, against the simulated AWS, with two placeholders filled in. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { root } from '../../scripts/build/bundle.ts'
import { simulateAws } from '../../simulator/aws/simulate.ts'
import { Agenda } from '../../simulator/aws/world/agenda.ts'
import { standingKey } from '../../simulator/aws/world/credentials.ts'
import { virtualClock } from '../../simulator/clock.ts'
import { interpolated } from '../../simulator/github/expression.ts'
import { serveIdentityTokens } from '../../simulator/github/oidc.ts'
import { planPolicy } from '../../simulator/policy.ts'
import { NEW_IMAGE, OLD_IMAGE, web } from '../../simulator/scenes/web.ts'
import { faultsOfScript } from '../repo/aws-cli.ts'
import { pages } from '../repo/fences.ts'
import { ours } from '../repo/workflow-lint.ts'
import { START, simulated } from '../scenario.ts'

const { region } = web(new Agenda(START))
/** What a reader puts in the place of the README's own: these, and whose copy of the action it is. At most six. */
const placeholders: Readonly<Record<string, string>> = { 'ami-0123456789abcdef0': NEW_IMAGE, 'eu-central-1': region }

const blocks = pages.get('README.md')?.blocks ?? []
const fences = (language: string) => blocks.flatMap((each) => (each.language === language ? [filled(each.text)] : []))
const filled = (text: string) =>
  Object.entries(placeholders).reduce((so, [placeholder, value]) => so.replaceAll(placeholder, value), text)

interface Ended {
  readonly stdout: string
  readonly stderr: string
}

/**
 * A clone whose packages are installed, and a shell in it. There is no AWS CLI: what is asked of it is written down, once
 * the files that it names are there.
 */
const clone = mkdtempSync(join(tmpdir(), 'readme-'))
const shell = `
npm() { [ "$1" = ci ] || command npm "$@"; }
aws() {
  for word in "$@"; do case $word in file://*) [ -s "\${word#file://}" ] ;; esac; done
  echo "aws $*"
}
`

describe('the README', () => {
  const shown: string[] = []
  const reads: string[] = []

  beforeAll(async () => {
    for (const name of readdirSync(root)) if (!name.startsWith('.')) symlinkSync(join(root, name), join(clone, name))
    const agenda = new Agenda(START)
    const account = web(agenda)
    const aws = await simulateAws({ account, clock: virtualClock(agenda), policy: planPolicy(account) })
    const env = {
      PATH: process.env['PATH'],
      HOME: clone,
      AWS_ENDPOINT_URL: aws.url,
      AWS_ACCESS_KEY_ID: standingKey.accessKeyId,
      AWS_SECRET_ACCESS_KEY: standingKey.secretAccessKey,
    }
    try {
      for (const script of fences('sh')) {
        const { stdout }: Ended = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', shell + script], {
          cwd: clone,
          env,
        })
        shown.push(stdout)
      }
      reads.push(...aws.journal.writes().map(({ operation }) => operation))
    } finally {
      await aws.close()
    }
  }, 300_000)
  afterAll(() => rmSync(clone, { recursive: true }))

  test('plans, checks and prints a setup by commands that only read', () => {
    const [first = '', second = ''] = shown
    expect(first).toContain(NEW_IMAGE)
    expect(first).toContain('✔ Planned: a deploy would replace 6 instances')
    expect(first).toContain('In sync')
    expect(second).toContain('Wrote setup-web/policy.json')
    expect(reads).toEqual([])
  })

  test('puts the role in place by commands that AWS’s CLI takes, with the files that were printed', () => {
    const calls = shown.at(-1)?.trim().split('\n') ?? []
    expect(calls.map((call) => call.split(' ')[2])).toEqual([
      'create-open-id-connect-provider',
      'create-role',
      'put-role-policy',
    ])
    expect(calls.flatMap(faultsOfScript)).toEqual([])
    // The same as `npm run setup` itself prints, word for word.
    expect(calls.filter((call) => !shown[1]?.includes(call))).toEqual([])
  })

  test('has a workflow that plans and deploys with that role, under that policy', async () => {
    const { jobs } = parse(printed('deploy.yml'))
    const [{ uses, with: inputs }] = jobs.deploy.steps
    expect(uses).toBe(ours)
    const policy = JSON.parse(printed('policy.json'))
    const [{ Condition }] = JSON.parse(printed('trust.json')).Statement
    const subject: string = Condition.StringEquals['token.actions.githubusercontent.com:sub']
    await using aws = await simulated(web, { policy: () => policy })
    const role = aws.account.credentials.role({ name: 'ami-rollout-web', subject })
    expect(inputs['role-to-assume']).toBe(role)
    const tokens = await serveIdentityTokens({
      repository: 'octo-org/shop',
      ref: 'refs/heads/main',
      environment: jobs.deploy.environment,
      clock: virtualClock(aws.agenda),
    })
    const env = { ...tokens.env, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }
    const run = (mode: string) =>
      aws.job({ inputs: stepWith(inputs, { inputs: { image: NEW_IMAGE, mode } }), env, runId: mode })
    try {
      expect((await run('plan')).outputs).toMatchObject({ outcome: 'planned', changed: 'false' })
      expect((await run('deploy')).outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    } finally {
      await tokens.close()
    }
  })

  test('has a step for a workflow with credentials, and one that rolls back what it deployed', async () => {
    const [step, rollback] = fences('yaml').map((text) => parse(text)[0])
    expect([step.uses, rollback.uses]).toEqual([ours, ours])
    await using aws = await simulated(web)
    const environment = { AWS_REGION: region }
    const planned = await aws.job({ inputs: { ...nothing, ...step.with }, env: environment, runId: '1' })
    expect(planned.outputs).toMatchObject({ outcome: 'planned', changed: 'false' })
    // `plan # without this line it deploys`
    const { mode: _, ...deploy } = step.with
    const deployed = await aws.job({ inputs: { ...nothing, ...deploy }, env: environment, runId: '2' })
    expect(deployed.outputs).toMatchObject({ outcome: 'succeeded', 'image-id': NEW_IMAGE })
    const back = await aws.job({ inputs: { ...nothing, ...rollback.with }, env: environment, runId: '3' })
    expect(back.outputs).toMatchObject({ outcome: 'succeeded', 'image-id': OLD_IMAGE })
  })

  test('shows what a plan prints', () => {
    const [output = ''] = fences('text')
    expect(output.split('\n')).toHaveLength(8)
    const lines = shown[0]?.split('\n').map((line) => line.replace(/^[\d:]{8} +/, '')) ?? []
    expect(output.split('\n').filter((line) => !lines.includes(line))).toEqual([])
  })

  test('leaves no more than six words to fill in', () => {
    const group = ['web', 'octo-org/shop', ours]
    expect([...Object.keys(placeholders), ...group].length).toBeLessThanOrEqual(6)
  })
})

/** What the harness would set by itself is what the step sets, or nothing. */
const nothing = { 'auto-scaling-group': '', image: '' }

const printed = (file: string): string => readFileSync(join(clone, 'setup-web', file), 'utf8')

const stepWith = (inputs: Readonly<Record<string, string>>, contexts: Parameters<typeof interpolated>[1]) =>
  Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, interpolated(value, contexts)]))
