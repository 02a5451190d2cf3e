/** What was asked for and what was found before the start, in the report file's words. */

import type { CommitComparison } from '../../rollout/github.ts'
import { asked } from '../../rollout/launch-template/image-source.ts'
import type { Group } from '../../rollout/model/group.ts'
import { currentImage, type GroupTemplate, launchProblem, targetImage } from '../../rollout/model/group-template.ts'
import { candidateId, candidateImage, type ImageCandidate, type Provenance } from '../../rollout/model/image-source.ts'
import type { RolloutSettings } from '../../rollout/model/settings.ts'
import type { Survey } from '../../rollout/model/survey.ts'
import { timeToHealthy } from '../../rollout/model/waits.ts'
import type { CandidateJson, ComparisonJson, GroupJson, SettingsJson, SurveyJson } from './contract/survey.ts'
import {
  imageJson,
  instanceJson,
  isoTime,
  problemJson,
  refreshJson,
  savedVersionJson,
  targetJson,
  withoutUndefined,
} from './values.ts'

export const policyIn = (of: RolloutSettings): SettingsJson =>
  withoutUndefined({
    mode: of.mode,
    group: of.group,
    images: of.currentImage ? ['current'] : of.images.map(asked),
    templateVersion: of.templateVersion,
    to: of.to,
    run: { id: of.run.id, sha: of.run.sha },
    minHealthyPercentage: of.minHealthyPercentage,
    maxHealthyPercentage: of.maxHealthyPercentage,
    instanceWarmup: of.instanceWarmup,
    bakeTime: of.bakeTime,
    targetHealthTimeout: of.targetHealthTimeout,
    maxLaunchFailures: of.maxLaunchFailures,
    checkpoints: of.checkpoints,
    checkpointDelay: of.checkpointDelay,
    alarms: of.alarms,
    verify: of.verify !== undefined,
    verifyOnInstance: of.verify?.onInstance ?? false,
    trialTimeout: of.trial?.timeout,
    skipMatching: of.skipMatching,
    scaleInProtectedInstances: of.scaleInProtectedInstances,
    standbyInstances: of.standbyInstances,
    timeout: of.timeout,
    pollInterval: of.pollInterval,
    onFailure: of.onFailure,
    onCancel: of.onCancel,
    onConflict: of.onConflict,
    onStale: of.onStale,
    ssmTemplate: of.ssmTemplate,
    setDefaultVersion: of.setDefaultVersion,
    setParameter: of.setParameter,
    failedVersion: of.failedVersion,
    keepTemplateVersions: of.keepTemplateVersions,
    archive: of.archive && { keep: of.archive.keep, how: of.archive.how },
  })

function templateIn(template: GroupTemplate): SurveyJson['templates'][number] {
  const { id, name, version } = template.named
  const [current, target, launch] = [currentImage(template), targetImage(template), launchProblem(template)]
  return withoutUndefined({
    named: { id, name, version },
    saved: template.type === 'found' ? savedVersionJson(template.saved) : undefined,
    current: current && imageJson(current),
    target: target && imageJson(target),
    launch: launch && problemJson(launch),
  })
}

export const surveyIn = (of: Survey): SurveyJson => ({
  group: of.group ? groupIn(of.group) : null,
  images: of.images.map(candidateIn),
  templates: of.templates.map(templateIn),
  refreshes: of.refreshes.map(refreshJson),
  targets: of.targets.map(targetJson),
  targetGroups: of.targetGroups.map((each) => ({
    arn: each.arn,
    name: each.name,
    checked: each.checked,
    seconds: timeToHealthy(each) / 1_000,
  })),
  alarms: Object.fromEntries([...of.alarms].map(([name, { state }]) => [name, state])),
  hooks: (of.launchEnvironment?.hooks ?? []).map(({ name, at, timeout }) => ({ name, at, timeout: timeout / 1_000 })),
  comparisons: of.comparisons.map(comparisonIn),
  problems: [...of.problems, ...(of.launchEnvironment?.unchecked ?? [])].map(problemJson),
})

const comparisonIn = ({ base, head, answer }: CommitComparison): ComparisonJson =>
  'problem' in answer
    ? { base, head, problem: answer.problem }
    : {
        base,
        head,
        status: answer.status,
        aheadBy: answer.aheadBy,
        behindBy: answer.behindBy,
        commits: answer.commits.map(({ sha, title }) => ({ sha, title })),
      }

const groupIn = (of: Group): GroupJson =>
  withoutUndefined({
    at: isoTime(of.at),
    name: of.name,
    account: of.account,
    desired: of.desired,
    min: of.min,
    max: of.max,
    form: of.form,
    templates: of.templates.map(({ id, name, version }) => ({ id, name, version })),
    healthCheckType: of.healthCheckType,
    healthCheckGracePeriod: of.healthCheckGracePeriod / 1_000,
    defaultInstanceWarmup: of.defaultInstanceWarmup === undefined ? undefined : of.defaultInstanceWarmup / 1_000,
    maintenance: of.maintenance && {
      minHealthyPercentage: of.maintenance.minHealthyPercentage,
      maxHealthyPercentage: of.maintenance.maxHealthyPercentage,
    },
    subnets: of.subnets,
    targetGroups: of.targetGroups,
    unwatched: of.unwatched,
    suspended: of.suspended,
    tags: Object.fromEntries(of.tags),
    instances: of.instances.map(instanceJson),
  })

function candidateIn(of: ImageCandidate): CandidateJson {
  const image = candidateImage(of)
  const source = of.type === 'resolved' ? of.source : undefined
  return withoutUndefined({
    asked: asked(of.ref),
    id: candidateId(of),
    image: image && imageJson(image),
    source: source && sourceIn(source),
    unresolved: of.type === 'unresolved' ? of.unresolved.type : undefined,
    overtakenBy: of.type === 'overtaken' ? (of.meansNow ?? null) : undefined,
  })
}

const sourceIn = (source: Provenance): NonNullable<CandidateJson['source']> =>
  source.from === 'parameter'
    ? withoutUndefined({
        from: source.from,
        version: source.version,
        changed: source.changed === undefined ? undefined : isoTime(source.changed),
      })
    : { from: source.from, of: source.of }
