/** `verify-on-instance`: on how many instances at once, and what a poll of commands means. */
import { describe, expect, test } from 'vitest'
import { atOnce } from '../../src/rollout/on-instance/concurrency.ts'
import {
  beginning,
  failedInstance,
  inState,
  isComplete,
  LISTED_WITHIN,
  type OpenCommand,
  type StepProgress,
  unfinished,
  withInvocations,
  withoutGone,
  withoutTerminated,
  withState,
} from '../../src/rollout/on-instance/progress.ts'

describe('at once', () => {
  test.each([
    ['a tenth, as long as nothing is known', { all: 60, left: 60, timeLeft: 300_000, longest: 0 }, 6],
    ['one of few', { all: 6, left: 6, timeLeft: 300_000, longest: 0 }, 1],
    ['more, where the rest would not fit', { all: 60, left: 50, timeLeft: 200_000, longest: 30_000 }, 17],
    ['all, where no second turn fits', { all: 60, left: 50, timeLeft: 200_000, longest: 100_000 }, 50],
    ['all, where one takes long and goes on', { all: 6, left: 6, timeLeft: 100_000, longest: 60_000 }, 6],
    ['never fewer than the tenth', { all: 100, left: 3, timeLeft: 600_000, longest: 5_000 }, 10],
  ])('%s', (_, pending, expected) => {
    expect(atOnce(pending)).toBe(expected)
  })
})

const command: OpenCommand = { comment: 'c 1', instances: ['i-1', 'i-2'], sent: 0, id: 'x' }
const sent = (ids: readonly string[]): StepProgress =>
  withState(beginning(ids, new Set()), ids, { state: 'sent', comment: 'c 1', at: 0 })

describe('progress', () => {
  test('what has passed before is not run again', () => {
    const progress = beginning(['i-1', 'i-2'], new Set(['i-1']))
    expect([inState(progress, 'passed'), inState(progress, 'waiting')]).toEqual([['i-1'], ['i-2']])
  })

  test('invocations: passed, failed, and what goes on', () => {
    const ids = ['i-1', 'i-2', 'i-3']
    const progress = withInvocations(sent(ids), command, {
      found: [
        { instance: 'i-1', status: 'Success' },
        { instance: 'i-2', status: 'ExecutionTimedOut' },
        { instance: 'i-3', status: 'unfinished' },
      ],
      now: 5_000,
    })
    expect([inState(progress, 'passed'), inState(progress, 'sent')]).toEqual([['i-1'], ['i-3']])
    expect(failedInstance(progress)).toMatchObject({ instance: 'i-2', status: 'ExecutionTimedOut' })
    expect(isComplete(progress)).toBe(false)
  })

  test('a new command is not listed yet; one that is not listed for long was never made there', () => {
    const none = (now: number) => withInvocations(sent(['i-1']), command, { found: [], now })
    expect(inState(none(LISTED_WITHIN), 'sent')).toEqual(['i-1'])
    expect(inState(none(LISTED_WITHIN + 1), 'waiting')).toEqual(['i-1'])
  })

  test('another command’s invocations are not its own', () => {
    const other = { ...command, comment: 'c 2' }
    const found = [{ instance: 'i-1', status: 'Success' }] as const
    expect(inState(withInvocations(sent(['i-1']), other, { found, now: 0 }), 'passed')).toEqual([])
  })

  test('the script’s own failure decides rather than what was ended for it', () => {
    const progress = withInvocations(sent(['i-1', 'i-2']), command, {
      found: [
        { instance: 'i-1', status: 'Terminated' },
        { instance: 'i-2', status: 'Failed' },
      ],
      now: 0,
    })
    expect(failedInstance(progress)?.instance).toBe('i-2')
  })

  test('what was ended for an instance that is gone is run again', () => {
    const failed = withInvocations(sent(['i-1', 'i-2']), command, {
      found: [
        { instance: 'i-1', status: 'Terminated' },
        { instance: 'i-2', status: 'Failed' },
      ],
      now: 0,
    })
    const progress = withoutTerminated(withoutGone(failed, ['i-2']), [command])
    expect([inState(progress, 'waiting'), inState(progress, 'gone')]).toEqual([['i-1'], ['i-2']])
    expect(failedInstance(withoutTerminated(failed, [command]))).toBeDefined()
  })

  test('one that passed and is gone has passed', () => {
    const progress = withoutGone(beginning(['i-1'], new Set(['i-1'])), ['i-1'])
    expect(isComplete(progress)).toBe(true)
    expect(inState(progress, 'passed')).toEqual(['i-1'])
  })

  test('of those that wait, one that Systems Manager does not reach is named first', () => {
    const why = { cause: 'unmanaged', says: 'no agent' } as const
    const progress = withState(sent(['i-1', 'i-2']), ['i-2'], { state: 'waiting', why })
    expect(unfinished(progress)).toEqual({ instance: 'i-2', ...why })
    expect(unfinished(sent(['i-1']))).toMatchObject({ instance: 'i-1', cause: 'late' })
  })
})
