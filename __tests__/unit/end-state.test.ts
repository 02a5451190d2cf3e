/** What a bad end is called, what it calls for, and what a person is told to do by hand. */

import { describe, expect, test } from 'vitest'
import { codeOf } from '../../src/report/outcomes.ts'
import { commandsByHand, fleetStatusSeen, unknownFleet } from '../../src/rollout/execute/end-state.ts'
import { actionAfter } from '../../src/rollout/execute/rollback-attempt.ts'
import { refusedBy, tooManyFailedPolls } from '../../src/rollout/failures/from-problem.ts'
import type { Failure } from '../../src/rollout/failures/index.ts'
import type { FleetStatus } from '../../src/rollout/model/fleet-status.ts'
import { type Operation, refreshIdOf } from '../../src/rollout/model/operation.ts'
import type { Problem } from '../../src/rollout/model/problem.ts'
import type { Outcome, RollbackResult } from '../../src/rollout/outcome.ts'
import { instance, look, named, operation, settings, T, verifyOnly } from './fixtures.ts'

const problem = (kind: Problem['kind']): Problem => ({ kind, operation: 'X', code: 'C', message: 'm' })
const at = { since: T, limitMs: 60_000 }
const blind = (kind: Problem['kind']): Failure => tooManyFailedPolls({ polls: 10, since: T, problem: problem(kind) })
const refused = (kind: Problem['kind']): Failure => refusedBy(problem(kind))

const failed = (failure: Failure, rollback: RollbackResult): Outcome => ({
  type: 'failed',
  failure,
  rollback,
  fleetStatus: unknownFleet,
  replaced: 0,
})

describe('each bad end has one code, and undoes what its kind calls for', () => {
  const asked = { ...settings, onFailure: 'rollback', onCancel: 'cancel' } as const
  const arrived: RollbackResult = { how: 'native-rollback', end: 'arrived' }
  test.each<[Failure, string, ReturnType<typeof actionAfter>]>([
    [{ code: 'aws-failed', reason: 'ended', status: 'Failed' }, 'aws-failed', 'rollback'],
    [{ code: 'rollback-failed', reason: 'ended', status: 'RollbackFailed' }, 'rollback-failed', 'rollback'],
    [{ code: 'alarm', alarms: [{ name: 'errors', isOver: false }], status: 'RollbackInProgress' }, 'alarm', 'rollback'],
    [
      { code: 'launch-failures', seen: 3, messages: [], isLaunchFirst: true, since: T, limit: 3 },
      'launch-failures',
      'rollback',
    ],
    [
      { code: 'instances-died', reason: 'ended', instances: [], lived: 0, unhealthyIn: [], since: T, limit: 2 },
      'instances-died',
      'rollback',
    ],
    [{ code: 'target-health', reason: 'unhealthy', short: [], ...at }, 'target-health', 'rollback'],
    [
      { code: 'target-health', reason: 'flapping', instance: 'i-1', flapCount: 3, since: T, limit: 3 },
      'target-health',
      'rollback',
    ],
    [
      { code: 'below-minimum', healthy: 1, minimum: 2, short: [], cause: 'unhealthy', ...at },
      'below-minimum',
      'rollback',
    ],
    [{ code: 'verify', verified: { step: 'bake', result: 'failed', tail: [] } }, 'verify', 'rollback'],
    [{ code: 'stalled', waitingFor: [], ...at }, 'stalled', 'rollback'],
    [{ code: 'timeout', reason: 'unfinished', limitMs: 1, status: 'InProgress' }, 'timeout', 'rollback'],
    [{ code: 'cancelled', signal: 'SIGINT' }, 'cancelled', 'cancel'],
    [{ code: 'cancelled-elsewhere' }, 'cancelled-elsewhere', 'leave'],
    [{ code: 'aws-failed', reason: 'not-on-version', instances: [], ...at }, 'aws-failed', 'leave'],
    [{ code: 'aws-failed', reason: 'altered', differences: [] }, 'aws-failed', 'leave'],
    [{ code: 'aws-failed', reason: 'moved-away', ids: ['lt-2'] }, 'aws-failed', 'leave'],
    [{ code: 'aws-failed', reason: 'version-gone', versions: [] }, 'aws-failed', 'leave'],
    [{ code: 'aws-failed', reason: 'moved-away', ids: [] }, 'aws-failed', 'leave'],
    [{ code: 'aws-failed', reason: 'version-gone', versions: [] }, 'aws-failed', 'leave'],
    [{ code: 'preflight', reason: 'refused-later', findings: [] }, 'preflight', 'leave'],
    [blind('passing'), 'lost-contact', 'leave'],
    [blind('expired'), 'credentials-expired', 'leave'],
    [blind('denied'), 'access-denied', 'leave'],
    [blind('missing'), 'lost-contact', 'leave'],
    [refused('denied'), 'access-denied', 'leave'],
    [refused('expired'), 'credentials-expired', 'leave'],
    [refused('conflict'), 'conflict', 'leave'],
    [refused('passing'), 'lost-contact', 'leave'],
    [refused('lost'), 'lost-contact', 'leave'],
    [refused('rejected'), 'aws-failed', 'leave'],
  ])('%o: %s, %s', (failure, code, wish) => {
    expect(codeOf(failed(failure, arrived))).toBe(code)
    expect(actionAfter(failure, asked)).toBe(wish)
    expect(actionAfter(failure, { ...asked, onFailure: 'leave', onCancel: 'leave' })).toBe('leave')
  })

  test('a way back that failed weighs more than why it was gone; one that goes on does not', () => {
    const failure: Failure = { code: 'aws-failed', reason: 'ended', status: 'Failed' }
    expect(codeOf(failed(failure, { how: 'new-refresh', end: 'failed' }))).toBe('rollback-failed')
    expect(codeOf(failed(failure, { how: 'new-refresh', end: 'under-way' }))).toBe('aws-failed')
  })
})

