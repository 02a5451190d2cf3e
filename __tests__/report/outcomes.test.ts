import { describe, expect, it } from 'vitest'
import { annotationsFor } from '../../src/report/annotations.ts'
import { nextStep } from '../../src/report/next-step.ts'
import { codeOf, exitOf } from '../../src/report/outcomes.ts'
import { outputNames, outputsOf } from '../../src/report/outputs.ts'
import type { Event } from '../../src/rollout/events.ts'
import { refusedBy, tooManyFailedPolls } from '../../src/rollout/failures/from-problem.ts'
import type { Failure, FailureCode, RefusalCode } from '../../src/rollout/failures/index.ts'
import type { Problem } from '../../src/rollout/model/problem.ts'
import { refreshStatus } from '../../src/rollout/model/refresh-status.ts'
import type { Outcome } from '../../src/rollout/outcome.ts'
import { bad, fleetStatus, problem, timelineOf } from './emitting.ts'
import { NEW, OLD, REFRESH, T } from './fleet.ts'
import { stories } from './stories.ts'

const refused = (code: RefusalCode | 'invalid-input'): Outcome => ({
  type: 'refused',
  code,
  findings: [],
  fleetStatus: fleetStatus(),
})
const of = (kind: Problem['kind']): Problem => problem(kind, 'X', 'C', 'm')
const failed = (failure: Failure): Outcome => bad(failure)
const at = { since: T, limitMs: 60_000 }

/** What the contract says: outcome, exit and failure code. */
const table: readonly (readonly [Outcome, 0 | 1, FailureCode | ''])[] = [
  [{ type: 'succeeded', fleetStatus: fleetStatus(), replaced: 6 }, 0, ''],
  [{ type: 'unchanged', fleetStatus: fleetStatus() }, 0, ''],
  [{ type: 'planned', fleetStatus: fleetStatus() }, 0, ''],
  [refused('preflight'), 1, 'preflight'],
  [refused('conflict'), 1, 'conflict'],
  [refused('invalid-input'), 1, 'invalid-input'],
  [failed({ code: 'aws-failed', reason: 'ended', status: 'Failed' }), 1, 'aws-failed'],
  [failed({ code: 'rollback-failed', reason: 'ended', status: 'RollbackFailed' }), 1, 'rollback-failed'],
  [failed({ code: 'aws-failed', reason: 'ended', status: refreshStatus('Unheard') }), 1, 'aws-failed'],
  [failed({ code: 'cancelled-elsewhere' }), 1, 'cancelled-elsewhere'],
  [failed({ code: 'target-health', reason: 'unhealthy', short: [], ...at }), 1, 'target-health'],
  [failed({ code: 'below-minimum', healthy: 1, minimum: 2, short: [], cause: 'unhealthy', ...at }), 1, 'below-minimum'],
  [failed({ code: 'aws-failed', reason: 'not-on-version', instances: [], ...at }), 1, 'aws-failed'],
  [failed({ code: 'timeout', reason: 'unfinished', limitMs: 1, status: 'InProgress' }), 1, 'timeout'],
  [failed(tooManyFailedPolls({ polls: 10, since: T, problem: of('passing') })), 1, 'lost-contact'],
  [failed(tooManyFailedPolls({ polls: 1, since: T, problem: of('expired') })), 1, 'credentials-expired'],
  [failed(tooManyFailedPolls({ polls: 3, since: T, problem: of('denied') })), 1, 'access-denied'],
  [failed(refusedBy(of('denied'))), 1, 'access-denied'],
  [failed(refusedBy(of('conflict'))), 1, 'conflict'],
  [failed(refusedBy(of('rejected'))), 1, 'aws-failed'],
  [failed({ code: 'aws-failed', reason: 'altered', differences: [] }), 1, 'aws-failed'],
  [failed({ code: 'aws-failed', reason: 'moved-away', ids: [] }), 1, 'aws-failed'],
  [failed({ code: 'aws-failed', reason: 'version-gone', versions: [] }), 1, 'aws-failed'],
  [bad({ code: 'cancelled', signal: 'SIGINT' }, { type: 'cancelled' }), 1, 'cancelled'],
  [
    bad(
      { code: 'aws-failed', reason: 'ended', status: 'Failed' },
      { rollback: { how: 'native-rollback', end: 'failed' } },
    ),
    1,
    'rollback-failed',
  ],
]

