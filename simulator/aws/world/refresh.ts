/** One instance refresh: AWS's state machine. The group calls `step` at each of its ticks. */
import type { Alarm } from './alarm.ts'
import type { Census } from './census.ts'
import type { GroupView } from './group-view.ts'
import { capacityOf } from './instance.ts'
import type { LaunchSource } from './launch-source.ts'
import type { Preferences } from './preferences.ts'
import { isActive, type RefreshStatus, type Rollback } from './refresh-status.ts'
import { Replacement } from './replacement.ts'
import { type ReplacementBlock, replacementBlock } from './replacement-block.ts'
import { SourceCommit } from './source-commit.ts'
import type { TemplateChoice } from './templates.ts'
import { statusReason, waitingFor } from './waiting.ts'
import type { PoolProgress } from './warm-pool.ts'

/** A refresh from Pending until it ends. It acts on its group by the group's view alone. */
export class Refresh {
  readonly id: string
  readonly preferences: Preferences
  /** The desired configuration; missing: what the group has saved, and no rollback. */
  readonly desired: LaunchSource | undefined
  status: RefreshStatus = 'Pending'
  startedAt: number | undefined
  endedAt: number | undefined
  rollback: Rollback | undefined
  /** How much live capacity the group shall have; missing: as much as is desired. */
  targetCapacity: number | undefined
  readonly createdAt: number
  readonly #group: GroupView
  readonly #replacement: Replacement
  readonly #sourceCommit: SourceCommit
  #reason: string | undefined
  #bakedAt: number | undefined

  constructor(id: string, group: GroupView, preferences: Preferences, desired: LaunchSource | undefined) {
    this.id = id
    this.preferences = preferences
    this.desired = desired
    this.createdAt = group.now
    this.#group = group
    this.#sourceCommit = new SourceCommit(group, desired)
    this.#replacement = new Replacement(group, { refreshId: id, preferences, desired })
  }

  get isActive(): boolean {
    return isActive(this.status)
  }

  get percent(): number {
    return this.#replacement.percent
  }

  /** InstancesToUpdate. */
  get left(): number {
    return this.#replacement.left
  }

  /** How far the warm pool is; missing: there is none. */
  get pool(): PoolProgress | undefined {
    return this.#replacement.pool
  }

  /** The StatusReason. */
  get reason(): string | undefined {
    return this.status === 'Baking' ? statusReason.baking(Math.ceil(this.#bakeLeft / 1000)) : this.#reason
  }

  /** The desired configuration's template. */
  get desiredTemplate(): TemplateChoice | undefined {
    return this.desired?.template
  }

  /** What the group launches while this refresh is active, scale-outs included. */
  get source(): LaunchSource {
    return this.#replacement.source
  }

  /** Marks the instances that are launched for this refresh, in its present direction. */
  get refreshGeneration(): string {
    return this.#replacement.generation
  }

  /** Whether its desired configuration has become the group's, and has not been taken back. */
  get hasSaved(): boolean {
    return this.#sourceCommit.isCommitted
  }

  /** When a pause ends that needs no tick before; ms since epoch. */
  get pausedUntil(): number | undefined {
    if (this.status === 'Baking') return this.#bakedAt
    return this.status === 'InProgress' ? this.#replacement.pausedUntil : undefined
  }

  /** Whether it heeds the alarm of this name. */
  isWatching(alarm: string): boolean {
    return this.preferences.AlarmSpecification?.Alarms.includes(alarm) ?? false
  }

  /** Pending is over. */
  begin(): void {
    if (this.status !== 'Pending') return
    this.status = 'InProgress'
    this.startedAt = this.#group.now
    this.#replacement.begin()
  }

  /** One tick of the group. */
  step(): void {
    const alarm = this.#group.rules.alarmFails && this.#watching.find(({ state }) => state === 'ALARM')
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

  /** Stops replacing. Waits for the instances in flight unless the request says otherwise. */
  cancel(wait: boolean): void {
    if (!wait || !this.#group.rules.cancelWaits) this.#end('Cancelled', statusReason.cancelledAtOnce)
    else if (this.status === 'Pending') this.#end('Cancelled', statusReason.cancelled)
    else {
      this.status = 'Cancelling'
      this.#reason = statusReason.cancelled
      this.#windDown()
    }
  }

  /** From now on what this refresh has launched is replaced by what the group has saved. */
  rollBack(reason: string): void {
    this.rollback = { reason, startedAt: this.#group.now, percent: this.percent, left: this.left }
    this.status = 'RollbackInProgress'
    this.#reason = reason
    this.#sourceCommit.revert()
    this.#replacement.reverse()
    // What was to be launched for the way forward is not launched any more.
    this.targetCapacity = this.#replacement.steadyCapacity(this.#replacement.census())
  }

  #replace(): void {
    if (!this.#group.rules.warmPoolLast) this.#replacement.renewPool()
    const block = replacementBlock(this.#group, this.#watching)
    const { census, targetCapacity, isDone } = this.#replacement.step(block !== undefined)
    this.targetCapacity = targetCapacity
    if (!isDone) this.#wait(census, block)
    else if (this.#replacement.renewPool() === 'renewed') this.#finish()
    else {
      this.#reason = statusReason.ownWording.warmPool
      if (this.#replacement.isHourOver) this.#giveUp(statusReason.ownWording.outOfTime)
    }
  }

  #wait(census: Census, block: ReplacementBlock | undefined): void {
    if (block?.isPause || this.#replacement.pausedUntil !== undefined) {
      this.#replacement.resetClock()
      this.#reason = block?.reason ?? statusReason.ownWording.checkpoint(this.#replacement.checkpoint)
      return
    }
    const waiting = waitingFor(census, (instance) => this.#group.isHealthy(instance), this.#group.desired)
    this.#reason = block?.reason ?? waiting.reason
    if (waiting.isStuck && this.#replacement.isHourOver) this.#giveUp(statusReason.ownWording.outOfTime)
  }

  #giveUp(why: string): void {
    if (this.#replacement.isBack) this.#end('RollbackFailed', statusReason.ownWording.rollbackFailed)
    else if (this.preferences.AutoRollback) this.rollBack(statusReason.ownWording.rolledBackByItself(why))
    else this.#end('Failed', why)
  }

  #finish(): void {
    if (this.#replacement.isBack) {
      this.#end('RollbackSuccessful', this.rollback?.reason)
    } else if (
      this.preferences.BakeTime === 0 ||
      (!this.#replacement.hasReplaced && this.#group.rules.nothingReplacedSucceedsAtOnce)
    ) {
      // Nothing replaced, nothing to bake: AWS ends such a refresh immediately.
      this.#succeed()
    } else {
      this.status = 'Baking'
      if (this.#group.rules.saves === 'before-bake') this.#sourceCommit.commit()
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
    const census = this.#replacement.census()
    this.targetCapacity = Math.min(capacityOf(census.live), this.#replacement.steadyCapacity(census))
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
