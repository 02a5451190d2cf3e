/** What would be done, and what a check found, in the report file's words. */
import type { Drift } from '../../rollout/drift.ts'
import type { OperationSettings } from '../../rollout/model/settings.ts'
import { isToBeMade } from '../../rollout/plan/bindings.ts'
import type { Plan, TemplateChange } from '../../rollout/plan/plan.ts'
import type { Pin, Step } from '../../rollout/plan/steps.ts'
import type { Preview } from '../foresight.ts'
import type * as contract from './contract.ts'
import { finding, known, preferences, refresh, standing, time, version } from './values.ts'

export const termsIn = (of: OperationSettings): contract.Terms =>
  known({
    preferences: preferences(of.preferences),
    targetHealthTimeout: of.targetHealthTimeout,
    maxLaunchFailures: of.maxLaunchFailures,
    verify: of.verify && { checkpoint: of.verify.checkpoint, bake: of.verify.bake },
    pollInterval: of.pollInterval,
    timeout: of.timeout,
    onFailure: of.onFailure,
    onCancel: of.onCancel,
  })

export const planAction = ({ action }: Plan): contract.Plan['will'] =>
  action === 'resume-rollback' ? 'resume' : action

export const planIn = (of: Plan): contract.Plan =>
  known({
    will: planAction(of),
    findings: of.findings.map(finding),
    standing: standing(of.fleetStatus),
    code: 'code' in of ? of.code : undefined,
    refresh: 'refresh' in of ? refresh(of.refresh) : undefined,
    from: 'from' in of ? of.from.templates.map(version) : undefined,
    to: 'to' in of ? of.to.templates.map(version) : undefined,
    terms: 'settings' in of ? termsIn(of.settings) : undefined,
    timeout: 'timeout' in of ? of.timeout : undefined,
    healthy: 'healthy' in of ? of.healthy : undefined,
    back: 'isRollback' in of ? of.isRollback : undefined,
    pins: 'steps' in of ? pinsIn(of.steps) : undefined,
    moves: 'changes' in of ? of.changes.map(moveIn) : undefined,
    estimate:
      of.action === 'roll'
        ? {
            replaced: of.estimate.replaced,
            batches: of.estimate.batches,
            size: of.estimate.size,
            stay: of.estimate.stay,
            extra: of.estimate.extra,
            fewer: of.estimate.fewer,
            pauses: of.estimate.pauses,
            length: of.estimate.length,
            longest: of.estimate.longest,
          }
        : undefined,
    moveOnly: of.action === 'roll' ? of.isTemplateOnly : undefined,
  })

const moveIn = (change: TemplateChange): contract.Move => {
  const { template, from, to, differences } = change
  return known({
    template: { id: template.id, name: template.name },
    from: version(from),
    ...(isToBeMade(change) ? { image: to.image } : { to: version(to) }),
    differences: differences.map(({ path, from, to }) => ({ path, from: from ?? null, to: to ?? null })),
  })
}

/** What the group is pinned to before anything else; nothing where it is pinned to nothing. */
const pinsIn = (steps: readonly Step[]): readonly contract.Pin[] | undefined => {
  const pins = steps.flatMap((step) => (step.type === 'pin-group' ? step.pins : []))
  return pins.length > 0 ? pins.map(pinIn) : undefined
}

const pinIn = (pin: Pin): contract.Pin => {
  const { id, name, version: number } = pin.version
  return 'alias' in pin
    ? { id, name, version: number, alias: pin.alias }
    : { id, name, version: number, parameter: pin.parameter, image: pin.version.image }
}

export const foresightIn = ({ calls, permissions }: Preview): contract.Foresight => ({
  steps: calls.map(({ operation, on, purpose }) => ({
    call: operation,
    on,
    why: known({
      to: purpose.type,
      version: 'version' in purpose ? purpose.version : undefined,
      versions: 'versions' in purpose ? purpose.versions : undefined,
      from: 'from' in purpose ? purpose.from : undefined,
      image: 'image' in purpose ? purpose.image : undefined,
      aliases: 'aliases' in purpose ? purpose.aliases : undefined,
    }),
  })),
  rights: permissions.map(({ action, for: use }) => ({ action, for: use })),
})

export const driftIn = ({ saved, compared, astray, moved, owed, active }: Drift): contract.Drift =>
  known({
    saved: saved.map(version),
    compared,
    astray: astray.map(({ instance, lifecycle, differs, template, image, age, leftOut }) =>
      known({
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
      known({ left: moved.left.map(version), ended: moved.ended === undefined ? undefined : time(moved.ended) }),
    owed: owed.map(({ saved, alias, means }) => ({ saved: version(saved), alias, means })),
    active: active && { refresh: refresh(active.refresh), onTheWay: active.onTheWay },
  })
