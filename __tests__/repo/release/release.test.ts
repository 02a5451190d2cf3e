import { execFile } from 'node:child_process'
import { copyFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { root } from '../../../scripts/build/bundle.ts'
import { GitHub } from '../../../scripts/release/github.ts'
import { draft, moveMajorTag, notesIn, publish, type Source } from '../../../scripts/release/steps.ts'
import { type Repository, repository, serve } from './github.ts'

const folder = mkdtempSync(join(tmpdir(), 'release-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const bill = file('sbom.cdx.json', '{"bomFormat":"CycloneDX"}')

const of = (commit: string, version = '1.2.0'): Source => ({ version, commit, branch: 'main', notes: 'Better.' })

/** A job of the workflow, on its own token. */
async function job(state: Repository): Promise<GitHub> {
  return new GitHub({ apiUrl: await serve(state), repository: 'octo-org/ami-rollout', token: 'of-this-job' })
}

async function release(state: Repository, source: Source): Promise<void> {
  const github = await job(state)
  await draft(github, source)
  await publish(github, source, [bill])
  await moveMajorTag(github, source)
}

const published = ({ releases }: Repository) =>
  releases.filter((one) => !one.draft).map((one) => [one.tag_name, ...one.assets.map(({ name }) => name)])

test('a release is published whole, and the major tag follows', async () => {
  const state = repository('c1')
  await release(state, of('c1'))
  expect(state.releases).toMatchObject([
    { tag_name: 'v1.2.0', draft: false, prerelease: false, body: 'Better.', assets: [{ name: 'sbom.cdx.json' }] },
  ])
  expect([...state.tags]).toEqual([
    ['v1.2.0', 'c1'],
    ['v1', 'c1'],
  ])

  state.main.push({ sha: 'c2', workflows: 'w2' })
  await release(state, of('c2', '1.3.0'))
  expect(published(state)).toEqual([
    ['v1.3.0', 'sbom.cdx.json'],
    ['v1.2.0', 'sbom.cdx.json'],
  ])
  expect(Object.fromEntries(state.tags)).toEqual({ 'v1.2.0': 'c1', 'v1.3.0': 'c2', v1: 'c2' })
})

test('a draft has no tag: what fails before it is published leaves nothing behind that anybody uses', async () => {
  const state = repository('c1')
  expect(await draft(await job(state), of('c1'))).toBe('v1.2.0 is a draft now, for commit c1')
  expect(state.releases).toMatchObject([{ draft: true }])
  expect(state.tags.size).toBe(0)
})

test('a run that failed is begun again from a newer commit: the same draft, the newer commit, each file once', async () => {
  const state = repository('c1')
  const github = await job(state)
  await draft(github, of('c1'))
  state.releases[0]?.assets.push({ id: 7, name: 'sbom.cdx.json', content: 'half' })
  state.main.push({ sha: 'c2', workflows: 'w2' })
  await expect(publish(github, of('c1'), [bill])).rejects.toThrow('main has moved on from c1 to c2')
  await release(state, of('c2'))
  expect(published(state)).toEqual([['v1.2.0', 'sbom.cdx.json']])
  expect(state.releases[0]?.assets[0]?.content).toContain('CycloneDX')
  expect(Object.fromEntries(state.tags)).toEqual({ 'v1.2.0': 'c2', v1: 'c2' })
})

test('a job that is run again after it has published finds everything done', async () => {
  const state = repository('c1')
  await release(state, of('c1'))
  const before = structuredClone(state)
  const github = await job(state)
  expect(await draft(github, of('c1'))).toBe('v1.2.0 is published already, from this commit')
  await publish(github, of('c1'), [bill])
  expect(await moveMajorTag(github, of('c1'))).toBe('v1 is this commit already')
  expect(state).toEqual(before)
})

test('a version is released once', async () => {
  const state = repository('c1')
  await release(state, of('c1'))
  state.main.push({ sha: 'c2', workflows: 'w1' })
  await expect(draft(await job(state), of('c2'))).rejects.toThrow('raise the version in package.json')
  expect(published(state)).toHaveLength(1)
})

test('the major tag gets no release, which would hold it where it is for ever', async () => {
  const state = repository('c1', 'c2')
  state.tags.set('v1', 'c1')
  const v1 = { tag_name: 'v1', target_commitish: 'c1', name: 'v1', body: '', draft: false, prerelease: false }
  state.releases.push({ ...v1, id: 9, assets: [] })
  await expect(draft(await job(state), of('c2'))).rejects.toThrow('v1 has a release of its own')
})

test('the major tag moves forward only, and behind an annotated tag GitHub’s commit is read', async () => {
  const state = repository('c1', 'c2')
  state.tags.set('v1.2.0', 'c2')
  state.tags.set('v1', 'object-1')
  state.annotated.set('object-1', 'c2')
  expect(await moveMajorTag(await job(state), of('c2'))).toBe('v1 is this commit already')

  const other = repository('c2', 'c1')
  other.tags.set('v1', 'c1')
  other.tags.set('v1.2.0', 'c2')
  other.main.push({ sha: 'c2', workflows: 'w1' })
  await expect(moveMajorTag(await job(other), of('c2'))).rejects.toThrow('not a fast forward')
  expect(other.tags.get('v1')).toBe('c1')
})

test('a prerelease is marked as one and leaves the major tag alone', async () => {
  const state = repository('c1')
  await release(state, of('c1', '2.0.0-rc.1'))
  expect(state.releases).toMatchObject([{ tag_name: 'v2.0.0-rc.1', prerelease: true, draft: false }])
  expect([...state.tags.keys()]).toEqual(['v2.0.0-rc.1'])
})

test('the major tag waits for the release', async () => {
  const state = repository('c1')
  await expect(moveMajorTag(await job(state), of('c1'))).rejects.toThrow('v1.2.0 is not published')
  await expect(publish(await job(state), of('c1'), [bill])).rejects.toThrow('has no draft')
})

test('a draft is found behind a hundred other releases', async () => {
  const state = repository('c1')
  const github = await job(state)
  await draft(github, of('c1'))
  const other = { target_commitish: 'c0', name: '', body: '', draft: false, prerelease: false, assets: [] }
  for (let i = 0; i < 120; i++) state.releases.unshift({ ...other, id: 1000 + i, tag_name: `v0.${i}.0` })
  expect(await draft(github, of('c1'))).toBe('v1.2.0 is a draft still, for commit c1')
})

test('GitHub’s own words reach the log', async () => {
  const state = repository('c1')
  const github = new GitHub({ apiUrl: await serve(state), repository: 'octo-org/ami-rollout', token: 'another' })
  await expect(draft(github, of('c1'))).rejects.toThrow(/GET .*git\/ref\/heads\/main: 401 .*Bad credentials/)
})

const changelog = `# Changelog

## [Unreleased]

## [1.2.0] - 2026-12-01

### Added

- A thing.

## [1.1.0] - unreleased

- Another.
`

test('notes are the version’s part of the changelog, once it has a date', () => {
  expect(notesIn(changelog, '1.2.0')).toBe('### Added\n\n- A thing.')
  expect(() => notesIn(changelog, '1.1.0')).toThrow('has no date for 1.1.0')
  expect(() => notesIn(changelog, '1.3.0')).toThrow('says nothing of 1.3.0')
})

describe('scripts/release.ts', () => {
  /** A checkout with nothing installed, as the job that publishes has it. */
  function checkout(): string {
    const path = mkdtempSync(join(folder, 'checkout-'))
    cpSync(join(root, 'scripts', 'release'), join(path, 'scripts', 'release'), { recursive: true })
    copyFileSync(join(root, 'scripts', 'release.ts'), join(path, 'scripts', 'release.ts'))
    writeFileSync(join(path, 'package.json'), JSON.stringify({ type: 'module', version: '1.2.0' }))
    writeFileSync(join(path, 'CHANGELOG.md'), changelog)
    return path
  }

  const environment = (apiUrl: string) => ({
    GITHUB_API_URL: apiUrl,
    GITHUB_REPOSITORY: 'octo-org/ami-rollout',
    GITHUB_SHA: 'c1',
    DEFAULT_BRANCH: 'main',
    GITHUB_TOKEN: 'of-this-job',
  })

  interface Ended {
    readonly code: number
    readonly stdout: string
    readonly stderr: string
  }
  const step = (path: string, env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ended> =>
    promisify(execFile)(process.execPath, ['scripts/release.ts', ...args], { cwd: path, env }).then(
      (out) => ({ code: 0, ...out }),
      (error: Ended) => error,
    )

  test('runs the steps of the workflow, with nothing installed', async () => {
    const state = repository('c1')
    const [path, env] = [checkout(), environment(await serve(state))]
    const ends = [
      await step(path, env, 'draft'),
      await step(path, env, 'publish', bill),
      await step(path, env, 'major-tag'),
    ]
    expect(ends.map(({ code, stdout, stderr }) => [code, stdout.trim(), stderr])).toEqual([
      [0, 'v1.2.0 is a draft now, for commit c1', ''],
      [0, 'v1.2.0 is published, with sbom.cdx.json', ''],
      [0, 'v1 is now c1', ''],
    ])
    expect(published(state)).toEqual([['v1.2.0', 'sbom.cdx.json']])
    expect(state.releases[0]?.body).toBe('### Added\n\n- A thing.')
  })

  test('fails the job with an annotation', async () => {
    const [path, env] = [checkout(), environment(await serve(repository('c1')))]
    const { GITHUB_SHA: _, ...without } = env
    expect(await step(path, env, 'publish', bill)).toMatchObject({
      code: 1,
      stderr: '::error::v1.2.0 has no draft: run the step «draft» first\n',
    })
    expect(await step(path, env, 'pubish')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('draft | publish'),
    })
    expect(await step(path, without, 'draft')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('GITHUB_SHA is not set'),
    })
  })
})