describe('to go on by hand', () => {
  const stands = (fleet: FleetStatus['fleet'], more: Partial<FleetStatus> = {}): FleetStatus => ({
    fleet,
    covered: 2,
    onTarget: 1,
    runs: [],
    leftOut: [],
    warmPool: [],
    withoutTraffic: [],
    isProtected: false,
    launching: [],
    byHand: [],
    ...more,
  })
  const follow = [expect.stringMatching(/^aws autoscaling describe-instance-refreshes --auto-scaling-group-name web /)]
  const goBack = [
    expect.stringMatching(/^aws autoscaling start-instance-refresh .*"LaunchTemplateId":"lt-1","Version":"7"/),
  ]
  const stop = ['aws autoscaling rollback-instance-refresh --auto-scaling-group-name web']
  const active = { active: { id: refreshIdOf(operation) ?? '', status: 'InProgress' as const } }
  const back = { active: { ...active.active, status: 'RollbackInProgress' as const } }

  test.each<[string, FleetStatus, Operation | undefined, readonly unknown[]]>([
    ['back on what it was: nothing', stands('previous'), operation, []],
    ['mixed: back to the version before', stands('mixed'), operation, goBack],
    ['new: back to the version before', stands('new'), operation, goBack],
    ['what has failed goes on: stop it, or follow it', stands('mixed', active), operation, [...stop, ...follow]],
    ['another one goes on: follow it', stands('mixed', { active: { ...active.active, id: 'r-2' } }), operation, follow],
    ['AWS rolls back: follow it', stands('mixed', back), operation, follow],
    ['it goes on with all on the old version: stop it', stands('previous', active), operation, [...stop, ...follow]],
    ['nothing is known: follow it', stands('unknown'), operation, follow],
    ['nothing is known, and no refresh was begun', stands('unknown'), undefined, []],
    ['nothing was to move', stands('mixed'), verifyOnly, []],
  ])('%s', (_, fleetStatus, on, commands) => {
    const end = { rollout: operation, settings, ...(on && { operation: on }) }
    expect(commandsByHand(end, { code: 'aws-failed', reason: 'ended', status: 'Failed' }, fleetStatus)).toEqual(
      commands,
    )
  })

  test('nothing is stopped that has nothing against it: its watch has ended', () => {
    const failure: Failure = { code: 'handed-over', refreshId: 'r-1' }
    const end = { rollout: operation, operation, settings }
    expect(commandsByHand(end, failure, stands('mixed', active))).toEqual(follow)
  })

  test('what AWS has refused to roll back is cancelled', () => {
    const problem = { kind: 'irreversible', operation: 'RollbackInstanceRefresh', code: 'X', message: 'no' } as const
    const end = { rollout: operation, operation, settings }
    const [stop] = commandsByHand(end, refusedBy(problem), stands('mixed', active))
    expect(stop).toBe('aws autoscaling cancel-instance-refresh --auto-scaling-group-name web')
  })

  test('a rollback that was asked for is cancelled, since AWS cannot roll it back', () => {
    const on = { ...operation, isRollback: true } as const
    const failure = { code: 'aws-failed', reason: 'ended', status: 'Failed' } as const
    expect(commandsByHand({ rollout: on, operation: on, settings }, failure, stands('mixed', active))).toEqual([
      'aws autoscaling cancel-instance-refresh --auto-scaling-group-name web',
      ...follow,
    ])
  })

  test('a deleted version: what is right stays, and the group is given one that it can launch', () => {
    const gone: Failure = { code: 'aws-failed', reason: 'version-gone', versions: operation.to.templates }
    const save = expect.stringMatching(/^aws autoscaling update-auto-scaling-group .*LaunchTemplateId=lt-1,Version=7/)
    expect(commandsByHand({ rollout: operation, operation, settings }, gone, stands('new'))).toEqual([save])
  })

  test('a group that somebody has moved away: no command leads back', () => {
    const moved: Failure = { code: 'aws-failed', reason: 'moved-away', ids: ['lt-2'] }
    expect(commandsByHand({ rollout: operation, operation, settings }, moved, stands('mixed'))).toEqual([])
  })
})

