/** Questions about refreshes: how many at once, what a bake, a rollback, a cancel and the group's bounds do. */
import {
  CancelInstanceRefreshCommand,
  PutLifecycleHookCommand,
  RollbackInstanceRefreshCommand,
  SetInstanceProtectionCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling'
import { groupNow, inServiceOf, settle, usual } from '../group.ts'
import { answered, type LiveWorld, minutes, pause, until } from '../live.ts'
import { NAME } from '../names.ts'
import { callsOf, type RecordedCall, textAt } from '../recording.ts'
import { type LiveStep, ruleQuestion } from '../step.ts'
import { isOver, lookAround, newVersion, oneByOne, startRefresh, watch } from './refresh.ts'
import {
  firstOf,
  groupsSeen,
  hasAny,
  instancesSeen,
  isStaying,
  nodesSeen,
  overlap,
  peakOf,
  refreshesSeen,
  secondsBetween,
  secondsUntil,
  startedWith,
  targetsSeen,
} from './timeline.ts'

const HALF_HOUR = minutes(30)

/** Plays it on a group at rest, with no case of its own: the questions are what it is for. */
export const asked =
  (play: (live: LiveWorld) => Promise<void>): LiveStep['play'] =>
  async (live) => {
    await settle(live)
    live.recording.take()
    await play(live)
    return []
  }

export const watched: LiveStep = {
  name: 'a refresh, watched closely',
  says: 'Minimum 100 and maximum 175 percent of two instances, with a bake.',
  minutes: 10,
  questions: [
    ruleQuestion('maxRounding', 'Is 175 percent of two instances three or four?', (calls) => {
      const peak = peakOf(calls)
      return peak === 4 ? 'ceil' : peak === 3 ? 'floor' : undefined
    }),
    ruleQuestion('versionKnownAfter', 'How soon does Auto Scaling know a version?', (calls) =>
      secondsUntil(
        firstOf(calls, 'CreateLaunchTemplateVersion'),
        calls,
        ({ operation, error }) => operation === 'StartInstanceRefresh' && error === undefined,
      ),
    ),
    ruleQuestion('listedAfter', 'How soon is a refresh listed?', (calls) =>
      secondsUntil(
        firstOf(calls, 'StartInstanceRefresh'),
        calls,
        ({ operation, answer }) => operation === 'DescribeInstanceRefreshes' && hasAny(answer, 'InstanceRefreshes'),
      ),
    ),
    ruleQuestion('saves', 'Does the desired configuration become the group’s before or after the bake?', savedWhen),
    ruleQuestion('applicationRegistration', 'How long does an Application Load Balancer register a target?', (calls) =>
      firstNew(calls, (id) => {
        const states = targetsSeen(calls).filter(({ value }) => value.has(id))
        const first = states.find(({ value }) => value.get(id)?.reason === REGISTERING)
        const next = states.find(
          ({ from, value }) => first && from > first.from && value.get(id)?.reason !== REGISTERING,
        )
        if (states.length === 0) return undefined
        // Over before it was looked at: shorter than a poll.
        if (!first) return 0
        return next && secondsBetween(first.from, next.from)
      }),
    ),
    ruleQuestion(
      'inServiceAfterRegistration',
      'Is an instance in service before its load balancer has registered it?',
      inServiceWhen,
    ),
    ruleQuestion('autoScalingWaitsForDrain', 'Is an idle instance terminated before its drain is over?', drainedWhen),
    ruleQuestion('registrationTakes', 'How soon is a new instance a managed node?', (calls) =>
      firstNew(calls, (id) => {
        const runs = instancesSeen(calls).find(({ value }) => value.get(id) === 'running')
        const listed = nodesSeen(calls).find(({ value }) => value.has(id))
        return runs && listed ? Math.max(0, secondsBetween(runs.from, listed.from)) : undefined
      }),
    ),
  ],
  play: asked(async (live) => {
    const version = await newVersion(live, 'good')
    const preferences = { MinHealthyPercentage: 100, MaxHealthyPercentage: 175, InstanceWarmup: 30, BakeTime: 120 }
    const id = await startRefresh(live, { version, preferences })
    await watch(live, { id, isWide: true, atMostMs: HALF_HOUR, isDone: isOver })
    // The refresh may be over before its instances are managed nodes.
    await until(live, { what: 'managed nodes', everyMs: live.pollMs, atMostMs: minutes(10) }, async () => {
      const ids = inServiceOf(await groupNow(live))
      const { InstanceInformationList = [] } = await lookAround(live)
      return ids.every((one) => InstanceInformationList.some(({ InstanceId }) => InstanceId === one)) ? true : undefined
    })
  }),
}

const REGISTERING = 'Elb.RegistrationInProgress'

/** Asks about the first instance of the refresh's version. */
function firstNew<T>(calls: readonly RecordedCall[], ask: (id: string) => T | undefined): T | undefined {
  const started = startedWith(calls)
  const members = groupsSeen(calls).flatMap(({ value }) => value.members)
  const first = members.find(({ version }) => version === started?.version)
  return first && ask(first.id)
}

function savedWhen(calls: readonly RecordedCall[]): string | undefined {
  const version = startedWith(calls)?.version
  const baking = refreshesSeen(calls).filter(({ value }) => value.status === 'Baking')
  const groups = groupsSeen(calls).filter((group) => baking.some((bake) => overlap(bake, group)))
  if (groups.length === 0) return undefined
  return groups.some(({ value }) => value.saved === version) ? 'before-bake' : 'on-success'
}

function inServiceWhen(calls: readonly RecordedCall[]): string | undefined {
  return firstNew(calls, (id) => {
    const inService = groupsSeen(calls).filter(({ value }) =>
      value.members.some((one) => one.id === id && one.lifecycle === 'InService'),
    )
    const registering = targetsSeen(calls).filter(({ value }) => value.get(id)?.reason === REGISTERING)
    if (inService.length === 0 || registering.length === 0) return undefined
    return inService.some((one) => registering.some((other) => overlap(one, other))) ? 'asked' : 'finished'
  })
}

function drainedWhen(calls: readonly RecordedCall[]): string | undefined {
  const draining = targetsSeen(calls).flatMap((one) =>
    [...one.value].flatMap(([id, { state }]) => (state === 'draining' ? [{ ...one, id }] : [])),
  )
  if (draining.length === 0) return undefined
  const isEnding = (state: string | undefined) => state === 'shutting-down' || state === 'terminated'
  const isEarly = instancesSeen(calls).some((seen) =>
    draining.some((drain) => isEnding(seen.value.get(drain.id)) && overlap(seen, drain)),
  )
  return isEarly ? 'until-idle' : 'whole-delay'
}

export const maximumSize: LiveStep = {
  name: 'a group at its maximum size',
  says: 'A refresh that launches first, in a group that may have no more instances than it has.',
  minutes: 6,
  questions: [
    ruleQuestion('surgeOverMaxSize', 'May a refresh exceed the maximum size?', (calls) => {
      const peak = peakOf(calls)
      return peak === undefined ? undefined : peak > usual.DesiredCapacity ? 'allowed' : 'forbidden'
    }),
  ],
  play: asked(async (live) => {
    const { autoScaling } = live.clients
    await autoScaling.send(
      new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: NAME, MaxSize: usual.DesiredCapacity }),
    )
    const id = await startRefresh(live, { version: await newVersion(live, 'good'), preferences: oneByOne })
    const isPeak = (count: number) => count > usual.DesiredCapacity
    await watch(live, {
      id,
      atMostMs: minutes(5),
      isDone: (status, { Instances = [] }) =>
        isOver(status) ||
        isPeak(
          Instances.filter(({ LifecycleState = '' }) => isStaying({ id: '', lifecycle: LifecycleState, version: '' }))
            .length,
        ),
    })
  }),
}

