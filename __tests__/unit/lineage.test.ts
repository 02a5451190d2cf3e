/** Which versions are ours, and which only bear a copy of our marker. */
import { describe, expect, test } from 'vitest'
import { ancestors, isCopied, markerOf, markerOn } from '../../src/rollout/launch-template/lineage.ts'
import { describe as describeVersion } from '../../src/rollout/launch-template/marker.ts'
import { NEW, OLD, version, whole } from './fixtures.ts'

const made = (number: number, from: number, run = '1', image = NEW, id = 'lt-1') => ({
  ...whole(version(number, image), describeVersion(from, image, { id: run, sha: '' })),
  id,
})
const by = (number: number) => whole(version(number, OLD))

describe('a marker', () => {
  test('counts on a version that launches the image that it names', () => {
    expect(markerOn(made(8, 7))).toMatchObject({ from: 7, run: '1' })
    expect(markerOn({ ...made(8, 7), image: OLD })).toBeUndefined()
    expect(markerOn(by(7))).toBeUndefined()
  })

  test('on two versions is ours on the first: a tool has copied it to the other', () => {
    const [first, copy] = [made(8, 7), made(9, 7)]
    const all = [by(7), first, copy]
    expect([markerOf(first, all)?.run, markerOf(copy, all)?.run]).toEqual(['1', undefined])
    expect([isCopied(first, all), isCopied(copy, all), isCopied(by(7), all)]).toEqual([true, false, false])
  })

  test.each([
    ['of another run', made(9, 7, '2')],
    ['made from another version', made(9, 8)],
    ['of another template', made(9, 7, '1', NEW, 'lt-2')],
  ])('%s is no copy', (_, other) => {
    const all = [by(7), made(8, 7), other]
    expect(markerOf(other, all)).toBeDefined()
    expect(isCopied(made(8, 7), all)).toBe(false)
  })

  test('of one run with two images is no copy: it was run again when its parameter had changed', () => {
    const again = made(9, 7, '1', 'ami-0b5eac1ed7a1e5003')
    expect(markerOf(again, [made(8, 7), again])).toBeDefined()
  })
})

describe('ancestors', () => {
  const numbers = (of: ReturnType<typeof made>, all: readonly ReturnType<typeof made>[]) =>
    ancestors(of, all).map(({ version: number }) => number)

  test('are those that a version was made from, the nearest first', () => {
    expect(numbers(made(9, 8, '2'), [by(6), by(7), made(8, 7), made(9, 8, '2')])).toEqual([8, 7])
  })
  test('end where a version is gone, or is not ours', () => {
    expect(numbers(made(9, 8, '2'), [by(7), made(9, 8, '2')])).toEqual([])
    expect(numbers(by(7), [by(6), by(7)])).toEqual([])
  })
  test('are of the same template', () => {
    expect(numbers(made(9, 8, '2'), [{ ...made(8, 7), id: 'lt-2' }, made(9, 8, '2')])).toEqual([])
  })
  test('are older, whatever a description says', () => {
    expect(numbers(made(8, 8), [made(8, 8)])).toEqual([])
    expect(numbers(made(8, 9), [made(8, 9), made(9, 7)])).toEqual([])
  })
  test('of a copy are none', () => {
    expect(numbers(made(9, 7), [by(7), made(8, 7), made(9, 7)])).toEqual([])
  })
})
