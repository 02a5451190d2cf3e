/** What a refresh replaces, in which direction, and how far it has come. It takes instances out; the refresh decides what its progress means. */
import { bounds, nextStep, percentOf, reaching } from './arithmetic.ts'
import { type Census, hasLanded, leftToUpdate, minimumOld, takeCensus } from './census.ts'
import { Checkpoints } from './checkpoints.ts'
import { exemptionOf } from './exemption.ts'
import type { GroupView } from './group-view.ts'
import { capacityOf, type Instance } from './instance.ts'
import type { LaunchSource } from './launch-source.ts'
import type { Preferences } from './preferences.ts'
import { Progress } from './progress.ts'
import { selectForReplacement } from './selection.ts'
import type { PoolProgress } from './warm-pool.ts'

/** What is to be replaced, and with what. Without `desired` the group's saved source is launched. */
export interface ReplacementOrder {
  readonly refreshId: string
  readonly preferences: Preferences
  readonly desired: LaunchSource | undefined
}

/** What one step came to. `targetCapacity`: how much live capacity the group shall have now. */
export interface StepResult {
  readonly census: Census
  readonly targetCapacity: number
  readonly isDone: boolean
}

/** The work of one refresh, forward and back. */
export class Replacement {
  percent = 0
  left = 0
  /** How far the warm pool is; missing: there is none. */
  pool: PoolProgress | undefined
  /** Whether any instance has been taken out. */
  hasReplaced = false
  readonly #group: GroupView
  readonly #order: ReplacementOrder
  readonly #checkpoints: Checkpoints
  readonly #progress = new Progress()
  #direction: 'forward' | 'back' = 'forward'
  #firstMatcher: ((instance: Instance) => boolean) | undefined

  constructor(group: GroupView, order: ReplacementOrder) {
    const { CheckpointPercentages, CheckpointDelay = 0 } = order.preferences
    this.#group = group
    this.#order = order
    this.#checkpoints = new Checkpoints(CheckpointPercentages, CheckpointDelay * 1000)
  }

  get isBack(): boolean {
    return this.#direction === 'back'
  }

  /** What the group launches meanwhile, scale-outs included. */
  get source(): LaunchSource {
    return this.isBack ? this.#group.saved : (this.#order.desired ?? this.#group.saved)
  }

  /** Marks the instances that are launched for this refresh, in its present direction. */
  get generation(): string {
    return `${this.#order.refreshId} ${this.#direction}`
  }

  /** When the pause at a checkpoint ends, ms since epoch. There is none in a rollback. */
  get pausedUntil(): number | undefined {
    return this.isBack || !this.#group.rules.checkpointsPause ? undefined : this.#checkpoints.pausedUntil
  }

  /** The percentage at which it pauses now, or will pause next. */
  get checkpoint(): number {
    return this.#checkpoints.cap
  }

  /** Whether an hour has passed without progress. */
  get isHourOver(): boolean {
    return this.#group.rules.failsAfterAnHour && this.#progress.isHourOver(this.#group.now)
  }

  begin(): void {
    this.#progress.begin(this.#group.now)
    this.#count(this.census())
    this.pool = this.#group.warmPool?.progress(this.#staleness())
  }

  /** What has been launched for this refresh is replaced by what the group has saved. */
  reverse(): void {
    this.#direction = 'back'
    this.#progress.begin(this.#group.now)
  }

  /** A wait that is no lack of progress. */
  resetClock(): void {
    this.#progress.resetClock(this.#group.now)
  }

  census(): Census {
    const { preferences } = this.#order
    return takeCensus(this.#group.instances, this.#group.desired, {
      refreshGeneration: this.generation,
      isStale: this.#staleness(),
      isHealthy: (instance) => this.#group.isHealthy(instance),
      isWarm: (instance) => this.#group.isWarm(instance, preferences.InstanceWarmup),
      exemption: (instance) => exemptionOf(instance, preferences, { rules: this.#group.rules, isBack: this.isBack }),
    })
  }

  /** Takes out as many instances as may go now; none while it is blocked. */
  step(isBlocked: boolean): StepResult {
    const census = this.census()
    this.#count(census)
    const staying = isBlocked ? Infinity : this.#minimumOld(census)
    const step = nextStep(this.#bounds(), {
      desired: this.#group.desired,
      serving: census.serving,
      old: capacityOf(census.old),
      idle: capacityOf(census.idle),
      minimumOld: staying,
    })
    if (step.terminate > 0) {
      this.hasReplaced = true
      for (const instance of selectForReplacement(census, step.terminate)) this.#group.takeOut(instance)
    }
    return {
      census,
      targetCapacity: isBlocked ? this.steadyCapacity(census) : step.targetLive,
      isDone: step.terminate === 0 && !isBlocked && this.#isDone(census, staying),
    }
  }