const outcomeOf = (call: RecordedCall | undefined) => call && (call.error === undefined ? 'accepted' : 'refused')

/** The first call of an operation that was sent while the refresh was in this status, as it was last seen. */
function sentWhile(calls: readonly RecordedCall[], operation: string, status: string): RecordedCall | undefined {
  let last = ''
  for (const call of calls) {
    if (call.operation === operation && last === status) return call
    last = refreshesSeen([call])[0]?.value.status ?? last
  }
  return undefined
}

export const baking: LiveStep = {
  name: 'a rollback while the refresh bakes',
  says: 'RollbackInstanceRefresh in the bake, then CancelInstanceRefresh during that rollback.',
  minutes: 9,
  questions: [
    ruleQuestion('rollbackWhileBaking', 'May a rollback be asked for while baking?', (calls) =>
      outcomeOf(sentWhile(calls, 'RollbackInstanceRefresh', 'Baking')),
    ),
    ruleQuestion('cancelWhileRollingBack', 'May a rollback be cancelled?', (calls) =>
      outcomeOf(sentWhile(calls, 'CancelInstanceRefresh', 'RollbackInProgress')),
    ),
  ],
  play: asked(async (live) => {
    const { autoScaling } = live.clients
    const version = await newVersion(live, 'base')
    const id = await startRefresh(live, { version, preferences: { ...oneByOne, BakeTime: 600 } })
    await watch(live, { id, atMostMs: HALF_HOUR, isDone: (status) => status === 'Baking' || isOver(status) })
    const rollback = () =>
      answered(autoScaling.send(new RollbackInstanceRefreshCommand({ AutoScalingGroupName: NAME })))
    await rollback()
    const isBack = (status: string) => status === 'RollbackInProgress' || isOver(status)
    let status = await watch(live, { id, atMostMs: 0, isDone: isBack })
    if (status === 'Baking') {
      // Refused in the bake: the other question needs a rollback all the same.
      await autoScaling.send(new CancelInstanceRefreshCommand({ AutoScalingGroupName: NAME }))
      await watch(live, { id, atMostMs: HALF_HOUR, isDone: isOver })
      const again = await startRefresh(live, { version: await newVersion(live, 'base'), preferences: oneByOne })
      await watch(live, { id: again, atMostMs: HALF_HOUR, isDone: (now) => now === 'InProgress' || isOver(now) })
      await rollback()
      status = await watch(live, { id: again, atMostMs: minutes(2), isDone: isBack })
    }
    if (status === 'RollbackInProgress')
      await answered(autoScaling.send(new CancelInstanceRefreshCommand({ AutoScalingGroupName: NAME })))
  }),
}

