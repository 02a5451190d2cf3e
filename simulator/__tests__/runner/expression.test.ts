/** Conditions and expressions, as GitHub's own library evaluates them. */
import { describe, expect, test } from 'vitest'
import { holds, interpolated, type JobStatus } from '../../github/expression.ts'

const all: readonly JobStatus[] = ['success', 'failure', 'cancelled']

describe('a condition', () => {
  test.each<[condition: string, holdsFor: readonly JobStatus[]]>([
    ['always()', ['success', 'failure', 'cancelled']],
    ['success()', ['success']],
    ['failure()', ['failure']],
    ['cancelled()', ['cancelled']],
    ['!cancelled()', ['success', 'failure']],
    ['failure() || cancelled()', ['failure', 'cancelled']],
    ['$' + '{{ !(success() || failure()) }}', ['cancelled']],
    ['always() && !success()', ['failure', 'cancelled']],
    ['true', ['success']],
    ["'a' == 'b'", []],
    ["'a' == 'A' && always()", ['success', 'failure', 'cancelled']],
  ])('%s holds for %j', (condition, expected) => {
    expect(all.filter((status) => holds(condition, status))).toEqual(expected)
  })

  test.each(["github.ref == 'x'", '', 'always', 'always() always()', '(always()', 'always(1)'])(
    '%j is refused, not guessed',
    (condition) => {
      expect(() => holds(condition, 'success')).toThrow()
    },
  )

  test('sees the contexts that it is given', () => {
    const contexts = { needs: { roll: { result: 'success', outputs: { 'failure-code': 'handed-over' } } } }
    const takeUp = "!cancelled() && needs.roll.outputs.failure-code == 'handed-over'"
    expect(all.filter((status) => holds(takeUp, status, contexts))).toEqual(['success', 'failure'])
    expect(holds("needs.roll.outputs.none == ''", 'success', contexts)).toBe(true)
    expect(holds("needs.other.outputs.none == 'x'", 'success', contexts)).toBe(false)
  })

  test('may hold where neither success, failure nor cancelled does', () => {
    const skipped = { success: false, failure: false, cancelled: false }
    expect(holds('success()', skipped)).toBe(false)
    expect(holds('failure()', skipped)).toBe(false)
    expect(holds('!cancelled()', skipped)).toBe(true)
  })
})

test('a text has its expressions replaced', () => {
  const contexts = { needs: { build: { outputs: { image: 'ami-1' } } } }
  const text = '$' + '{{ needs.build.outputs.image }} and $' + '{{ needs.build.outputs.none }}.'
  expect(interpolated(text, contexts)).toBe('ami-1 and .')
})
