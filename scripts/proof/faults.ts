/** Faults that a rollout could have, each of which the truth test must notice. */
import { others, report, rollback, template } from './faults/actions.ts'
import type { Fault } from './faults/fault.ts'
import { health, verdict } from './faults/polls.ts'

/** All of them, in the order of the table. */
export const faults: readonly Fault[] = [...health, ...verdict, ...rollback, ...others, ...template, ...report]
