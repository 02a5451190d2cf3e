import { InstanceRefreshStatus, LifecycleState } from '@aws-sdk/client-auto-scaling'
import { describe, expect, test } from 'vitest'
import {
  isInService,
  isInWarmPool,
  isLaunching,
  isLeaving,
  isRetained,
  isStandby,
  isTerminating,
  lifecycleOf,
} from '../../src/rollout/model/lifecycle.ts'
import {
  hasCancel,
  hasRollback,
  isActive,
  isBaking,
  isKnownStatus,
  isSuccessful,
  refreshStatus,
} from '../../src/rollout/model/refresh-status.ts'

const statuses = Object.values(InstanceRefreshStatus)
const those = (test: (status: ReturnType<typeof refreshStatus>) => boolean) =>
  statuses.filter((status) => test(refreshStatus(status)))

describe('the statuses of an instance refresh', () => {
  test('are those that the SDK knows', () => {
    expect(statuses.filter((status) => !isKnownStatus(status))).toEqual([])
  })

  test('are sorted by what they mean', () => {
    expect(those(isActive)).toEqual(['Baking', 'Cancelling', 'InProgress', 'Pending', 'RollbackInProgress'])
    expect(those(isSuccessful)).toEqual(['Successful'])
    expect(those(isBaking)).toEqual(['Baking'])
    expect(those(hasRollback)).toEqual(['RollbackFailed', 'RollbackInProgress', 'RollbackSuccessful'])
    expect(those(hasCancel)).toEqual(['Cancelled', 'Cancelling'])
  })

  test('one that AWS adds is kept as it came, and is neither at work nor a success', () => {
    const paused = refreshStatus('Paused')
    expect(paused).toBe('Paused')
    expect([isActive(paused), isSuccessful(paused)]).toEqual([false, false])
  })
})

describe('the lifecycle states of an instance', () => {
  const states = Object.values(LifecycleState)
  const instances = states.map((state) => ({ lifecycle: lifecycleOf(state) }))
  const living = (test: (instance: (typeof instances)[number]) => boolean) =>
    instances.filter(test).map(({ lifecycle }) => lifecycle)

  test('are sorted by what they mean', () => {
    expect(living(isInService)).toEqual(['InService'])
    expect(living(isLaunching)).toEqual(['Pending', 'Pending:Proceed', 'Pending:Wait'])
    expect(living(isStandby)).toEqual(['EnteringStandby', 'Standby'])
    expect(living(isRetained)).toEqual(['Terminating:Retained'])
    expect(living(isTerminating)).toEqual(states.filter((state) => /^Terminating(?!:Retained)/.test(state)))
    expect(living(isLeaving)).toEqual(states.filter((state) => /^(Terminat|Detach)/.test(state)))
    expect(living(isInWarmPool)).toEqual(states.filter((state) => state.startsWith('Warmed')))
  })

  test('one that AWS adds belongs to the group and is not in service', () => {
    const added = { lifecycle: lifecycleOf('Resting') }
    expect([isInService(added), isLeaving(added), isInWarmPool(added)]).toEqual([false, false, false])
  })
})
