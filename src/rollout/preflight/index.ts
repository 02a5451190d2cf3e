/** The preflight runs every rule before the plan refuses, so that the user sees all problems at once. */

import type { Finding } from '../model/finding.ts'
import type { RolloutSettings } from '../model/settings.ts'
import type { Survey } from '../model/survey.ts'
import { access } from './access.ts'
import { alarms } from './alarms.ts'
import { disks } from './disks.ts'
import { fit } from './fit.ts'
import { group } from './group.ts'
import { imageRules } from './image.ts'
import { imageSource } from './image-source.ts'
import { mixed, readableMixed } from './mixed.ts'
import { onInstanceRules } from './on-instance.ts'
import { ownership } from './owners.ts'
import { parameter } from './parameter.ts'
import { previousImage } from './previous-image.ts'
import { protection } from './protection.ts'
import { rollbackTarget } from './rollback-target.ts'
import { room } from './room.ts'
import type { Rule } from './rule.ts'
import { parameterToSetRules } from './set-parameter.ts'
import { tags } from './tags.ts'
import { targets } from './targets.ts'
import { templateVersion } from './template-version.ts'
import { trialRules } from './trial.ts'

const rules: readonly Rule[] = [
  ...access,
  ...group,
  ...readableMixed,
  ...mixed,
  ...rollbackTarget,
  ...templateVersion,
  ...tags,
  ...alarms,
  ...imageSource,
  ...imageRules,
  ...fit,
  ...disks,
  ...parameter,
  ...parameterToSetRules,
  ...targets,
  ...room,
  ...protection,
  ...previousImage,
  ...trialRules,
  ...onInstanceRules,
  ...ownership,
]

const levels: readonly Finding['level'][] = ['error', 'warning', 'note']

/** All findings, errors first. */
export const preflightFindings = (survey: Survey, settings: RolloutSettings): readonly Finding[] => {
  const found = rules.flatMap((rule) => rule(survey, settings))
  return mostSevereFirst(settings.to === undefined ? found : found.map(withoutHealthErrors))
}

/** Sorted: errors, warnings, notes. */
export const mostSevereFirst = (findings: readonly Finding[]): readonly Finding[] =>
  levels.flatMap((level) => findings.filter((each) => each.level === level))

/** For a rollback, errors about health and alarms become warnings: an unhealthy fleet is the reason to roll back. */
const withoutHealthErrors = (finding: Finding): Finding =>
  ofHealth.has(finding.rule) ? { ...finding, level: 'warning' } : finding

const ofHealth: ReadonlySet<string> = new Set(['warmup-too-short', 'zone-not-enabled', 'alarm-not-ok'])
