/** The instance refreshes of a group, newest first, for six weeks. At most one is active. */
import { SIX_WEEKS } from './activity.ts'
import type { Cloud } from './cloud.ts'
import { type Configuration, isAlias } from './configuration.ts'
import type { GroupView } from './group-view.ts'
import { chooseSource, type SourceRequest } from './launch-choice.ts'
import { type LaunchSource, readsParameter, selectsByAttributes, templatesOf } from './launch-source.ts'
import { type GroupDefaults, type Preferences, type PreferencesRequest, preferences } from './preferences.ts'
import { Refresh } from './refresh.ts'
import { refuse } from './refusal.ts'
import { statusReason } from './waiting.ts'

/** A refresh as it is asked for. Neither template nor policy: what the group has saved. */
export interface RefreshRequest extends SourceRequest {
  readonly preferences?: PreferencesRequest
}

/** What the history asks of its group. */
export interface Refreshable {
  readonly name: string
  readonly configuration: Configuration
  /** The refresh moved by itself: the group may have to answer. */
  scheduleTick(): void
}

/** `began` in ms since epoch. */
export interface PastRefresh {
  readonly began: number
  readonly status: 'Successful' | 'Failed' | 'Cancelled' | 'RollbackSuccessful' | 'RollbackFailed'
}

const PAST_LASTED = 900_000

/** From Pending to InProgress, in ms; AWS says "quickly". */
const PENDING = 5_000
/** What is wrong with the saved template as what a rollback launches. */
type Obstacle = { readonly alias: string } | { readonly parameter: true } | undefined

/** Starts, finds, cancels and rolls back a group's refreshes. Throws AWS's refusals. */
export class RefreshHistory {
  readonly #cloud: Cloud
  readonly #group: Refreshable
  readonly #view: GroupView
  readonly #refreshes: Refresh[] = []

  constructor(cloud: Cloud, group: Refreshable, view: GroupView) {
    this.#cloud = cloud
    this.#group = group
    this.#view = view
  }

  /** The refresh in progress, if any. */
  get active(): Refresh | undefined {
    const [newest] = this.#refreshes
    return newest?.isActive ? newest : undefined
  }

  /** Newest first. */
  get all(): readonly Refresh[] {
    return this.#refreshes.filter(({ createdAt }) => this.#cloud.agenda.now - createdAt < SIX_WEEKS)
  }

  /** Those that a description shows: a refresh that was just started may come later. */
  get listed(): readonly Refresh[] {
    const { agenda, rules } = this.#cloud
    return this.all.filter(({ createdAt }) => agenda.now - createdAt >= rules.listedAfter * 1000)
  }

  start(request: RefreshRequest): Refresh {
    const { configuration } = this.#group
    const chosen = preferences(request.preferences ?? {}, defaults(configuration))
    if (this.active && this.#cloud.rules.oneActiveRefresh) throw refuse.refreshInProgress()
    const desired = chooseSource(this.#cloud, request)
    this.#checkSource(desired, chosen)
    if (chosen.AutoRollback) this.#checkAutoRollback(desired)
    this.#checkAlarms(chosen)
    const refresh = new Refresh(this.#cloud.ids.uuid('refresh'), this.#view, chosen, desired)
    this.#refreshes.unshift(refresh)
    this.#cloud.agenda.after(PENDING, () => {
      refresh.begin()
      this.#group.scheduleTick()
    })
    return refresh
  }

  /** One of the past, for scenes: it began then, and has ended like this. */
  addPast(request: RefreshRequest, { began, status }: PastRefresh): void {
    const chosen = preferences(request.preferences ?? {}, defaults(this.#group.configuration))
    const then: GroupView = Object.create(this.#view, { now: { value: began } })
    const refresh = new Refresh(this.#cloud.ids.uuid('refresh'), then, chosen, chooseSource(this.#cloud, request))
    Object.assign(refresh, { status, startedAt: began, endedAt: began + PAST_LASTED })
    this.#refreshes.push(refresh)
    this.#refreshes.sort((a, b) => b.createdAt - a.createdAt)
  }

  cancel(wait: boolean): Refresh {
    const refresh = this.active
    const late = refresh?.status === 'RollbackInProgress' && this.#cloud.rules.cancelWhileRollingBack === 'refused'
    if (!refresh || late) throw refuse.nothingToCancel(this.#group.name)
    refresh.cancel(wait)
    return refresh
  }

  rollBack(): Refresh {
    const refresh = this.active
    const baking = refresh?.status === 'Baking' && this.#cloud.rules.rollbackWhileBaking === 'accepted'
    if (!refresh || (refresh.status !== 'InProgress' && !baking)) throw refuse.nothingToRollBack(this.#group.name)
    const { rollbackNeedsDesired, rollbackNeedsNumber } = this.#cloud.rules
    if (!refresh.desired && rollbackNeedsDesired) throw refuse.irreversible()
    if (this.#obstacle() && rollbackNeedsNumber) throw refuse.irreversible()
    refresh.rollBack(statusReason.rolledBackByUser)
    return refresh
  }

  /** What is in INSUFFICIENT_DATA is as bad as what is in ALARM. [documented: instance-refresh-rollback] */
  #checkAlarms({ AlarmSpecification }: Preferences): void {
    for (const name of AlarmSpecification?.Alarms ?? []) {
      const alarm = this.#cloud.alarms.get(name)
      if (!alarm) throw refuse.noAlarm(name)
      if (alarm.state !== 'OK' && this.#cloud.rules.alarmsOkAtStart) throw refuse.alarmNotOk(name, alarm.state)
    }
  }

  /** Some forms of group take neither a desired configuration nor skip matching. */
  #checkSource(desired: LaunchSource | undefined, { SkipMatching }: Preferences): void {
    const saved = this.#group.configuration
    const given = desired ? 'DesiredConfiguration' : SkipMatching ? 'SkipMatching' : undefined
    if (saved.launchConfiguration !== undefined && SkipMatching) throw refuse.launchConfiguration('SkipMatching')
    if (given === undefined) return
    const sources = [saved, ...(desired ? [desired] : [])]
    if (sources.some((source) => readsParameter(this.#cloud, source))) throw refuse.systemsManagerImage(given)
    if (sources.some(selectsByAttributes)) throw refuse.selectsByAttributes(given)
  }

  #checkAutoRollback(desired: LaunchSource | undefined): void {
    if (!desired) throw refuse.autoRollbackWithoutConfiguration()
    const obstacle = this.#obstacle()
    if (obstacle && 'alias' in obstacle) throw refuse.autoRollbackFromAlias(obstacle.alias)
  }

  #obstacle(): Obstacle {
    const saved = this.#group.configuration
    const alias = templatesOf(saved).find(({ version }) => isAlias(version))
    if (alias) return { alias: alias.version }
    return readsParameter(this.#cloud, saved) ? { parameter: true } : undefined
  }
}

const defaults = ({
  maintenancePolicy,
  defaultInstanceWarmup,
  healthCheckGracePeriod,
}: Configuration): GroupDefaults => ({
  ...maintenancePolicy,
  ...(defaultInstanceWarmup === undefined ? {} : { defaultInstanceWarmup }),
  healthCheckGracePeriod,
})
