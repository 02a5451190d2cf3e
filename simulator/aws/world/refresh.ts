/** One instance refresh: AWS's state machine. The group calls `step` at each of its ticks. */
import type { Alarm } from './alarm.ts'
import { bounds, nextStep, percentOf, reaching } from './arithmetic.ts'
import { type Census, hasLanded, leftToUpdate, takeCensus, minimumOld } from './census.ts'
import { Checkpoints } from './checkpoints.ts'
import type { GroupView } from './group-view.ts'
import { SourceCommit } from './source-commit.ts'
import { capacityOf, type Instance } from './instance.ts'
import type { LaunchSource } from './launch-source.ts'
import type { Preferences } from './preferences.ts'
import { Progress } from './progress.ts'
import { isActive, type RefreshStatus, type Rollback } from './refresh-status.ts'
import { selectForReplacement } from './selection.ts'
import { type ReplacementBlock, replacementBlock } from './replacement-block.ts'
import type { TemplateChoice } from './templates.ts'
import { statusReason, waitingFor } from './waiting.ts'
import type { PoolProgress } from './warm-pool.ts'

/** A refresh from Pending to its end; it acts on its group, its ward, and nothing else. */
export class Refresh {
  readonly id: string
  readonly preferences: Preferences
  /** The desired configuration; missing: what the group has saved, and no way back. */
  readonly desired: LaunchSource | undefined
  status: RefreshStatus = 'Pending'
  startedAt: number | undefined
  endedAt: number | undefined
  rollback: Rollback | undefined
  percent = 0
  left = 0
  /** How far the warm pool is; missing: there is none. */
  pool: PoolProgress | undefined
  /** How many live instances the group shall hold; missing: as many as are desired. */
  targetCapacity: number | undefined
  readonly createdAt: number
  readonly #group: GroupView
  readonly #checkpoints: Checkpoints
  readonly #sourceCommit: SourceCommit
  #reason: string | undefined
  #bakedAt: number | undefined
  #direction: 'forward' | 'back' = 'forward'
  readonly #progress = new Progress()
  #replacedAny = false

  constructor(id: string, view: GroupView, preferences: Preferences, desired: LaunchSource | undefined) {
    this.id = id
    this.preferences = preferences
    this.desired = desired
    this.createdAt = view.now
    this.#group = view
    this.#sourceCommit = new SourceCommit(view, desired)
    this.#checkpoints = new Checkpoints(preferences.CheckpointPercentages, (preferences.CheckpointDelay ?? 0) * 1000)
  }

  get isActive(): boolean {
    return isActive(this.status)
  }

