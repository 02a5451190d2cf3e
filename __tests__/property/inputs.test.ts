/** Bad input: whatever is written into the inputs, all that is wrong is told at once, by name, and AWS is not asked. */
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readContract } from '../../scripts/contract.ts'
import { web } from '../../simulator/scenes/web.ts'
import { runnerContextFrom } from '../../src/github/context.ts'
import { inputsFrom } from '../../src/inputs/index.ts'
import type { InputProblem } from '../../src/inputs/problem.ts'
import { simulated } from '../scenario.ts'

const names = readContract(fileURLToPath(new URL('../../action.yml', import.meta.url))).inputs.map(({ name }) => name)

/** What no input takes that has a form of its own, whatever else is set. */
const free = new Set([
  'auto-scaling-group',
  'verify',
  'verify-on-instance',
  'alarms',
  'audience',
  'role-session-name',
  'set-parameter',
  'github-token',
])
const formed = names.filter((name) => !free.has(name))
const impossible = fc.constantFrom(
  '-1',
  '1e9',
  'NaN',
  'null',
  'undefined',
  'constructor',
  '__proto__',
  'TRUE',
  '5 m',
  '0x10',
  '٣',
  '💥',
  '`id`',
  '$(id)',
  '::error::planted',
  '%0A::add-mask::web',
  '</details><script>',
  '../../etc/passwd',
  'ami-',
  'arn:aws:iam::1:user/x',
  'x'.repeat(5000),
  'one\ntwo',
)
/** Whatever a person may have meant: real values, of this input or another, and any text. */
const anything = fc.oneof(
  impossible,
  fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => !text.includes('\0')),
  fc.constantFrom(
    '',
    ' ',
    'true',
    'false',
    '5m',
    '50',
    '1, 20, 50',
    'auto',
    'rollback',
    'ami-0b5eac1ed7a1e5002',
    'ssm:/a',
  ),
)

const base = { 'auto-scaling-group': 'web', image: 'ami-0b5eac1ed7a1e5002' }
type Inputs = Readonly<Record<string, string>>

function problemsOf(inputs: Inputs): readonly InputProblem[] {
  const env = Object.entries({ ...base, ...inputs }).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])
  const read = inputsFrom(runnerContextFrom({ AWS_REGION: 'eu-west-1', ...Object.fromEntries(env) }))
  return 'problems' in read ? read.problems : []
}

const some = (value: fc.Arbitrary<string>, of: readonly string[]) =>
  fc.uniqueArray(fc.tuple(fc.constantFrom(...of), value), { selector: ([name]) => name, minLength: 1, maxLength: 8 })

test('any text in any inputs: either settings, or problems that say which input, what came and what is accepted', () => {
  fc.assert(
    fc.property(some(anything, [...names, 'on-failur', 'timeout ']), (pairs) => {
      const inputs: Inputs = { ...base, ...Object.fromEntries(pairs) }
      for (const { input, value, says } of problemsOf(inputs)) {
        expect([...names, 'on-failur', 'timeout ']).toContain(input)
        // What came, or the part of a list; of a default that does not go with the others, the default.
        if ((inputs[input] ?? '').trim() !== '') expect(inputs[input]).toContain(value.trim())
        expect(says).toMatch(/\w{2,}.*\w/)
        expect(says).not.toMatch(/undefined|NaN|\[object/)
      }
    }),
    { numRuns: 3000, seed: 1 },
  )
})

test('each impossible value is told, however many there are', () => {
  fc.assert(
    fc.property(some(impossible, formed), (pairs) => {
      // What means nothing without another input is told as that; an image that nobody asks for is not read.
      const inputs: Inputs = Object.fromEntries(pairs)
      const told = new Set(problemsOf(inputs).map(({ input }) => input))
      const alone = Object.entries(inputs).filter(([name, value]) => problemsOf({ [name]: value }).length > 0)
      expect(alone.map(([name]) => name).filter((name) => !told.has(name))).toEqual([])
      expect(alone.length).toBe(pairs.length)
    }),
    { numRuns: 2000, seed: 2 },
  )
})

test('a run with an impossible input: one error that names them all, no stack, no call to AWS', async () => {
  await using aws = await simulated((agenda) => web(agenda))
  await fc.assert(
    fc.asyncProperty(some(impossible, formed), some(anything, names), async (bad, others) => {
      const inputs: Inputs = { ...Object.fromEntries(others), ...Object.fromEntries(bad) }
      const job = await aws.job({ inputs })
      expect(job.exit).toBe(1)
      expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'invalid-input', changed: 'false' })
      expect(job.annotations.map(({ level }) => level)).toEqual(['error'])
      for (const { input } of problemsOf(inputs)) expect(job.annotations[0]?.message).toContain(input.trim())
      expect(job.log.join('\n')).not.toMatch(/^\s+at .*:\d+:\d+|bug in ami-rollout/m)
      expect(aws.journal.entries).toEqual([])
    }),
    { numRuns: 120, seed: 3 },
  )
})
