import { instanceLines } from '../instance-words.ts'
import { count } from '../measure.ts'
import type { KnownInstance } from '../model/known-instance.ts'
import type { VerifyResult } from '../model/observation.ts'
import type { Problem } from '../model/problem.ts'
import { type FailureRow, none } from './row.ts'
import { verifyNextStep, verifyWords } from './verify.ts'
import { problemWords } from './words.ts'

/** The trial of the new version failed, before an instance of the group was touched. */
export type TrialFailed = { readonly code: 'trial' } /** `places`: the subnets and types that were tried. */ & (
  | { readonly reason: 'no-room'; readonly problem: Problem; readonly places: number }
  | { readonly reason: 'not-launched'; readonly problem: Problem }
  /** `ended`: or was stopped, by itself or by somebody. `known`: the instances that it is about. */
  | { readonly reason: 'ended' | 'impaired' | 'not-in-time'; readonly known: readonly KnownInstance[] }
  | { readonly reason: 'unverified'; readonly verified: VerifyResult; readonly instances: readonly string[] }
)

/** The row of `trial`. */
export const trial = (failure: TrialFailed): FailureRow => ({
  action: 'leave',
  sentence: sentence(failure),
  nextStep: nextStepFor(failure),
  runAgain: failure.reason === 'no-room',
  commands: none,
})

function sentence(failure: TrialFailed): string {
  switch (failure.reason) {
    case 'no-room':
      return `The trial found no room: ${count(failure.places, 'place')} tried. ${problemWords(failure.problem)}`
    case 'not-launched':
      return `The trial did not launch. ${problemWords(failure.problem)}`
    case 'ended':
    case 'impaired':
    case 'not-in-time':
      return `${ends[failure.reason]}: ${instanceLines(failure.known).join('; ')}.`
    case 'unverified':
      return verifyWords(failure.verified, failure.instances)
  }
}

const ends = {
  ended: 'The trial did not stay alive',
  impaired: 'The trial fails EC2’s status checks',
  'not-in-time': 'The trial did not pass within trial-timeout',
} as const

function nextStepFor(failure: TrialFailed): string {
  switch (failure.reason) {
    case 'no-room':
      return 'Run it again later, or give the group another subnet or instance type.'
    case 'not-launched':
      return 'The launch template and this image do not launch: fix what EC2 names, then deploy again.'
    case 'ended':
    case 'impaired':
    case 'not-in-time':
      return 'The console of the trial shows how far it booted; where the summary has none, launch the image by hand. Fix the image, then deploy again.'
    case 'unverified':
      return `${verifyNextStep(failure.verified)}, then deploy again.`
  }
}
