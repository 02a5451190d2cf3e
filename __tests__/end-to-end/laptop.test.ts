/** `npm run plan` and `npm run check`: the shipped bundle on somebody's own machine, with the shell's credentials. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { standingKey } from '../../simulator/aws/world/credentials.ts'
import { scenes } from '../../simulator/scenes/index.ts'
import { NEW_IMAGE } from '../../simulator/scenes/web.ts'
import { root, setUp } from '../../simulator/stage.ts'

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the script as npm would, against a scene; time goes as it does on that machine. */
async function laptop(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const scene = scenes.get('good-image')
  if (!scene) throw new Error('no such scene')
  await using aws = await setUp(scene, 1)
  const shell = {
    PATH: process.env['PATH'],
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: standingKey.accessKeyId,
    AWS_SECRET_ACCESS_KEY: standingKey.secretAccessKey,
    ...env,
  }
  const ended: Ended = await promisify(execFile)(process.execPath, [join(root, 'scripts', 'laptop.ts'), ...args], {
    env: shell,
    cwd: root,
  }).then(
    (out) => ({ code: 0, ...out }),
    (error: Ended) => error,
  )
  return { ...ended, writes: aws.journal.writes(), calls: aws.journal.entries.length }
}

describe('from a laptop', () => {
  test('a plan is shown, as a log and as a page; nothing is written to AWS, whatever a workflow left in the shell', async () => {
    const { code, stdout, stderr, writes } = await laptop(
      [...['plan', '--group', 'web', '--image', NEW_IMAGE, '--region', 'eu-central-1'], ...['--bake-time', '10m']],
      { INPUT_MODE: 'deploy', GITHUB_REPOSITORY: 'octo-org/shop' },
    )
    expect({ code, stderr, writes }).toEqual({ code: 0, stderr: '', writes: [] })
    expect(stdout).toContain(NEW_IMAGE)
    expect(stdout).not.toMatch(/^::|octo-org|^▸ Run |Post job/m)
    const page = readFileSync(join(root, '.demo', 'plan.html'), 'utf8')
    expect(page).toContain(NEW_IMAGE)
    expect(page).not.toMatch(/workflow run|started by/)
  }, 180_000)

  test('a check takes the shell’s region', async () => {
    const { code, stdout, writes } = await laptop(['check', '--group', 'web'], { AWS_REGION: 'eu-central-1' })
    expect({ code, writes }).toEqual({ code: 0, writes: [] })
    expect(stdout).toContain('The summary as a page: ')
  }, 180_000)

  test('a shell without credentials, or without a group, is told what a shell can do', async () => {
    const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true', HOME: '/none' }
    const { code, stdout } = await laptop(
      ['plan', '--group', 'web', '--image', NEW_IMAGE, '--region', 'eu-west-1'],
      none,
    )
    expect(code).toBe(1)
    expect(stdout).toContain('Your shell has no AWS credentials')
    expect(stdout).toContain('aws sso login')
    expect(stdout).not.toMatch(/This job has|role-to-assume|id-token/)
    expect(stdout.match(/Your shell has no AWS credentials/g)).toHaveLength(1)
    const page = readFileSync(join(root, '.demo', 'plan.html'), 'utf8')
    expect(page).toContain('Your shell has no AWS credentials')
    const nameless = await laptop(['plan', '--region', 'eu-west-1'])
    expect(nameless.stdout).toMatch(/`--group` is required.*`--image` is required/s)
  }, 180_000)

  test.each([
    ['another mode', ['deploy', '--group', 'web'], 'deploy is none of plan, check'],
    ['a mode by a flag', ['plan', '--mode', 'deploy'], "Unknown option '--mode'"],
    ['a flag that is no input', ['plan', '--groop', 'web'], "Unknown option '--groop'"],
  ])(
    '%s is refused before anything is asked',
    async (_, args, says) => {
      const { code, stderr, calls } = await laptop(args)
      expect({ code, calls }).toEqual({ code: 2, calls: 0 })
      expect(stderr).toContain(says)
      expect(stderr).toContain('npm run plan -- --group')
    },
    180_000,
  )
})
