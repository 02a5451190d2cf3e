/** What may be written in `image`, and what it means. */
import { describe, expect, test } from 'vitest'
import type { RunnerContext } from '../../src/github/context.ts'
import { inputsFrom } from '../../src/inputs/index.ts'
import { artifactsIn } from '../../src/inputs/packer.ts'
import { asked, commitIn, idIn, isMoving } from '../../src/rollout/launch-template/image-source.ts'
import type { Image } from '../../src/rollout/model/image.ts'
import { imageIn, newestOf } from '../../src/rollout/survey/resolve.ts'
import { T } from './fixtures.ts'

const RUN = '6d5d3185-fa95-44e1-8775-9e64fe2e2d8f'
const build = (name: string, artifact: string, more: object = {}) => ({
  name,
  builder_type: 'amazon-ebs',
  build_time: T / 1000,
  files: null,
  artifact_id: artifact,
  packer_run_uuid: RUN,
  custom_data: null,
  ...more,
})
const manifest = (...builds: object[]) => JSON.stringify({ builds, last_run_uuid: RUN })

const read = (image: string, files: Record<string, string> = {}) => {
  const given: RunnerContext = {
    inputs: new Map(Object.entries({ 'auto-scaling-group': 'web', image })),
    region: 'eu-west-1',
    run: { id: '1', sha: '' },
    attempt: 1,
    open: (file) => {
      const text = files[file]
      return text === undefined
        ? { path: `/home/runner/${file}`, why: 'does not exist' }
        : { path: `/home/runner/${file}`, text }
    },
    env: {},
  }
  return inputsFrom(given)
}
const refs = (image: string, files?: Record<string, string>) => {
  const settings = read(image, files)
  return 'problems' in settings ? settings.problems : settings.rollout.images
}
const parameter = (name: string, selector?: string) => ({
  from: 'parameter',
  name,
  ...(selector !== undefined && { selector }),
})

describe('an image is asked for', () => {
  const shared = 'arn:aws:ssm:eu-west-1:111122223333:parameter/golden/ami'
  const amazons = 'arn:aws:ssm:eu-west-1::parameter/aws/service/ami-amazon-linux-latest/al2023'
  test.each([
    ['ami-0b5eac1e', { from: 'id', id: 'ami-0b5eac1e' }],
    ['ssm:/app/ami', parameter('/app/ami')],
    ['ssm:app-ami', parameter('app-ami')],
    ['ssm:/app/ami:12', parameter('/app/ami', '12')],
    ['ssm:/app/ami:stable', parameter('/app/ami', 'stable')],
    [`ssm:${shared}`, parameter(shared)],
    [`ssm:${shared}:12`, parameter(shared, '12')],
    [`ssm:${shared}:stable`, parameter(shared, 'stable')],
    [`ssm:${amazons}`, parameter(amazons)],
    ['ssm:/aws/service/ami-amazon-linux-latest/al2023', parameter('/aws/service/ami-amazon-linux-latest/al2023')],
    ['latest:web-*', { from: 'newest', pattern: 'web-*' }],
    ['latest:my web (x86)/2026-??', { from: 'newest', pattern: 'my web (x86)/2026-??' }],
  ])('as %s', (image, ref) => {
    expect(refs(image)).toEqual([ref])
  })

  test('several times, on lines or with commas between them, for several architectures', () => {
    expect(refs('ssm:/app/x86\n\n  latest:web-arm-* , ami-0b5eac1ed7a1e5002')).toEqual([
      parameter('/app/x86'),
      { from: 'newest', pattern: 'web-arm-*' },
      { from: 'id', id: 'ami-0b5eac1ed7a1e5002' },
    ])
  })

  test.each([
    ['ami-123', /hexadecimal/],
    ['web', /ssm:\/parameter, packer:manifest.json or latest:name-pattern/],
    ['AMI-0b5eac1ed7a1e5002', /hexadecimal/],
    ['resolve:ssm:/app/ami', /write ssm:\/app\/ami/],
    ['ssm:', /must name a parameter/],
    ['ssm:app/ami', /must name a parameter/],
    ['ssm:/app/', /must name a parameter/],
    ['ssm:/app//ami', /must name a parameter/],
    ['ssm:/app ami', /must name a parameter/],
    ['ssm:/app/ami:', /version number or a label/],
    ['ssm:/app/ami:0', /version number or a label/],
    ['ssm:/app/ami:9lives', /version number or a label/],
    ['ssm:/app/ami:awsome', /version number or a label/],
    ['ssm:/app/ami:1:2', /version number or a label/],
    ['ssm:arn:aws:ssm:us-east-1:111122223333:parameter/golden/ami', /of us-east-1, but the region is eu-west-1/],
    ['ssm:arn:aws:s3:::golden', /must name a parameter/],
    ['latest:', /such as latest:web-\*/],
    ['latest:*', /such as latest:web-\*/],
    ['latest:web\\*', /such as latest:web-\*/],
    ['packer:', /packer:packer-manifest.json/],
    ['packer:none.json', /\/home\/runner\/none.json, which does not exist; the step that makes or downloads it/],
    ['packer:empty.json', /empty.json, which is empty/],
    ['packer:torn.json', /torn.json, which is not JSON/],
  ])('but not as %s', (image, says) => {
    const files = { 'empty.json': ' \n', 'torn.json': '{"builds": [' }
    expect(refs(image, files)).toEqual([{ input: 'image', value: image, says: expect.stringMatching(says) }])
  })

  test('and each line that is wrong is told by itself', () => {
    expect(refs('web\nssm:app/ami\nami-0b5eac1ed7a1e5002\nlatest:*')).toMatchObject([
      { value: 'web' },
      { value: 'ssm:app/ami' },
      { value: 'latest:*' },
    ])
  })

  test('once each, whichever way', () => {
    const files = { 'm.json': manifest(build('web', 'eu-west-1:ami-0b5eac1ed7a1e5002')) }
    const twice = [{ input: 'image', says: 'is given twice' }]
    expect(refs('ssm:/app/ami\nssm:/app/ami')).toMatchObject(twice)
    expect(refs('packer:m.json\nami-0b5eac1ed7a1e5002', files)).toMatchObject(twice)
  })
})

