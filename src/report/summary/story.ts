/** What the sections of a summary are made from. */
import type { Timeline } from '../../rollout/timeline.ts'
import type { Markdown } from '../markdown.ts'

/** Where the run can be found. `server`: GitHub's address; `region` is empty or missing while it is not known. */
export interface RunPlace {
  readonly server: string
  readonly repository: string
  readonly runId: string
  readonly region?: string
}

export interface Story {
  readonly timeline: Timeline
  readonly run: RunPlace
}

/** One part of a summary, or nothing where it has nothing to say. */
export type Section = (story: Story) => Markdown | undefined