describe('outcome, exit and failure code', () => {
  it.each(table)('agree with the contract: %o', (outcome, exit, code) => {
    expect([exitOf(outcome), codeOf(outcome)]).toEqual([exit, code])
  })

  it('name a cause exactly when the step fails', () => {
    expect(table.filter(([, exit, code]) => (exit === 0) !== (code === ''))).toEqual([])
  })
})

const context = {
  reportFile: '/tmp/report.json',
  summaryFile: '/tmp/summary.md',
  run: {
    server: 'https://github.com',
    repository: 'octo-org/shop',
    runId: '1',
    actor: 'octocat',
    actionRoot: '',
    region: 'eu-central-1',
  },
}
const outputs = (story: keyof typeof stories) => outputsOf(timelineOf(stories[story]), context)

describe('the outputs', () => {
  it('of a success tell it all', () => {
    expect(outputs('succeeded')).toEqual({
      outcome: 'succeeded',
      fleet: 'new',
      'failure-code': '',
      reason: `Succeeded: 6 of 6 run version 8 (${NEW}).`,
      changed: 'true',
      'instance-refresh-id': REFRESH,
      'launch-template-id': 'lt-0123456789abcdef0',
      'launch-template-version': '8',
      'previous-launch-template-version': '7',
      'image-id': NEW,
      'previous-image-id': OLD,
      commit: '',
      'previous-commit': '',
      'compare-url': '',
      'instances-replaced': '6',
      'instances-skipped': '0',
      'duration-seconds': '930',
      'console-url':
        'https://eu-central-1.console.aws.amazon.com/ec2/home?region=eu-central-1#AutoScalingGroupDetails:id=web;view=instanceRefresh',
      'report-file': '/tmp/report.json',
      'summary-file': '/tmp/summary.md',
    })
  })

  it('are all there for every story, finished or not', () => {
    for (const events of Object.values(stories))
      expect(Object.keys(outputsOf(timelineOf(events), context))).toEqual([...outputNames])
  })

  it('of a plan and of a refusal say that nothing was changed', () => {
    expect(outputs('planned')).toMatchObject({
      outcome: 'planned',
      fleet: 'previous',
      changed: 'false',
      'launch-template-version': '',
      'instance-refresh-id': '',
    })
    expect(outputs('refused')).toMatchObject({
      outcome: 'refused',
      'failure-code': 'preflight',
      changed: 'false',
      'image-id': NEW,
    })
    expect(outputs('unchanged')).toMatchObject({
      outcome: 'unchanged',
      changed: 'false',
      'launch-template-version': '8',
    })
  })

  it('of a start that was denied say that a version was made', () => {
    expect(outputs('start denied')).toMatchObject({
      'failure-code': 'access-denied',
      changed: 'true',
      fleet: 'previous',
      'instance-refresh-id': '',
      'launch-template-version': '8',
    })
  })

  it('count those left out apart', () => {
    expect(outputs('succeeded, one left out')).toMatchObject({ 'instances-skipped': '1', 'instances-replaced': '5' })
  })

  it('of a post step know the way from its leg alone', () => {
    expect(outputs('post step')).toMatchObject({
      outcome: 'cancelled',
      changed: 'true',
      'instance-refresh-id': REFRESH,
      'image-id': NEW,
      'previous-image-id': OLD,
    })
  })

  it('call an intent that failed no change', () => {
    const events = stories['cancelled job'].filter(
      ({ type }) => type === 'surveyed' || type === 'planned' || type === 'rolling-back',
    )
    expect(outputsOf(timelineOf(events), context).changed).toBe('false')
  })
})