describe('what the last look saw counts where a later one fails', () => {
  const empty = (...saved: readonly string[]) =>
    fleetStatusSeen({ ...look(0, 'Successful', { instances: [] }), saved: saved.map(named) }, operation, settings).fleet
  test('instances by their version', () => {
    const seen = look(0, 'Successful', { instances: [instance('i-1', 8), instance('i-2', 7)] })
    expect(fleetStatusSeen(seen, operation, settings)).toMatchObject({ fleet: 'mixed', covered: 2, onTarget: 1 })
  })
  test('an empty group by what it has saved; an alias had been given back to what is new', () => {
    expect([empty('8'), empty('7'), empty('$Latest'), empty()]).toEqual(['new', 'previous', 'new', 'new'])
  })
  test('of several templates by all of them', () => {
    const [arm4, arm3] = ['4', '3'].map((spec) => ({ id: 'lt-2', name: 'arm', version: spec }))
    const to = { templates: [...operation.to.templates, { id: 'lt-2', name: 'arm', version: 4, image: 'ami-a' }] }
    const fleet = (arm: typeof arm4) =>
      fleetStatusSeen(
        { ...look(0, '', { instances: [] }), saved: [named('8'), ...(arm ? [arm] : [])] },
        { ...operation, to },
        settings,
      ).fleet
    expect([fleet(arm4), fleet(arm3)]).toEqual(['new', 'previous'])
  })
  test('a rollback calls what it leads to the previous image', () => {
    expect(fleetStatusSeen(look(0, ''), { ...operation, isRollback: true }, settings).fleet).toBe('previous')
  })
})
