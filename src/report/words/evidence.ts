/** Words for the evidence of a failure. */
import { instanceLines } from '../../rollout/instance-words.ts'
import { count } from '../../rollout/measure.ts'
import type { Evidence } from '../../rollout/model/evidence.ts'

/** Failed launches, causes of scaling activities, and what is known of instances. */
export const evidenceWords = ({ launches, causes, instances }: Evidence): readonly string[] => [
  ...launches.map(({ text, count: times }) => `${times === 1 ? '1 launch' : `${times} launches`} failed: “${text}”`),
  ...causes.map(({ text, count: times }) => `${count(times, 'instance')}: “${text}”`),
  ...instanceLines(instances),
]
