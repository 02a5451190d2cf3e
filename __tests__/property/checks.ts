/** The user's check, played in the world's time: bash would know nothing of that. */
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import type { VerifyResult } from '../../src/rollout/model/observation.ts'
import type { Verification, VerifyRunner } from '../../src/rollout/ports.ts'
import { seconds } from '../scenario.ts'
import { said, type Watched } from './sight.ts'
import type { Start, Trial } from './trial.ts'

/** One run of the check. Times in ms. */
export interface CheckRun {
  readonly check: Verification
  readonly began: number
  readonly takes: number
  readonly end: 'passed' | 'failed' | 'timed-out'
}

/** A probe that plays the check of a trial, and notes each run in `runs`. */
export function probeOf({ check }: Trial, agenda: Agenda, runs: CheckRun[]): VerifyRunner {
  let current: CheckRun | undefined
  return {
    start(asked) {
      current = runOf(check, { check: asked, began: agenda.now, number: runs.length })
      runs.push(current)
    },
    result: () => current && resultOf(current, agenda.now),
    async end() {
      current = undefined
    },
  }
}

function runOf(
  wish: Trial['check'],
  { check, began, number }: { readonly check: Verification; readonly began: number; readonly number: number },
): CheckRun {
  const { passes, takes } = wish === 'none' ? { passes: 0, takes: 0 } : wish
  if (seconds(takes) > check.limit) return { check, began, takes: check.limit, end: 'timed-out' }
  return { check, began, takes: seconds(takes), end: number < passes ? 'passed' : 'failed' }
}

function resultOf({ check: { step }, began, takes, end }: CheckRun, now: number): VerifyResult {
  if (now - began < takes) return { step, result: 'running', tail: [] }
  return { step, result: end, ...(end === 'failed' && { exit: 1 }), tail: [] }
}

/** What a job made of its checks. `runs`: its own, in their order. */
export function misjudged(
  trial: Trial,
  { mode }: Start,
  { job }: Watched,
  runs: readonly CheckRun[],
): readonly string[] {
  if (trial.check === 'none' || mode !== 'deploy') return said(runs.length > 0, 'a check ran that nobody asked for')
  const { outcome, 'instance-refresh-id': refresh } = job.outputs
  const last = runs.at(-1)
  const bad = runs.find(({ end }) => end !== 'passed')
  const isGreen = outcome === 'succeeded' && refresh !== ''
  return [
    ...said(isGreen && bad !== undefined, `succeeded, though the check ${bad?.end} (${bad?.check.step})`),
    ...said(
      isGreen && last?.check.step !== 'bake',
      `succeeded after the check "${last?.check.step}", not that of the bake`,
    ),
  ]
}