describe('annotations', () => {
  const notes = (events: readonly Event[]) =>
    events.flatMap((event, i) => annotationsFor(event, timelineOf(events.slice(0, i + 1))))

  it('of every bad end are one error that says cause, fleet and next step', () => {
    for (const [name, events] of Object.entries(stories)) {
      const { outcome } = timelineOf(events)
      const errors = notes(events).filter(({ level }) => level === 'error')
      expect([name, errors.length]).toEqual([name, outcome && exitOf(outcome) === 1 ? 1 : 0])
      for (const { message } of errors) expect(message).toMatch(/\nNext: \S/)
    }
  })

  it('tell the whole of a failure', () => {
    const [error] = notes(stories['target health'])
    expect(error?.title).toBe('web runs version 8: the rollout of version 8 failed')
    expect(error?.message).toMatch(
      /2 of 6 instances in target group web-tg \(i-0new0 and i-0new1; unhealthy: .*\nNothing was undone: AWS had finished already\.\n6 of 6 run version 8 .*\nNext: .*\n\$ aws autoscaling start-instance-refresh/,
    )
  })

  it('warn of an alias that was kept, with the command', () => {
    const warnings = notes(stories['alias kept'])
    expect(warnings.map(({ level }) => level)).toEqual(['warning'])
    expect(warnings[0]?.message).toContain('$ aws autoscaling update-auto-scaling-group')
  })

  it('are no flood, however much is left to do', () => {
    const finalSteps = Array.from(
      { length: 20 },
      (_, i): Event => ({
        type: 'final-step',
        at: T,
        finalStep: { what: 'alias', did: 'failed', problem: `problem ${i}`, command: 'aws x' },
      }),
    )
    const told = finalSteps.flatMap((event, i) => annotationsFor(event, timelineOf(finalSteps.slice(0, i + 1))))
    expect(told.map(({ message }) => /problem \d+/.exec(message)?.[0])).toEqual(['problem 0', 'problem 1', 'problem 2'])
    expect(told.at(-1)?.message).toContain('The log and the summary list what else is left to do.')
  })

  it('are no flood, however much was found', () => {
    const [surveyed, planned] = stories.planned
    if (planned?.type !== 'planned') throw new Error('the fixture has a plan')
    const findings = Array.from(
      { length: 50 },
      (_, i) => ({ level: 'warning', rule: 'x', says: `says ${i}`, remedy: 'r' }) as const,
    )
    const told = notes([...(surveyed ? [surveyed] : []), { ...planned, plan: { ...planned.plan, findings } }])
    expect(told).toHaveLength(7)
    expect(told.at(-1)?.message).toBe('44 more; see the log.')
  })
})

describe('the next step', () => {
  it('promises no command that is not there', () => {
    const outcome = bad(
      { code: 'cancelled', signal: 'SIGINT' },
      { type: 'cancelled', fleetStatus: fleetStatus({ fleet: 'mixed', onTarget: 2 }) },
    )
    expect(nextStep(timelineOf([]), outcome)).toEqual({
      says: 'Run the job again when the rollout is wanted.',
      commands: [],
      diagnostics: [],
    })
  })

  it('looks at the fleet before it looks for the cause', () => {
    const outcome = bad(
      { code: 'aws-failed', reason: 'ended', status: 'Failed' },
      { fleetStatus: fleetStatus({ fleet: 'mixed', onTarget: 2, byHand: ['aws back'] }) },
    )
    const next = nextStep(timelineOf(stories.succeeded.slice(0, -1)), outcome)
    expect(next?.says).toMatch(
      /^Now roll back to version 7 with the command below or `mode: rollback`; it may double the capacity\. Do not run this job again before the cause is fixed\. The scaling/,
    )
    expect(next?.commands).toEqual(['aws back'])
    expect(next?.diagnostics).toEqual([
      'aws autoscaling describe-scaling-activities --auto-scaling-group-name web --max-records 20',
    ])
  })
})