  /** The warm pool comes after the instances in service. [documented: instance refresh] */
  renewPool(): 'renewed' | 'in progress' {
    const { source, generation } = this
    this.pool = this.#group.warmPool?.renew({ source, refreshGeneration: generation, isStale: this.#staleness() })
    if (!this.pool || this.pool.percent === 100) return 'renewed'
    this.#progress.observe(this.#group.desired + this.pool.total - this.pool.left, this.#group.now)
    return 'in progress'
  }

  /** Neither less nor more capacity than now, within the bounds. */
  steadyCapacity({ live }: Census): number {
    return Math.max(this.#group.desired, Math.min(capacityOf(live), this.#bounds().maximum))
  }

  /** Returns the instances that this direction has to replace, were they free. */
  #staleness(): (instance: Instance) => boolean {
    const { generation } = this
    const forward = `${this.#order.refreshId} forward`
    const { rollbackReplacesDeployed, skipMatchingKeeps, withoutSkipMatchingAllGo, aliasReadAgain } = this.#group.rules
    if (this.isBack) return ({ launchInfo }) => !rollbackReplacesDeployed || launchInfo.refreshGeneration === forward
    const allGo = !this.#order.preferences.SkipMatching && withoutSkipMatchingAllGo
    if (allGo || !skipMatchingKeeps) return ({ launchInfo }) => launchInfo.refreshGeneration !== generation
    // An alias is resolved again for each replacement: what was replaced may have to be replaced again.
    const matches = (aliasReadAgain ? undefined : this.#firstMatcher) ?? this.#group.matcher(this.source)
    this.#firstMatcher ??= matches
    return (instance) => !matches(instance)
  }

  #bounds() {
    const { MinHealthyPercentage: min, MaxHealthyPercentage: max } = this.#order.preferences
    const { desired, limits } = this.#group
    const within = bounds(desired, { min, ...(max === undefined ? {} : { max }) }, limits)
    return this.#goesAtOnce ? { ...within, minimum: 0 } : within
  }

  /** A weight as large as the group leaves nothing that could stay. */
  get #goesAtOnce(): boolean {
    const { rules, desired, instances } = this.#group
    const isLarge = instances.some(({ launchInfo: { weight } }) => weight > 1 && weight >= desired)
    return isLarge && rules.largeWeights === 'all-at-once'
  }

  #count(census: Census): void {
    const { now, desired } = this.#group
    const hasPaused = this.pausedUntil !== undefined
    if (this.isBack) {
      const staying = capacityOf(census.old) - capacityOf(census.idle)
      this.percent = Math.min(this.percent, percentOf(staying, desired))
    } else {
      const { percentageAfterWarmup, leftFallsAtReplacement } = this.#group.rules
      this.percent = percentOf(capacityOf(percentageAfterWarmup ? census.ready : census.updated), census.total)
      this.left = leftToUpdate(leftFallsAtReplacement ? census : { ...census, updated: census.ready })
      this.#checkpoints.observe(this.percent, now)
    }
    this.#progress.observe(capacityOf(census.ready), now)
    if (hasPaused || this.pausedUntil !== undefined) this.resetClock()
  }

  /** How many of the old have to stay, so that no checkpoint is passed. */
  #minimumOld(census: Census): number {
    return this.isBack || !this.#group.rules.checkpointsTrimBatches
      ? 0
      : minimumOld(census, reaching(this.#checkpoints.cap, census.total))
  }

  #isDone(census: Census, staying: number): boolean {
    const { old, coming, blocked } = census
    const isPartial = !this.isBack && this.#checkpoints.last < 100 && this.#group.rules.lastCheckpointEnds
    const isReplaced = isPartial
      ? this.percent >= this.#checkpoints.last && capacityOf(old) <= staying
      : old.length + coming.length + blocked.length === 0
    const leaving = this.#group.rules.waitsForTerminations ? census.leaving : []
    return isReplaced && hasLanded({ ...census, leaving }, this.#group.desired)
  }
}
