/** How a run went, in the report file's words. */

import type { FinalStep, PinnedVersion } from '../../rollout/events.ts'
import { instanceWords } from '../../rollout/instance-words.ts'
import type { Evidence } from '../../rollout/model/evidence.ts'
import type { KeptImage, WhyKept } from '../../rollout/model/image-archive.ts'
import type { Observation } from '../../rollout/model/observation.ts'
import { refreshIdOf } from '../../rollout/model/operation.ts'
import type { Outcome } from '../../rollout/outcome.ts'
import type { Milestone, OperationRecord } from '../../rollout/timeline.ts'
import type {
  CountedJson,
  EventJson,
  EvidenceJson,
  FinalStepJson,
  KeptImageJson,
  OperationJson,
} from './contract/course.ts'
import type { OutcomeJson } from './contract/outcome.ts'
import type { PinJson } from './contract/values.ts'
import { planAction, termsIn } from './plan.ts'
import { trialIn } from './trial.ts'
import {
  ec2InstanceJson,
  failureJson,
  findingJson,
  fleetStatusJson,
  instanceJson,
  isoTime,
  problemJson,
  refreshJson,
  rollbackJson,
  targetJson,
  versionJson,
  withoutUndefined,
} from './values.ts'

export const outcomeIn = (of: Outcome): OutcomeJson =>
  withoutUndefined({
    type: of.type,
    fleetStatus: 'fleetStatus' in of ? fleetStatusJson(of.fleetStatus) : undefined,
    replaced: 'replaced' in of ? of.replaced : undefined,
    code: 'code' in of ? of.code : undefined,
    findings: 'findings' in of ? of.findings.map(findingJson) : undefined,
    failure: 'failure' in of ? failureJson(of.failure) : undefined,
    rollback: 'rollback' in of ? rollbackJson(of.rollback) : undefined,
  })

export const operationIn = ({ at, how, operation, points, statuses, last }: OperationRecord): OperationJson =>
  withoutUndefined({
    at: isoTime(at),
    how,
    operation: {
      type: operation.type,
      refresh: refreshIdOf(operation) ?? '',
      from: operation.from.templates.map(versionJson),
      to: operation.to.templates.map(versionJson),
      isRollback: operation.isRollback,
      began: isoTime(operation.began),
      deadline: isoTime(operation.deadline),
    },
    points: points.map(({ at, total, onTarget, starting, leaving, healthy, healthyOnTarget, percent }) =>
      withoutUndefined({ at: isoTime(at), total, onTarget, starting, leaving, healthy, healthyOnTarget, percent }),
    ),
    statuses: statuses.map(({ at, status }) => ({ at: isoTime(at), status })),
    last: last && lastIn(last),
  })

const lastIn = ({ at, refresh: seen, desired, saved, instances, targets, ec2Instances, unread }: Observation) =>
  withoutUndefined({
    at: isoTime(at),
    refresh: seen && refreshJson(seen),
    desired,
    saved: saved.map(({ id, version }) => ({ id, version })),
    instances: instances.map(instanceJson),
    targets: targets.map(targetJson),
    ec2Instances: Object.fromEntries([...ec2Instances].map(([id, of]) => [id, ec2InstanceJson(of)])),
    unread: unread.map((each) =>
      withoutUndefined({
        part: each.part,
        targetGroup: each.part === 'targets' ? each.targetGroup : undefined,
        problem: problemJson(each.problem),
      }),
    ),
  })

