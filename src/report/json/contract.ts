/**
 * The report file as others may rely on it: docs/report-file.schema.json says the same to machines, and a test holds real
 * reports against that. Names here are a contract of their own: a name inside the action changes without them.
 */
import type { EventJson, OperationJson } from './contract/course.ts'
import type { OutcomeJson } from './contract/outcome.ts'
import type { PlanJson, PreviewJson } from './contract/plan.ts'
import type { DriftJson, SettingsJson, SurveyJson } from './contract/survey.ts'
import type { IsoTime, VersionJson } from './contract/values.ts'

export interface Report {
  readonly schema: 1
  readonly began: IsoTime
  readonly now: IsoTime
  /** Null while the run is under way, and of a run that was killed. */
  readonly outcome: OutcomeJson | null
  readonly exit: 0 | 1 | null
  /** As in the output `failure-code`; empty where the exit is 0. */
  readonly failureCode: string | null
  readonly reason: string
  readonly settings: SettingsJson | null
  readonly survey: SurveyJson | null
  readonly plan: PlanJson | null
  /** Only of `mode: plan`. */
  readonly preview: PreviewJson | null
  /** Only of `mode: check`. */
  readonly drift: DriftJson | null
  readonly to: readonly VersionJson[]
  readonly operations: readonly OperationJson[]
  readonly events: readonly EventJson[]
}
