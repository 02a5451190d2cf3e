/** A group's refreshes: one at work at most, the newest first, six weeks of them. */
import { SIX_WEEKS } from './activity.ts'
import { type Cloud, usesParameter } from './cloud.ts'
import { type Configuration, chooseTemplate, isAlias } from './configuration.ts'
import { type GroupDefaults, type Preferences, type PreferencesRequest, preferences } from './preferences.ts'
import { Refresh } from './refresh.ts'
import { refuse } from './refusal.ts'
import type { TemplateChoice, TemplateName } from './templates.ts'
import { statusReason } from './waiting.ts'
import type { Ward } from './ward.ts'

/** A refresh as it is asked for. No template: the group's saved one. */
export interface RefreshRequest {
  readonly template?: TemplateName & { readonly version?: string | undefined }
  readonly preferences?: PreferencesRequest
}

/** What the history asks of its group. */
export interface Refreshable {
  readonly name: string
  readonly configuration: Configuration
  /** The refresh moved by itself: the group may have to answer. */
  stir(): void
}

/** From Pending to InProgress, in ms; AWS says "quickly". */
const PENDING = 5_000
/** What is wrong with the saved template as a way back. */
type Obstacle = { readonly alias: string } | { readonly parameter: true } | undefined

/** Starts, finds, cancels and rolls back a group's refreshes. Throws AWS's refusals. */
export class RefreshHistory {
  readonly #cloud: Cloud
  readonly #group: Refreshable
  readonly #ward: Ward
  readonly #refreshes: Refresh[] = []

  constructor(cloud: Cloud, group: Refreshable, ward: Ward) {
    this.#cloud = cloud
    this.#group = group
    this.#ward = ward
  }

  /** The refresh at work, if any. */
  get active(): Refresh | undefined {
    const [newest] = this.#refreshes
    return newest?.isActive ? newest : undefined
  }

  /** Newest first. */
  get all(): readonly Refresh[] {
    return this.#refreshes.filter(({ createdAt }) => this.#cloud.agenda.now - createdAt < SIX_WEEKS)
  }

  start(request: RefreshRequest): Refresh {
    const { configuration } = this.#group
    const chosen = preferences(request.preferences ?? {}, defaults(configuration))
    if (this.active) throw refuse.refreshInProgress()
    this.#checkParameter(request, chosen)
    if (chosen.AutoRollback) this.#checkAutoRollback(request)
    this.#checkAlarms(chosen)
    const template = request.template && chooseTemplate(this.#cloud, request.template)
    const refresh = new Refresh(this.#cloud.ids.uuid('refresh'), this.#ward, chosen, template)
    this.#refreshes.unshift(refresh)
    this.#cloud.agenda.after(PENDING, () => {
      refresh.begin()
      this.#group.stir()
    })
    return refresh
  }

  cancel(wait: boolean): Refresh {
    const refresh = this.active
    if (!refresh) throw refuse.nothingToCancel(this.#group.name)
    refresh.cancel(wait)
    return refresh
  }

  rollBack(): Refresh {
    const refresh = this.active
    const baking = refresh?.status === 'Baking' && this.#cloud.rules.rollbackWhileBaking === 'accepted'
    if (!refresh || (refresh.status !== 'InProgress' && !baking)) throw refuse.nothingToRollBack(this.#group.name)
    if (!refresh.desiredTemplate || this.#obstacle()) throw refuse.irreversible()
    refresh.rollBack(statusReason.rolledBackByUser)
    return refresh
  }

  /** What is in INSUFFICIENT_DATA is as bad as what is in ALARM. [documented: instance-refresh-rollback] */
  #checkAlarms({ AlarmSpecification }: Preferences): void {
    for (const name of AlarmSpecification?.Alarms ?? []) {
      const alarm = this.#cloud.alarms.get(name)
      if (!alarm) throw refuse.noAlarm(name)
      if (alarm.state !== 'OK') throw refuse.alarmNotOk(name, alarm.state)
    }
  }

  #checkParameter(request: RefreshRequest, { SkipMatching }: Preferences): void {
    if (!this.#savedUsesParameter()) return
    if (request.template) throw refuse.systemsManagerImage('DesiredConfiguration')
    if (SkipMatching) throw refuse.systemsManagerImage('SkipMatching')
  }

  #checkAutoRollback(request: RefreshRequest): void {
    if (!request.template) throw refuse.autoRollbackWithoutConfiguration()
    const obstacle = this.#obstacle()
    if (obstacle && 'alias' in obstacle) throw refuse.autoRollbackFromAlias(obstacle.alias)
  }

  #obstacle(): Obstacle {
    const { template } = this.#group.configuration
    if (isAlias(template.version)) return { alias: template.version }
    return this.#savedUsesParameter() ? { parameter: true } : undefined
  }

  #savedUsesParameter(): boolean {
    const saved: TemplateChoice = this.#group.configuration.template
    const version = this.#cloud.templates.lookUp({ id: saved.id })?.find(saved.version)
    return usesParameter(version?.data.ImageId)
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