  /** The StatusReason. */
  get reason(): string | undefined {
    return this.status === 'Baking' ? statusReason.baking(Math.ceil(this.#bakeLeft / 1000)) : this.#reason
  }

  /** The desired configuration's template. */
  get desiredTemplate(): TemplateChoice | undefined {
    return this.desired?.template
  }

  /** What the group launches while this refresh is at work, scale-outs included. */
  get source(): LaunchSource {
    return this.#direction === 'back' ? this.#group.saved : (this.desired ?? this.#group.saved)
  }

  /** Marks the instances that are launched for this refresh, in its present direction. */
  get refreshGeneration(): string {
    return `${this.id} ${this.#direction}`
  }

  /** Whether its desired configuration has become the group's, and has not been taken back. */
  get hasSaved(): boolean {
    return this.#sourceCommit.isCommitted
  }

  /** When a pause ends that needs no pulse before; ms since epoch. */
  get pausedUntil(): number | undefined {
    if (this.status === 'Baking') return this.#bakedAt
    return this.status === 'InProgress' ? this.#checkpoints.pausedUntil : undefined
  }

  /** Whether it has been told to heed the alarm of this name. */
  isWatching(alarm: string): boolean {
    return this.preferences.AlarmSpecification?.Alarms.includes(alarm) ?? false
  }

  /** Pending is over. */
  begin(): void {
    if (this.status !== 'Pending') return
    this.status = 'InProgress'
    this.startedAt = this.#group.now
    this.#progress.begin(this.#group.now)
    this.#count(this.#census())
    this.pool = this.#group.warmPool?.progress(this.#staleness())
  }

  /** One turn of the group's pulse. */
  step(): void {
    const alarm = this.#watching.find(({ state }) => state === 'ALARM')
    if (alarm) this.#giveUp(statusReason.ownWording.alarmed(alarm.name))
    else if (this.status === 'InProgress' || this.status === 'RollbackInProgress') this.#replace()
    else if (this.status === 'Baking') this.#bake()
    else if (this.status === 'Cancelling') this.#windDown()
  }

  /** The alarms that can fail it now: those of the request, on the way forward and in the bake. */
  get #watching(): readonly Alarm[] {
    if (this.status !== 'InProgress' && this.status !== 'Baking') return []
    return this.#group.alarms(this.preferences.AlarmSpecification?.Alarms ?? [])
  }

  /** Stops replacing. Waits for the instances in flight unless told otherwise. */
  cancel(wait: boolean): void {
    if (!wait) this.#end('Cancelled', statusReason.cancelledAtOnce)
    else if (this.status === 'Pending') this.#end('Cancelled', statusReason.cancelled)
    else {
      this.status = 'Cancelling'
      this.#reason = statusReason.cancelled
      this.#windDown()
    }
  }

  /** Turns round: what this refresh has launched is replaced by what the group has saved. */
  rollBack(reason: string): void {
    this.rollback = { reason, startedAt: this.#group.now, percent: this.percent, left: this.left }
    this.status = 'RollbackInProgress'
    this.#reason = reason
    this.#direction = 'back'
    this.#sourceCommit.revert()
    this.#progress.begin(this.#group.now)
    // What was to be launched for the way forward is not launched any more.
    this.targetCapacity = this.#steadyCapacity(this.#census())
  }

  #census(): Census {
    const { preferences, refreshGeneration } = this
    return takeCensus(this.#group.instances, this.#group.desired, {
      preferences,
      refreshGeneration,
      isStale: this.#staleness(),
      isHealthy: (instance) => this.#group.isHealthy(instance),
      isWarm: (instance) => this.#group.isWarm(instance, preferences.InstanceWarmup),
    })
  }

