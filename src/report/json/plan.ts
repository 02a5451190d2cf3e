/** What would be done, and what a check found, in the report file's words. */
import type { Drift } from '../../rollout/drift.ts'
import type { OperationSettings } from '../../rollout/model/settings.ts'
import { isToBeMade } from '../../rollout/plan/bindings.ts'
import type { Pin } from '../../rollout/plan/pins.ts'
import type { Plan, TemplateChange } from '../../rollout/plan/plan.ts'
import type { Step } from '../../rollout/plan/steps.ts'
import type { Preview } from '../preview.ts'
import type { OperationSettingsJson, PlanJson, PreviewJson, TemplateChangeJson } from './contract/plan.ts'
import type { DriftJson } from './contract/survey.ts'
import type { PinJson } from './contract/values.ts'
import {
  findingJson,
  fleetStatusJson,
  isoTime,
  preferencesJson,
  refreshJson,
  versionJson,
  withoutUndefined,
} from './values.ts'

export const termsIn = (of: OperationSettings): OperationSettingsJson =>
  withoutUndefined({
    preferences: preferencesJson(of.preferences),
    targetHealthTimeout: of.targetHealthTimeout,
    maxLaunchFailures: of.maxLaunchFailures,
    verify: of.verify && { checkpoint: of.verify.checkpoint, bake: of.verify.bake },
    pollInterval: of.pollInterval,
    timeout: of.timeout,
    onFailure: of.onFailure,
    onCancel: of.onCancel,
  })

export const planAction = ({ action }: Plan): PlanJson['action'] => (action === 'resume-rollback' ? 'resume' : action)

export const planIn = (of: Plan): PlanJson =>
  withoutUndefined({
    action: planAction(of),
    findings: of.findings.map(findingJson),
    fleetStatus: fleetStatusJson(of.fleetStatus),
    code: 'code' in of ? of.code : undefined,
    refresh: 'refresh' in of ? refreshJson(of.refresh) : undefined,
    from: 'from' in of ? of.from.templates.map(versionJson) : undefined,
    to: 'to' in of ? of.to.templates.map(versionJson) : undefined,
    settings: 'settings' in of ? termsIn(of.settings) : undefined,
    timeout: 'timeout' in of ? of.timeout : undefined,
    healthy: 'healthy' in of ? of.healthy : undefined,
    isRollback: 'isRollback' in of ? of.isRollback : undefined,
    pins: 'steps' in of ? pinsIn(of.steps) : undefined,
    changes: 'changes' in of ? of.changes.map(moveIn) : undefined,
    estimate:
      of.action === 'roll'
        ? {
            replaced: of.estimate.replaced,
            batches: of.estimate.batches,
            size: of.estimate.size,
            stay: of.estimate.stay,
            extra: of.estimate.extra,
            fewer: of.estimate.fewer,
            trial: of.estimate.trial,
            pauses: of.estimate.pauses,
            length: of.estimate.length,
            hooks: of.estimate.hooks,
            longest: of.estimate.longest,
          }
        : undefined,
    isTemplateOnly: of.action === 'roll' ? of.isTemplateOnly : undefined,
  })

const moveIn = (change: TemplateChange): TemplateChangeJson => {
  const { template, from, to, differences } = change
  return withoutUndefined({
    template: { id: template.id, name: template.name },
    from: versionJson(from),
    ...(isToBeMade(change) ? { image: to.image } : { to: versionJson(to) }),
    differences: differences.map(({ path, from, to }) => ({ path, from: from ?? null, to: to ?? null })),
  })
}

/** What the group is pinned to before anything else; nothing where it is pinned to nothing. */
const pinsIn = (steps: readonly Step[]): readonly PinJson[] | undefined => {
  const pins = steps.flatMap((step) => (step.type === 'pin-group' ? step.pins : []))
  return pins.length > 0 ? pins.map(pinIn) : undefined
}

const pinIn = (pin: Pin): PinJson => {
  const { id, name, version: number } = pin.version
  if ('former' in pin) return { id, name, version: number, former: pin.former }
  return 'alias' in pin
    ? { id, name, version: number, alias: pin.alias }
    : { id, name, version: number, parameter: pin.parameter, image: pin.version.image }
}

export const previewIn = ({ calls, permissions }: Preview): PreviewJson => ({
  steps: calls.map(({ operation, on, purpose }) => ({
    call: operation,
    on,
    why: withoutUndefined({
      to: purpose.type,
      version: 'version' in purpose ? purpose.version : undefined,
      versions: 'versions' in purpose ? purpose.versions : undefined,
      from: 'from' in purpose ? purpose.from : undefined,
      image: 'image' in purpose ? purpose.image : undefined,
      aliases: 'aliases' in purpose ? purpose.aliases : undefined,
    }),
  })),
  permissions: permissions.map(({ action, for: use }) => ({ action, for: use })),
})

export const driftIn = ({ saved, compared, drifted, moved, aliasesToRestore, trials, active }: Drift): DriftJson =>
  withoutUndefined({
    saved: saved.map(versionJson),
    compared,
    drifted: drifted.map(({ instance, lifecycle, differs, template, image, age, leftOut }) =>
      withoutUndefined({
        instance,
        lifecycle,
        differs,
        template: template && { id: template.id, version: template.version },
        image,
        age,
        leftOut,
      }),
    ),
    moved:
      moved &&
      withoutUndefined({
        left: moved.left.map(versionJson),
        ended: moved.ended === undefined ? undefined : isoTime(moved.ended),
      }),
    aliasesToRestore: aliasesToRestore.map(({ saved, alias, means }) => ({ saved: versionJson(saved), alias, means })),
    trials: trials.map(({ instance, run, attempt, until }) => ({ instance, run, attempt, until: isoTime(until) })),
    active: active && { refresh: refreshJson(active.refresh), onTheWay: active.onTarget },
  })
