/** Types for the sections of a summary. */
import type { Timeline } from '../../rollout/timeline.ts'
import type { Markdown } from '../markdown.ts'
import type { Readership } from '../pages.ts'

/** The run's address. `server`: GitHub's address; `region` is empty or missing while it is unknown. */
export interface RunPlace extends Readership {
  readonly server: string
  readonly repository: string
  readonly runId: string
  readonly actor: string
}

export interface Story {
  readonly timeline: Timeline
  readonly run: RunPlace
}

/** A section of a summary; `undefined` where it is empty. */
export type Section = (story: Story) => Markdown | undefined
