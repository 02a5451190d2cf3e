/** A scene: a simulated world, and the action's inputs in it. */
import type { Fault } from '../aws/gate/faults.ts'
import type { Account } from '../aws/world/account.ts'
import type { Agenda } from '../aws/world/agenda.ts'
import type { PolicyBlock } from '../policy.ts'

/** The same scene serves the demo, the tests and `npm run simulator`. */
export interface Scene {
  readonly name: string
  /** One sentence for the list of scenes: what is the matter here, and how it ends. */
  readonly says: string
  /** The action's inputs in this scene. */
  readonly inputs: Readonly<Record<string, string>>
  /** Virtual seconds in a real one, for the demo: the whole scene in less than a minute. */
  readonly speed: number
  /** Builds the world as it is when the job starts; what people do meanwhile goes on the agenda. */
  build(agenda: Agenda): Account
  /** How long the world went on before the job starts, in milliseconds: it is built that long ago. */
  readonly past?: number
  /** Somebody cancels the job, so many virtual seconds after its start. */
  readonly cancelAfter?: number
  /** The optional blocks of the documented policy that its inputs need. */
  readonly policy?: readonly PolicyBlock[]
  /** What goes wrong between the action and AWS. */
  readonly faults?: readonly Fault[]
}
