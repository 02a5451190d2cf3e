/** Files of the job: only regular ones, of a size that somebody may have written, and one report for each step. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runLinksFrom, runnerContextFrom } from '../../src/github/context.ts'

/** An empty folder that is gone after the test, and a way to open files from there. */
function folder() {
  const path = mkdtempSync(join(tmpdir(), 'files-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  const { open } = runnerContextFrom({ GITHUB_WORKSPACE: path })
  return { path, open, at: (name: string) => join(path, name) }
}

test('a file’s text, without a byte order mark; a relative path begins in the workspace', () => {
  const { open, at } = folder()
  writeFileSync(at('a.json'), '\uFEFF{"ä": 1}')
  expect(open('a.json')).toEqual({ path: at('a.json'), text: '{"ä": 1}' })
  expect(open(at('a.json'))).toEqual({ path: at('a.json'), text: '{"ä": 1}' })
  symlinkSync(at('a.json'), at('link'))
  expect(open('link')).toMatchObject({ text: '{"ä": 1}' })
})

test.each(['/dev/zero', '/dev/null', '/dev/stdin', '/dev/urandom'])('%s is no file', (device) => {
  expect(folder().open(device)).toMatchObject({ why: expect.stringMatching(/^(is not a regular file|cannot be read)/) })
})

test('a pipe that nobody writes to is not waited for', () => {
  const { open, at } = folder()
  execFileSync('mkfifo', [at('pipe')])
  symlinkSync(at('pipe'), at('manifest.json'))
  expect(open('manifest.json')).toEqual({ path: at('manifest.json'), why: 'is not a regular file' })
})

test('a folder, nothing, and too much', () => {
  const { open, at } = folder()
  mkdirSync(at('sub'))
  writeFileSync(at('large'), '')
  truncateSync(at('large'), 16_000_001)
  expect(open('sub')).toMatchObject({ why: 'is a folder' })
  expect(open('none')).toMatchObject({ why: 'does not exist' })
  expect(open('large')).toMatchObject({ why: 'is too large (16000001 bytes)' })
})

test('two steps of one composite action write two reports, and the post step of each goes on in its own', () => {
  const { path, at } = folder()
  const env = { RUNNER_TEMP: path, GITHUB_ACTION: '__octo-org_deploy' }
  const first = runLinksFrom(env).reportFile
  expect(first).toBe(at('ami-rollout-__octoorg_deploy.json'))
  writeFileSync(first, '{}')
  expect(runLinksFrom(env).reportFile).toBe(at('ami-rollout-__octoorg_deploy-2.json'))
  expect(runLinksFrom({ ...env, 'STATE_report-file': first }).reportFile).toBe(first)
})
