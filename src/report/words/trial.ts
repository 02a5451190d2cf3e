/** Sentences of a trial. */
import { instanceWords } from '../../rollout/instance-words.ts'
import { list } from '../../rollout/measure.ts'
import type { TrialPlace, TrialProgress } from '../../rollout/model/trial.ts'

/** What a trial has come to, and what is left of it. */
export function trialWords(trial: TrialProgress): string {
  switch (trial.did) {
    case 'launching':
      return `Trial: launching an instance of version ${trial.launch.version}${ofTemplate(trial)} outside the group${placeWords(trial.launch.place)}`
    case 'launched':
      return `Trial: ${trial.instance} of version ${trial.launch.version}${ofTemplate(trial)} is launched${trial.isSpot ? '. EC2 has kept the Spot options of the launch template: it may be interrupted' : ''}`
    case 'no-room':
      return `Trial: no room${placeWords(trial.place)} (${trial.problem.code})${trial.isLast ? '' : ', trying elsewhere'}`
    case 'not-launched':
      return `Trial: EC2 refused the launch${placeWords(trial.place)} (${trial.problem.code})`
    case 'checking':
      return `Trial: ${trial.known.id} is not ready: ${instanceWords(trial.known)}`
    case 'verifying':
      return `Trial: ${list(trial.instances)} passed EC2’s status checks; verify runs`
    case 'passed':
      return `Trial: ${list(trial.instances)} passed`
    case 'outdated':
      return `Since the plan was made, somebody has saved version ${list(trial.saved)} on the group: planning again`
    case 'skipped':
      return `Trial: ${trial.versions.length === 1 ? 'version' : 'versions'} ${list(trial.versions.map(String))} passed already in this run`
    case 'ending':
      return `Trial: terminating ${list(trial.instances)}`
    case 'ended':
      return `Trial: ${list(trial.instances)} ${trial.instances.length === 1 ? 'is' : 'are'} terminated`
    case 'left':
      return `The trial ${trial.instances.length === 1 ? 'instance' : 'instances'} ${list(trial.instances)} may still run, and cost: ${trial.problem ? `${trial.problem.operation} failed (${trial.problem.code}: ${trial.problem.message})` : 'EC2 did not show the end'}. Terminate by hand.`
  }
}

const ofTemplate = ({ of }: { readonly of?: string }): string => (of === undefined ? '' : ` of ${of}`)

const placeWords = ({ subnet, type }: TrialPlace): string =>
  `${type === undefined ? '' : ` as ${type}`}${subnet === undefined ? '' : ` in ${subnet}`}`
