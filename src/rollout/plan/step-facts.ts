/** What the steps of a plan are made from. */

import type { Group } from '../model/group.ts'
import type { Template } from '../model/launch-template.ts'
import type { SettableParameter } from '../model/parameter.ts'
import type { RolloutSettings } from '../model/settings.ts'
import type { Ms } from '../model/time.ts'
import type { LeftVersions } from './left-versions.ts'
import type { Situation } from './plan-base.ts'
import type { Step } from './steps.ts'

/** What the steps are made from. */
export interface StepFacts {
  readonly group: Group
  /** The group's launch templates as the survey found them. */
  readonly templates: readonly Template[]
  readonly settings: Pick<
    RolloutSettings,
    | 'to'
    | 'templateVersion'
    | 'currentImage'
    | 'run'
    | 'attempt'
    | 'setDefaultVersion'
    | 'keepTemplateVersions'
    | 'archive'
  >
  /** Only where the new versions are tried first. */
  readonly trial?: Extract<Step, { type: 'trial' }>
  /** What earlier runs have left to delete; empty for `failed-version: keep`. */
  readonly left: readonly LeftVersions[]
  /** The parameter that gets the proven image's id; missing for none. */
  readonly parameter?: SettableParameter
  /** The time limit of a watch. */
  readonly limit: Ms
}

/** The facts of a plan. `limit`: of the watch. */
export const stepFactsOf = ({ group, inAws, settings, left, parameter }: Situation, limit: Ms): StepFacts => ({
  group,
  templates: inAws,
  settings,
  left,
  ...(parameter && { parameter }),
  limit,
})
