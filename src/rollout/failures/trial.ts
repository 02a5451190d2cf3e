import { count, list } from '../measure.ts'
import type { VerifyResult } from '../model/observation.ts'
import type { Problem } from '../model/problem.ts'
import { type FailureRow, none } from './row.ts'
import { verifyNextStep, verifyWords } from './verify.ts'
import { problemWords } from './words.ts'

/** The trial of the new version failed, before an instance of the group was touched. */
export type TrialFailed = { readonly code: 'trial' } /** `places`: the subnets and types that were tried. */ & (
  | { readonly reason: 'no-room'; readonly problem: Problem; readonly places: number }
  | { readonly reason: 'not-launched'; readonly problem: Problem }
  /** It ended, or was stopped, by itself or by somebody. `stateReason`: EC2's words for it. */
  | { readonly reason: 'ended'; readonly instance: string; readonly state: string; readonly stateReason: string }
  | { readonly reason: 'impaired'; readonly instance: string; readonly says: string }
  | { readonly reason: 'not-in-time'; readonly instance: string; readonly says: string }
  | { readonly reason: 'unverified'; readonly verified: VerifyResult; readonly instances: readonly string[] }
)

/** The row of `trial`. */
export const trial = (failure: TrialFailed): FailureRow => ({
  action: 'leave',
  sentence: `${sentence(failure)} No instance of the group was touched.`,
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
      return `The trial instance ${failure.instance} is ${failure.state}${failure.stateReason === '' ? '' : `: “${failure.stateReason}”`}.`
    case 'impaired':
      return `The trial instance ${failure.instance} fails EC2’s status checks: ${failure.says}.`
    case 'not-in-time':
      return `The trial instance ${failure.instance} was not ready within trial-timeout: ${failure.says}.`
    case 'unverified':
      return `On the trial (${list(failure.instances)}) ${verifyWords(failure.verified)}`
  }
}

function nextStepFor(failure: TrialFailed): string {
  switch (failure.reason) {
    case 'no-room':
      return 'Run it again later, or give the group another subnet or instance type.'
    case 'not-launched':
      return 'The launch template and this image do not launch: fix what EC2 names, then deploy again.'
    case 'ended':
    case 'impaired':
    case 'not-in-time':
      return 'Launch the image by hand and read its console; fix the image, then deploy again.'
    case 'unverified':
      return `${verifyNextStep(failure.verified)}, then deploy again.`
  }
}
