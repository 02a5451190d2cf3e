/** How a run went, in the report file's words. */

import type { FinalStep, Pin } from '../../rollout/events.ts'
import type { Evidence } from '../../rollout/model/evidence.ts'
import type { Observation } from '../../rollout/model/observation.ts'
import { refreshIdOf } from '../../rollout/model/operation.ts'
import type { Outcome } from '../../rollout/outcome.ts'
import type { OperationRecord, Turn } from '../../rollout/timeline.ts'
import type * as contract from './contract.ts'
import { planAction, termsIn } from './plan.ts'
import {
  failure,
  finding,
  instance,
  known,
  machine,
  refresh,
  retreat,
  standing,
  target,
  time,
  version,
} from './values.ts'

export const outcomeIn = (of: Outcome): contract.Outcome =>
  known({
    is: of.is,
    standing: 'standing' in of ? standing(of.standing) : undefined,
    replaced: 'replaced' in of ? of.replaced : undefined,
    code: 'code' in of ? of.code : undefined,
    findings: 'findings' in of ? of.findings.map(finding) : undefined,
    because: 'because' in of ? failure(of.because) : undefined,
    retreat: 'retreat' in of ? retreat(of.retreat) : undefined,
  })

export const legIn = ({ at, how, leg, points, statuses, last }: OperationRecord): contract.Leg =>
  known({
    at: time(at),
    how,
    leg: {
      by: leg.type,
      refresh: refreshIdOf(leg) ?? '',
      from: leg.from.templates.map(version),
      to: leg.to.templates.map(version),
      back: leg.isRollback,
      began: time(leg.began),
      deadline: time(leg.deadline),
    },
    points: points.map(({ at, total, onTarget, starting, leaving, healthy, healthyOnTarget, percent }) =>
      known({ at: time(at), total, onTarget, starting, leaving, healthy, healthyOnTarget, percent }),
    ),
    statuses: statuses.map(({ at, status }) => ({ at: time(at), status })),
    last: last && lastIn(last),
  })

const lastIn = ({ at, refresh: seen, desired, saved, instances, targets, machines }: Observation) =>
  known({
    at: time(at),
    refresh: seen && refresh(seen),
    desired,
    saved: saved.map(({ id, version }) => ({ id, version })),
    instances: instances.map(instance),
    targets: targets.map(target),
    machines: Object.fromEntries([...machines].map(([id, of]) => [id, machine(of)])),
  })

/** The survey, the plan, the drift and the outcome stand beside the events already. */
export function eventIn(turn: Turn): contract.Event {
  const at = time(turn.at)
  switch (turn.is) {
    case 'surveyed':
    case 'checked':
      return { at, is: turn.is }
    case 'planned':
      return { at, is: turn.is, will: planAction(turn.plan) }
    case 'waiting':
      return { at, is: turn.is, refresh: refresh(turn.refresh) }
    case 'noted':
      return { at, is: turn.is, versions: turn.versions }
    case 'fixing':
    case 'preparing':
      return { at, is: turn.is, source: version(turn.source), image: turn.image }
    case 'fixed':
      return { at, is: turn.is, version: version(turn.version) }
    case 'pinning':
    case 'pinned':
      return { at, is: turn.is, pins: turn.pins.map(pinIn) }
    case 'prepared':
      return { at, is: turn.is, to: version(turn.to), how: turn.how }
    case 'starting':
      return { at, is: turn.is, terms: termsIn(turn.terms) }
    case 'underway':
      return { at, is: turn.is, terms: termsIn(turn.terms), how: turn.how, refresh: refreshIdOf(turn.leg) ?? '' }
    case 'evidence':
      return { at, is: turn.is, evidence: evidenceIn(turn.evidence) }
    case 'retreating':
      return { at, is: turn.is, because: failure(turn.because), how: turn.how }
    case 'tidying': {
      const { template, keep, versions } = turn.cleanUp
      return { at, is: turn.is, template, keep, versions: versions.map(({ version }) => version) }
    }
    case 'chore':
      return { at, is: turn.is, chore: choreIn(turn.chore) }
    case 'concluded':
      return { at, is: turn.is, outcome: turn.outcome.is }
  }
}

const pinIn = (pin: Pin): contract.Pin =>
  known({
    id: pin.id,
    name: pin.name,
    version: pin.version,
    alias: 'alias' in pin ? pin.alias : undefined,
    parameter: 'parameter' in pin ? pin.parameter : undefined,
    image: 'image' in pin ? pin.image : undefined,
  })

const choreIn = (chore: FinalStep): contract.Chore =>
  known({
    what: chore.what,
    did: chore.did,
    alias: 'alias' in chore ? chore.alias : undefined,
    of: 'of' in chore ? chore.of : undefined,
    template: 'template' in chore ? chore.template : undefined,
    version: 'version' in chore ? chore.version : undefined,
    versions: 'versions' in chore ? chore.versions : undefined,
    undeleted:
      'undeleted' in chore
        ? chore.undeleted.map(({ version, code, message }) => ({ version, code, message }))
        : undefined,
    problem: 'problem' in chore ? chore.problem : undefined,
    command: 'command' in chore ? chore.command : undefined,
  })

const countedIn = ({ text, count }: contract.Counted): contract.Counted => ({ text, count })

const evidenceIn = ({ launches, causes, machines, console }: Evidence): contract.Evidence =>
  known({
    launches: launches.map(countedIn),
    causes: causes.map(countedIn),
    machines: machines.map(({ instance, state, reason }) => ({ instance, state, reason })),
    console: console && { instance: console.instance, lines: console.lines },
  })