export const protectedOnes: LiveStep = {
  name: 'a rollback over a protected instance',
  says: 'A new instance is protected from scale-in, and its refresh is rolled back.',
  minutes: 10,
  questions: [
    ruleQuestion('rollbackOfProtected', 'Does a rollback replace protected instances?', (calls) => {
      const [call] = callsOf(calls, 'SetInstanceProtection')
      const id = textAt(call?.input, 'InstanceIds', 0)
      const isRolledBack = refreshesSeen(calls).some(({ value }) => value.status === 'RollbackSuccessful')
      const last = groupsSeen(calls)
        .at(-1)
        ?.value.members.find((one) => one.id === id)
      if (!call || !isRolledBack) return undefined
      return last && isStaying(last) ? 'as-forward' : 'always'
    }),
  ],
  play: asked(async (live) => {
    const { autoScaling } = live.clients
    const version = await newVersion(live, 'base')
    const preferences = { ...oneByOne, ScaleInProtectedInstances: 'Ignore' as const }
    const id = await startRefresh(live, { version, preferences })
    const fresh = ({
      Instances = [],
    }: {
      readonly Instances?:
        | readonly {
            LaunchTemplate?: { Version?: string | undefined } | undefined
            LifecycleState?: string | undefined
            InstanceId?: string | undefined
          }[]
        | undefined
    }) =>
      Instances.find((one) => one.LaunchTemplate?.Version === version && one.LifecycleState === 'InService')?.InstanceId
    let instance: string | undefined
    await watch(live, {
      id,
      atMostMs: HALF_HOUR,
      isDone: (status, group) => {
        instance = fresh(group)
        return instance !== undefined || isOver(status)
      },
    })
    if (instance === undefined) return
    await autoScaling.send(
      new SetInstanceProtectionCommand({
        AutoScalingGroupName: NAME,
        InstanceIds: [instance],
        ProtectedFromScaleIn: true,
      }),
    )
    await autoScaling.send(new RollbackInstanceRefreshCommand({ AutoScalingGroupName: NAME }))
    await watch(live, { id, atMostMs: HALF_HOUR, isDone: isOver })
  }),
}

