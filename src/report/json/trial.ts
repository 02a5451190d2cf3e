/** A trial, in the report file's words. */
import { instanceWords } from '../../rollout/instance-words.ts'
import type { TrialProgress } from '../../rollout/model/trial.ts'
import type { TrialJson } from './contract/course.ts'
import { problemJson, withoutUndefined } from './values.ts'

/** What it has come to. */
export const trialIn = (trial: TrialProgress): TrialJson => {
  const place = 'launch' in trial ? trial.launch.place : 'place' in trial ? trial.place : {}
  return withoutUndefined({
    did: trial.did,
    template: 'launch' in trial ? trial.launch.template : undefined,
    version: 'launch' in trial ? trial.launch.version : undefined,
    versions: 'versions' in trial ? trial.versions : undefined,
    saved: 'saved' in trial ? trial.saved : undefined,
    subnet: place.subnet,
    instanceType: place.type,
    instances: trialInstances(trial),
    isSpot: 'isSpot' in trial ? trial.isSpot : undefined,
    says: 'known' in trial ? instanceWords(trial.known) : undefined,
    problem: 'problem' in trial && trial.problem ? problemJson(trial.problem) : undefined,
    command: 'command' in trial ? trial.command : undefined,
  })
}

function trialInstances(trial: TrialProgress): readonly string[] | undefined {
  if ('instances' in trial) return trial.instances
  if ('known' in trial) return [trial.known.id]
  return 'instance' in trial ? [trial.instance] : undefined
}