describe('Packer’s manifest', () => {
  const x86 = 'ami-0b5eac1ed7a1e5002'
  const arm = 'ami-0b5eac1ed7a1e5003'

  test('gives this region’s image of the last run, with build, time and commit', () => {
    const old = build('web', 'eu-west-1:ami-0b5eac1ed7a1e5001', { packer_run_uuid: 'earlier' })
    const last = build('web', `eu-central-1:ami-0b5eac1ed7a1e5009,eu-west-1:${x86}`, {
      custom_data: { 'git-sha': '0F1E2D3C4B5A69788796A5B4C3D2E1F001122334', stage: 'test' },
    })
    expect(artifactsIn(manifest(old, last), 'eu-west-1')).toEqual([
      { id: x86, run: RUN, build: 'web', built: T, commit: '0f1e2d3c4b5a69788796a5b4c3d2e1f001122334' },
    ])
  })

  test('gives an image of each build of the last run: one for each architecture', () => {
    const both = manifest(build('x86', `eu-west-1:${x86}`), build('arm', `eu-west-1:${arm}`))
    expect(artifactsIn(both, 'eu-west-1')).toMatchObject([
      { id: x86, build: 'x86' },
      { id: arm, build: 'arm' },
    ])
  })

  test('gives an image once that two builds name', () => {
    expect(
      artifactsIn(manifest(build('a', `eu-west-1:${x86}`), build('b', `eu-west-1:${x86}`)), 'eu-west-1'),
    ).toHaveLength(1)
  })

  test('gives what it can without time and data of its own', () => {
    const bare = { artifact_id: `eu-west-1:${x86}`, packer_run_uuid: RUN }
    expect(artifactsIn(manifest(bare, build('web', 'Container', { builder_type: 'docker' })), 'eu-west-1')).toEqual([
      { id: x86, run: RUN, build: '' },
    ])
  })

  test.each([
    ['', 'is empty'],
    ['ami-0b5eac1ed7a1e5002', 'is not JSON'],
    ['null', 'is no manifest of Packer: it has no `builds` or no `last_run_uuid`'],
    ['{"builds":[]}', 'is no manifest of Packer: it has no `builds` or no `last_run_uuid`'],
    ['{"builds":{},"last_run_uuid":"x"}', 'is no manifest of Packer: it has no `builds` or no `last_run_uuid`'],
    [
      manifest(build('web', `eu-west-1:${x86}`, { packer_run_uuid: 'earlier' })),
      `has no build of its last run ${RUN}, only 1 of others`,
    ],
    [manifest(build('web', 'Container', { builder_type: 'docker' })), `has no AMI of its last run ${RUN}, only docker`],
    [
      manifest(build('web', `us-east-1:${x86},eu-central-1:${arm}`)),
      'has images of its last run in eu-central-1, us-east-1, none in eu-west-1',
    ],
  ])('%s: %s', (text, says) => {
    expect(artifactsIn(text, 'eu-west-1')).toMatchObject({ says })
  })
})