/** The survey, the plan, the drift and the outcome are beside the events already. */
export function eventIn(milestone: Milestone): EventJson {
  const at = isoTime(milestone.at)
  switch (milestone.type) {
    case 'surveyed':
    case 'checked':
    case 'claiming':
      return { at, type: milestone.type }
    case 'planned':
      return { at, type: milestone.type, action: planAction(milestone.plan) }
    case 'waiting':
      return { at, type: milestone.type, refresh: refreshJson(milestone.refresh) }
    case 'watching':
      return watchingIn(at, milestone.search)
    case 'noted':
      return { at, type: milestone.type, versions: milestone.versions }
    case 'pinning-image':
    case 'preparing':
      return { at, type: milestone.type, source: versionJson(milestone.source), image: milestone.image }
    case 'pinned-image':
      return { at, type: milestone.type, version: versionJson(milestone.version) }
    case 'pinning':
    case 'pinned':
      return { at, type: milestone.type, pins: milestone.pins.map(pinIn) }
    case 'prepared':
      return { at, type: milestone.type, to: versionJson(milestone.to), how: milestone.how }
    case 'starting':
      return { at, type: milestone.type, settings: termsIn(milestone.settings) }
    case 'underway':
      return {
        at,
        type: milestone.type,
        settings: termsIn(milestone.settings),
        how: milestone.how,
        refresh: refreshIdOf(milestone.operation) ?? '',
      }
    case 'evidence':
      return { at, type: milestone.type, evidence: evidenceIn(milestone.evidence) }
    case 'rolling-back':
      return { at, type: milestone.type, failure: failureJson(milestone.failure), how: milestone.how }
    case 'deleting-versions': {
      const { template, keep, versions } = milestone.cleanUp
      return { at, type: milestone.type, template, keep, versions: versions.map(({ version }) => version) }
    }
    case 'archiving-images': {
      const { template, archive, archived, kept } = milestone.cleanUp
      return {
        at,
        type: milestone.type,
        template,
        keep: archive.keep,
        how: archive.how,
        archived: archived.map(({ id }) => id),
        kept: kept.map(keptIn),
      }
    }
    case 'final-step':
      return { at, type: milestone.type, finalStep: finalStepIn(milestone.finalStep) }
    case 'trial':
      return { at, type: milestone.type, trial: trialIn(milestone.trial) }
    case 'concluded':
      return { at, type: milestone.type, outcome: milestone.outcome.type }
  }
}

function watchingIn(at: string, search: Extract<Milestone, { type: 'watching' }>['search']): EventJson {
  const { did } = search
  const [watched, refresh] =
    did === 'found'
      ? [search.watched.type, 'refresh' in search.watched ? search.watched.refresh : search.watched.newest]
      : [undefined, search.newest]
  return withoutUndefined({ at, type: 'watching' as const, did, watched, refresh: refresh && refreshJson(refresh) })
}

const pinIn = (pin: PinnedVersion): PinJson =>
  withoutUndefined({
    id: pin.id,
    name: pin.name,
    version: pin.version,
    alias: 'alias' in pin ? pin.alias : undefined,
    parameter: 'parameter' in pin ? pin.parameter : undefined,
    image: 'image' in pin ? pin.image : undefined,
    former: 'former' in pin ? pin.former : undefined,
  })

const keptIn = ({ image, because }: KeptImage): KeptImageJson =>
  withoutUndefined({ image: image.id, why: because.why, by: userIn(because) })

function userIn(because: WhyKept): string | undefined {
  switch (because.why) {
    case 'rollback-target':
      return String(because.version)
    case 'version':
      return `${because.name} ${because.version}`
    case 'instance':
      return because.instance
    case 'override':
      return because.group
    case 'launch-configuration':
      return because.name
    case 'state':
      return because.state
    case 'reference':
      return `${because.type} ${because.resource}`
    default:
      return undefined
  }
}

const finalStepIn = (finalStep: FinalStep): FinalStepJson =>
  withoutUndefined({
    what: finalStep.what,
    did: finalStep.did,
    alias: 'alias' in finalStep ? finalStep.alias : undefined,
    of: 'of' in finalStep ? finalStep.of : undefined,
    name: 'name' in finalStep ? finalStep.name : undefined,
    image: 'image' in finalStep ? finalStep.image : undefined,
    template: 'template' in finalStep ? finalStep.template : undefined,
    version: 'version' in finalStep ? finalStep.version : undefined,
    why: 'why' in finalStep ? finalStep.why : undefined,
    believed: 'believed' in finalStep ? finalStep.believed : undefined,
    versions: 'versions' in finalStep ? finalStep.versions : undefined,
    undeleted:
      'undeleted' in finalStep
        ? finalStep.undeleted.map(({ version, code, message }) => ({ version, code, message }))
        : undefined,
    how: 'how' in finalStep ? finalStep.how : undefined,
    images: 'images' in finalStep ? finalStep.images : undefined,
    unarchived:
      'left' in finalStep ? finalStep.left.map(({ image, code, message }) => ({ image, code, message })) : undefined,
    problem: 'problem' in finalStep ? finalStep.problem : undefined,
    command: 'command' in finalStep ? finalStep.command : undefined,
    refresh: 'refreshId' in finalStep ? finalStep.refreshId : undefined,
  })

const countedIn = ({ text, count }: CountedJson): CountedJson => ({ text, count })

const evidenceIn = ({ launches, causes, instances, console }: Evidence): EvidenceJson =>
  withoutUndefined({
    launches: launches.map(countedIn),
    causes: causes.map(countedIn),
    instances: instances.map((known) => ({ instance: known.id, says: instanceWords(known) })),
    console: console && { instance: console.instance, lines: console.lines },
  })
