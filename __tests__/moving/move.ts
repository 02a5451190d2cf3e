/** A workflow of others, moved here: the world that it runs in, and what it comes to in each weather. */
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import type { JobStatus } from '../../simulator/github/expression.ts'
import type { PolicyBlock } from '../../simulator/policy.ts'
import type { Programs } from './programs.ts'

/** What is rolled is good, or it is bad, or it is good and somebody cancels the run in the middle. */
export const weathers = ['good', 'bad', 'cancelled'] as const
export type Weather = (typeof weathers)[number]

type Texts = Readonly<Record<string, string>>

export interface Move {
  /** Under examples/moving. */
  readonly file: string
  readonly inputs?: (weather: Weather) => Texts
  readonly vars?: Texts
  /** What the repository holds, by path; all of it can be run. */
  readonly files?: Texts
  /** Outputs of CloudFormation's stacks, by the stack's name. */
  readonly stacks?: Texts
  /** The optional blocks of the documented policy that the rollout's role has. */
  readonly blocks?: readonly PolicyBlock[]
  build(agenda: Agenda, weather: Weather): Account
  /** Beside AWS's CLI and curl. `notes` takes what is worth an assertion. */
  programs?(world: { readonly account: Account; readonly weather: Weather; readonly notes: string[] }): Programs
  /** Which of the fleet's instances serve what is broken; none unless said. */
  readonly isBroken?: (data: { readonly imageId: string; readonly userData: string }) => boolean
  readonly ends: Readonly<Record<Weather, MoveEnd>>
  /** Another run of the same workflow after the good one, and what that comes to. */
  readonly afterwards?: { readonly inputs: Texts; readonly end: MoveEnd }
}

/** How a fleet stands: of its saved template and of each instance in service the version, and the image that is launched next. */
export interface FleetEnd {
  readonly saved: string
  readonly next: string
  /** Oldest first. */
  readonly refreshes: readonly string[]
  /** What follows is asserted where it is said. */
  readonly runs?: readonly number[]
  /** The versions that they run, each once. */
  readonly distinct?: readonly number[]
  /** How many of the instances in service came since the start, and how many are healthy in all eyes. */
  readonly fresh?: number
  readonly healthy?: number
  /** While a refresh of the group was active: how few were in service and healthy in all eyes, and how many were in service. */
  readonly fewest?: number
  readonly most?: number
  /** The processes that are suspended. */
  readonly suspended?: readonly string[]
}

/** What came of a run. `rollouts`: the outcome of each step of ours that ran, with its failure code. */
export interface MoveEnd {
  readonly jobs: Readonly<Record<string, JobStatus | 'skipped'>>
  readonly rollouts: readonly string[]
  /** What stands in the first line of each one's summary. */
  readonly summaries: readonly string[]
  readonly fleets: Readonly<Record<string, FleetEnd>>
  /** The versions of each template that exist. */
  readonly versions?: Readonly<Record<string, readonly number[]>>
  readonly parameters?: Texts
  readonly notes?: readonly string[]
}
