/** What would be done, and what a check found, in the report file's words. */
import type { Drift } from '../../rollout/drift.ts'
import type { ImagePin, Plan, TemplateChange } from '../../rollout/plan/plan.ts'
import type { OperationSettings } from '../../rollout/policy.ts'
import type { Foresight } from '../foresight.ts'
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

export const planIn = (of: Plan): contract.Plan =>
  known({
    will: of.will,
    findings: of.findings.map(finding),
    standing: standing(of.standing),
    code: 'code' in of ? of.code : undefined,
    refresh: 'refresh' in of ? refresh(of.refresh) : undefined,
    from: 'from' in of ? of.from.templates.map(version) : undefined,
    to: 'to' in of ? of.to.templates.map(version) : undefined,
    terms: 'terms' in of ? termsIn(of.terms) : undefined,
    timeout: 'timeout' in of ? of.timeout : undefined,
    healthy: 'healthy' in of ? of.healthy : undefined,
    back: 'back' in of ? of.back : undefined,
    imagePins: 'imagePins' in of ? of.imagePins?.map(imagePinIn) : undefined,
    moves: 'moves' in of ? of.moves.map(moveIn) : undefined,
    estimate:
      of.will === 'roll'
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
    moveOnly: of.will === 'roll' ? of.moveOnly : undefined,
  })

const targetIn = (to: TemplateChange['to']): Pick<contract.Move, 'to' | 'image'> =>
  'take' in to ? { to: version(to.take) } : { image: to.make.image }

const moveIn = ({ template, from, to, alias, differences }: TemplateChange): contract.Move =>
  known({
    template: { id: template.id, name: template.name },
    from: version(from),
    ...targetIn(to),
    alias,
    differences: differences.map(({ path, from, to }) => ({ path, from: from ?? null, to: to ?? null })),
  })

const imagePinIn = ({ template, from, parameter, image }: ImagePin): contract.ImagePin => ({
  template: { id: template.id, name: template.name },
  from: version(from),
  parameter,
  image,
})

export const foresightIn = ({ steps, rights }: Foresight): contract.Foresight => ({
  steps: steps.map(({ call, on, why }) => ({
    call,
    on,
    why: known({
      to: why.to,
      version: 'version' in why ? why.version : undefined,
      versions: 'versions' in why ? why.versions : undefined,
      from: 'from' in why ? why.from : undefined,
      image: 'image' in why ? why.image : undefined,
      aliases: 'aliases' in why ? why.aliases : undefined,
    }),
  })),
  rights: rights.map(({ action, for: use }) => ({ action, for: use })),
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
