import { expect, test } from 'vitest'
import { describe as describeVersion, markerIn, tokenFor } from '../../src/rollout/launch-template/marker.ts'

const run = { id: '12345678901', sha: '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c' }

test('a marker says where a version came from, with what image, commit and run, and is read back', () => {
  const text = describeVersion(7, 'ami-0b5eac1ed7a1e5002', run)
  expect(text).toBe('ami-rollout/1 from=7 image=ami-0b5eac1ed7a1e5002 sha=0f1e2d3c4b5a run=12345678901')
  expect(markerIn(text)).toEqual({
    from: 7,
    source: 7,
    image: 'ami-0b5eac1ed7a1e5002',
    sha: '0f1e2d3c4b5a',
    run: '12345678901',
  })
  expect(markerIn(`${text} and a word of somebody`)?.from).toBe(7)
})

test('a run without a commit has a marker all the same', () => {
  expect(markerIn(describeVersion(1, 'ami-0b5eac1e', { ...run, sha: '' }))?.sha).toBe('')
})

test.each([
  '',
  'web servers',
  'ami-rollout/2 from=7 image=ami-1 sha= run=1',
  'x ami-rollout/1 from=7 image=ami-1 sha= run=1',
  'ami-rollout/1 from=x image=ami-1 sha= run=1',
])('%j is no marker of ours', (text) => {
  expect(markerIn(text)).toBeUndefined()
})

test('a description fits AWS’s 255 characters and a token its 128, with the longest ids', () => {
  const image = 'ami-0123456789abcdef0'
  expect(describeVersion(10_000, image, { ...run, id: '9'.repeat(20) }).length).toBeLessThanOrEqual(255)
  expect(tokenFor('lt-0123456789abcdef0', 10_000, image, { ...run, id: '9'.repeat(20) }).length).toBeLessThanOrEqual(
    128,
  )
})

test('a version that is made from another one than a rollback returns to names both', () => {
  const text = describeVersion(7, 'ami-0b5eac1ed7a1e5002', { id: '42', sha: '', source: 9 })
  expect(text).toBe('ami-rollout/1 from=7 image=ami-0b5eac1ed7a1e5002 sha= run=42 source=9')
  expect(markerIn(text)).toMatchObject({ from: 7, source: 9 })
})

test('the token is the same for every attempt of a run and differs with image, source and run', () => {
  const token = (source: number, image: string, id: string) => tokenFor('lt-1', source, image, { id, sha: '' })
  expect(token(7, 'ami-1', '1')).toBe(token(7, 'ami-1', '1'))
  expect(
    new Set([token(7, 'ami-1', '1'), token(8, 'ami-1', '1'), token(7, 'ami-2', '1'), token(7, 'ami-1', '2')]).size,
  ).toBe(4)
})