export const grace: LiveStep = {
  name: 'target health within the grace period',
  says: 'A refresh to the image that never answers, in a group with ELB health checks and a long grace period.',
  minutes: 8,
  questions: [
    ruleQuestion('graceInRefresh', 'Does a refresh go on from a target that is not healthy yet?', (calls) => {
      const version = startedWith(calls)?.version
      const members = groupsSeen(calls).flatMap(({ value }) => value.members)
      const ids = new Set(members.filter((one) => one.version === version).map(({ id }) => id))
      return ids.size === 0 ? undefined : ids.size > 1 ? 'assumed' : 'checked'
    }),
  ],
  play: asked(async (live) => {
    const { autoScaling } = live.clients
    await autoScaling.send(
      new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: NAME, HealthCheckGracePeriod: 900 }),
    )
    const version = await newVersion(live, 'silent')
    const id = await startRefresh(live, { version, preferences: oneByOne })
    const isSecond = (Instances: readonly { LaunchTemplate?: { Version?: string | undefined } | undefined }[]) =>
      Instances.filter((one) => one.LaunchTemplate?.Version === version).length > 1
    // Two minutes to boot, the warm-up, and what a second launch takes: well within the grace period.
    await watch(live, {
      id,
      atMostMs: minutes(6),
      isDone: (status, { Instances = [] }) => isOver(status) || isSecond(Instances),
    })
  }),
}

export const stuckHook: LiveStep = {
  name: 'a cancel with a hook that nobody completes',
  says: 'A launching hook holds a new instance; the refresh is cancelled, waiting for it and not.',
  minutes: 6,
  questions: [
    ruleQuestion('cancelWaits', 'Does a cancel wait for an instance that a hook holds?', (calls) => {
      const [first, second] = callsOf(calls, 'CancelInstanceRefresh').map((call) => calls.indexOf(call))
      if (first === undefined) return undefined
      const meanwhile = refreshesSeen(calls.slice(first, second))
      return meanwhile.length > 0 && meanwhile.every(({ value }) => value.status === 'Cancelling')
    }),
  ],
  play: asked(async (live) => {
    const { autoScaling } = live.clients
    await autoScaling.send(
      new PutLifecycleHookCommand({
        AutoScalingGroupName: NAME,
        LifecycleHookName: NAME,
        LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
        HeartbeatTimeout: 3600,
        DefaultResult: 'ABANDON',
      }),
    )
    const id = await startRefresh(live, { version: await newVersion(live, 'base'), preferences: oneByOne })
    await watch(live, {
      id,
      atMostMs: minutes(10),
      isDone: (status, { Instances = [] }) =>
        isOver(status) || Instances.some(({ LifecycleState }) => LifecycleState === 'Pending:Wait'),
    })
    await autoScaling.send(new CancelInstanceRefreshCommand({ AutoScalingGroupName: NAME }))
    await watch(live, { id, atMostMs: minutes(1), isDone: isOver })
    await answered(
      autoScaling.send(
        new CancelInstanceRefreshCommand({ AutoScalingGroupName: NAME, WaitForTransitioningInstances: false }),
      ),
    )
    await watch(live, { id, atMostMs: minutes(1), isDone: isOver })
  }),
}

export const omittedMaximum: LiveStep = {
  name: 'minimum 100 without a maximum',
  says: 'A refresh with a minimum healthy percentage of 100 and no maximum.',
  minutes: 6,
  questions: [
    ruleQuestion(
      'omittedMaximumTerminatesAtOnce',
      'Is an instance taken out before its replacement is there, although the minimum is 100?',
      (calls) => {
        const inService = groupsSeen(calls).map(
          ({ value }) => value.members.filter(({ lifecycle }) => lifecycle === 'InService').length,
        )
        return inService.length === 0 ? undefined : Math.min(...inService) < usual.DesiredCapacity
      },
    ),
  ],
  play: asked(async (live) => {
    const version = await newVersion(live, 'good')
    const id = await startRefresh(live, { version, preferences: { MinHealthyPercentage: 100, InstanceWarmup: 20 } })
    await watch(live, {
      id,
      atMostMs: minutes(5),
      isDone: (status, { Instances = [] }) =>
        isOver(status) ||
        Instances.some((one) => one.LaunchTemplate?.Version === version && one.LifecycleState === 'InService'),
    })
    await pause(live, 0)
  }),
}
