import { describe, expect, test } from 'vitest'
import { cycles, failing, misdirected, unfakeableTimers } from './rules.ts'
import { source, sourcesOf } from './sources.ts'

const sources = sourcesOf('src')

describe('in src', () => {
  test('every import points inwards, and only src/aws knows the AWS SDK', () => {
    expect(misdirected(sources)).toEqual([])
  })

  test('no imports run in a circle', () => {
    expect(cycles(sources)).toEqual([])
  })

  test('all waiting can be sped up from outside', () => {
    expect(unfakeableTimers(sources)).toEqual([])
  })

  test('the entry alone sets the exit', () => {
    expect(failing(sources)).toEqual(['src/index.ts'])
  })
})

describe('the rules see', () => {
  test.each([
    ['src/rollout/plan.ts', "import { readFile } from 'node:fs'"],
    ['src/rollout/plan.ts', "import type { Reads } from '../aws/reads.ts'"],
    ['src/rollout/preflight/image.ts', "export { x } from '../../inputs/index.ts'"],
    ['src/aws/reads.ts', "import * as core from '@actions/core'"],
    ['src/aws/reads.ts', "import type { Settings } from '../inputs/index.ts'"],
    ['src/report/log.ts', "import { state } from '../github/state.ts'"],
    ['src/world.ts', "import { EC2Client } from '@aws-sdk/client-ec2'"],
    ['src/main.ts', "import { clock } from '../simulator/clock.ts'"],
    ['src/main.ts', "const clock = await import('../simulator/clock.ts')"],
  ])('that %s must not have: %s', (path, text) => {
    expect(misdirected([source(path, text)])).toHaveLength(1)
  })

  test('a circle of three', () => {
    const circle = [
      source('src/a.ts', "import './b.ts'"),
      source('src/b.ts', "import type { C } from './c.ts'"),
      source('src/c.ts', "export * from './a.ts'"),
    ]
    expect(cycles(circle)).toEqual(['src/a.ts → src/b.ts → src/c.ts → src/a.ts'])
  })

  test('timers that no clock can reach', () => {
    const timers = [
      source('src/a.ts', "import { setTimeout } from 'node:timers/promises'"),
      source('src/b.ts', 'const stop = AbortSignal.timeout(1)'),
    ]
    expect(unfakeableTimers(timers)).toEqual(['src/a.ts', 'src/b.ts'])
  })

  test('a second place that sets the exit', () => {
    expect(failing([source('src/aws/reads.ts', 'process.exit(1)')])).toEqual(['src/aws/reads.ts'])
  })
})