describe('a parameter’s value', () => {
  const found = { type: 'String', value: 'ami-0b5eac1ed7a1e5002', version: 12, dataType: 'text', changed: T }
  const source = { from: 'parameter', version: 12, changed: T }
  test.each([
    ['an id', found, { id: 'ami-0b5eac1ed7a1e5002', source }],
    ['an id and a line end', { ...found, value: 'ami-0b5eac1ed7a1e5002\n' }, { id: 'ami-0b5eac1ed7a1e5002', source }],
    ['a name', { ...found, value: 'web' }, { unresolved: { type: 'no-image-id' } }],
    ['two ids', { ...found, value: 'ami-0b5eac1e,ami-0b5eac1f' }, { unresolved: { type: 'no-image-id' } }],
    ['a list', { ...found, type: 'StringList' }, { unresolved: { type: 'list' } }],
    ['a secret', { ...found, type: 'SecureString' }, { unresolved: { type: 'secret' } }],
  ])('%s', (_what, parameter, meaning) => {
    expect(imageIn(parameter)).toEqual(meaning)
  })
})

describe('the newest of some images', () => {
  const image = (digit: number, day: number, state = 'available'): Image => ({
    id: `ami-0000000${digit}`,
    name: `web-${day}`,
    state,
    architecture: 'x86_64',
    owner: '123456789012',
    productCodes: [],
    ena: true,
    virtualization: 'hvm',
    windows: false,
    rootDeviceType: 'ebs',
    rootDevice: '/dev/xvda',
    disks: [],
    created: T + day,
  })
  const named = (digit: number, day: number, state: string) => ({
    id: `ami-0000000${digit}`,
    name: `web-${day}`,
    state,
  })
  test.each([
    [
      'is the newest available one',
      [image(1, 1), image(3, 3), image(2, 2)],
      { id: 'ami-00000003', source: { from: 'newest', of: 3 } },
    ],
    [
      'is available, though a newer one is not',
      [image(1, 1), image(2, 2, 'pending'), image(3, 0, 'failed')],
      { id: 'ami-00000001', source: { from: 'newest', of: 1, newer: named(2, 2, 'pending') } },
    ],
    ['is none of none', [], { unresolved: { type: 'none-available' } }],
    [
      'is none where none is available, and the newest of those is told',
      [image(1, 1, 'disabled'), image(2, 2, 'pending')],
      { unresolved: { type: 'none-available', newest: named(2, 2, 'pending') } },
    ],
    [
      'is none where two are equally new',
      [image(2, 2), image(1, 2), image(3, 1)],
      { unresolved: { type: 'several-newest', ids: ['ami-00000001', 'ami-00000002'] } },
    ],
  ])('%s', (_what, images, meaning) => {
    expect(newestOf(images)).toEqual(meaning)
  })
})

test.each([
  ['ssm:/app/ami', undefined],
  ['ssm:/app/ami:stable', undefined],
  ['latest:web-*', undefined],
  ['ami-0b5eac1ed7a1e5002', 'ami-0b5eac1ed7a1e5002'],
])('%s is told as it was written; the id that it means before AWS is asked: %s', (image, id) => {
  const settings = read(image)
  expect('rollout' in settings && settings.rollout.images.map(asked)).toEqual([image])
  expect('rollout' in settings && settings.rollout.images.map(idIn)).toEqual([id])
})

test('a manifest is told by its file, and means the id in it', () => {
  const ref = { from: 'packer', file: 'build/manifest.json', id: 'ami-1', build: 'web', run: RUN } as const
  expect([asked(ref), idIn(ref), isMoving(ref)]).toEqual(['packer:build/manifest.json', 'ami-1', false])
})

const SHA = '0f1e2d3c4b5a69788796a5b4c3d2e1f001122334'
test.each([
  ['commit', { commit: SHA }, SHA],
  ['a short one', { 'git-sha': '0F1E2D3' }, '0f1e2d3'],
  ['in any writing', { GIT_COMMIT: SHA }, SHA],
  ['OCI’s name', { 'org.opencontainers.image.revision': SHA }, SHA],
  ['the likelier of two', { sha: '1111111', SourceCommit: '2222222', 'git-commit': '3333333' }, '3333333'],
  ['a tag that says something else', { sha: 'sha256:0f1e', commit: 'none', stage: SHA }, undefined],
  ['no tag', {}, undefined],
])('the commit of an image: %s', (_what, tags, commit) => {
  expect(commitIn(Object.entries(tags))).toBe(commit)
})

test.each([
  ['ssm:/app/ami', true],
  ['ssm:/app/ami:stable', true],
  ['ssm:/app/ami:12', false],
  ['latest:web-*', true],
  ['ami-0b5eac1ed7a1e5002', false],
])('%s may mean another image a moment later: %s', (image, moves) => {
  const settings = read(image)
  expect('rollout' in settings && settings.rollout.images.map(isMoving)).toEqual([moves])
})