  #replace(): void {
    const census = this.#census()
    this.#count(census)
    const block = replacementBlock((process) => this.#group.isSuspended(process), this.#watching)
    const minimumOld = block ? Infinity : this.#minimumOld(census)
    const { desired } = this.#group
    const step = nextStep(this.#bounds(), {
      desired,
      serving: census.serving,
      old: capacityOf(census.old),
      idle: capacityOf(census.idle),
      minimumOld,
    })
    this.targetCapacity = block ? this.#steadyCapacity(census) : step.targetLive
    if (step.terminate > 0) this.#replaceInstances(census, step.terminate)
    if (step.terminate > 0 || block || !this.#isDone(census, minimumOld)) this.#wait(census, block)
    else if (this.#isPoolRenewed()) this.#finish()
  }

  /** The warm pool comes after the instances in service. [documented: instance refresh] */
  #isPoolRenewed(): boolean {
    const { source, refreshGeneration } = this
    this.pool = this.#group.warmPool?.renew({ source, refreshGeneration, isStale: this.#staleness() })
    if (!this.pool || this.pool.percent === 100) return true
    this.#reason = statusReason.ownWording.warmPool
    this.#progress.observe(this.#group.desired + this.pool.total - this.pool.left, this.#group.now)
    if (this.#progress.isHourOver(this.#group.now)) this.#giveUp(statusReason.ownWording.outOfTime)
    return false
  }

  /** Tells the instances that this direction has to replace, were they free. */
  #staleness(): (instance: Instance) => boolean {
    const { preferences, refreshGeneration } = this
    const forward = `${this.id} forward`
    if (this.#direction === 'back') return ({ launchInfo }) => launchInfo.refreshGeneration === forward
    if (!preferences.SkipMatching) return ({ launchInfo }) => launchInfo.refreshGeneration !== refreshGeneration
    // An alias is looked at anew for each replacement: what was replaced may have to be replaced again.
    const matches = this.#group.matcher(this.source)
    return (instance) => !matches(instance)
  }

  #bounds() {
    const { MinHealthyPercentage: min, MaxHealthyPercentage: max } = this.preferences
    return bounds(this.#group.desired, { min, ...(max === undefined ? {} : { max }) }, this.#group.limits)
  }

  /** Neither fewer nor more than now, within the bounds. */
  #steadyCapacity({ live }: Census): number {
    return Math.max(this.#group.desired, Math.min(capacityOf(live), this.#bounds().maximum))
  }

  #count(census: Census): void {
    const hasPaused = this.#isPaused
    if (this.#direction === 'forward') {
      this.percent = percentOf(capacityOf(census.ready), census.total)
      this.left = leftToUpdate(census)
      this.#checkpoints.observe(this.percent, this.#group.now)
    } else {
      const standing = capacityOf(census.old) - capacityOf(census.idle)
      this.percent = Math.min(this.percent, percentOf(standing, this.#group.desired))
    }
    this.#progress.observe(capacityOf(census.ready), this.#group.now)
    if (hasPaused || this.#isPaused) this.#progress.resetClock(this.#group.now)
  }

  /** How many of the old have to stay, so that no checkpoint is passed. */
  #minimumOld(census: Census): number {
    return this.#direction === 'back' ? 0 : minimumOld(census, reaching(this.#checkpoints.cap, census.total))
  }

  #replaceInstances(census: Census, capacity: number): void {
    this.#replacedAny = true
    for (const instance of selectForReplacement(census, capacity)) this.#group.takeOut(instance)
  }

  #isDone(census: Census, minimumOld: number): boolean {
    const { old, coming, blocked } = census
    const partial = this.#direction === 'forward' && this.#checkpoints.last < 100
    const replaced = partial
      ? this.percent >= this.#checkpoints.last && capacityOf(old) <= minimumOld
      : old.length + coming.length + blocked.length === 0
    return replaced && hasLanded(census, this.#group.desired)
  }

  #wait(census: Census, block: ReplacementBlock | undefined): void {
    if (block?.isPause || this.#isPaused) {
      this.#progress.resetClock(this.#group.now)
      this.#reason = block?.reason ?? statusReason.ownWording.checkpoint(this.#checkpoints.cap)
      return
    }
    const waiting = waitingFor(census, (instance) => this.#group.isHealthy(instance), this.#group.desired)
    this.#reason = block?.reason ?? waiting.reason
    if (waiting.isStuck && this.#progress.isHourOver(this.#group.now)) this.#giveUp(statusReason.ownWording.outOfTime)
  }

  /** At a checkpoint, and on the way forward: there is none on the way back. */
  get #isPaused(): boolean {
    return this.#direction === 'forward' && this.#checkpoints.pausedUntil !== undefined
  }

  #giveUp(why: string): void {
    if (this.#direction === 'back') this.#end('RollbackFailed', statusReason.ownWording.rollbackFailed)
    else if (this.preferences.AutoRollback) this.rollBack(statusReason.ownWording.rolledBackByItself(why))
    else this.#end('Failed', why)
  }

  #finish(): void {
    if (this.#direction === 'back') {
      this.#end('RollbackSuccessful', this.rollback?.reason)
    } else if (this.preferences.BakeTime === 0 || !this.#replacedAny) {
      // Nothing replaced, nothing to bake: AWS ends such a refresh immediately.
      this.#succeed()
    } else {
      this.status = 'Baking'
      if (this.#group.saves === 'before-bake') this.#sourceCommit.commit()
      this.#bakedAt = this.#group.now + this.preferences.BakeTime * 1000
      this.#bake()
    }
  }

  #bake(): void {
    this.targetCapacity = this.#group.desired
    if (this.#bakeLeft <= 0) this.#succeed()
  }

  /** ms. */
  get #bakeLeft(): number {
    return (this.#bakedAt ?? 0) - this.#group.now
  }

  #succeed(): void {
    this.#sourceCommit.commit()
    this.#end('Successful', undefined)
  }

  /** Holds still until what was in flight has landed. */
  #windDown(): void {
    const census = this.#census()
    this.targetCapacity = Math.min(capacityOf(census.live), this.#steadyCapacity(census))
    if (!this.#group.instances.some(({ isComing, isLeaving }) => isComing || isLeaving)) {
      this.#end('Cancelled', statusReason.cancelled)
    }
  }

  #end(status: RefreshStatus, reason: string | undefined): void {
    this.status = status
    this.#reason = reason
    this.endedAt = this.#group.now
    this.targetCapacity = undefined
  }
}
