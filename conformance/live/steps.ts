/** Every step, in the order in which they are played. */
import { plays } from './plays.ts'
import { questionSteps } from './questions/index.ts'
import type { LiveStep } from './step.ts'

export const liveSteps: readonly LiveStep[] = [...plays, ...questionSteps]
