/** What was found around a failure, in words. */
import { count, list } from '../../rollout/measure.ts'
import type { Evidence } from '../../rollout/model/evidence.ts'

/** Launches that failed, and instances with the reason of their state. */
export const evidenceWords = ({ launches, causes, ec2Instances }: Evidence): readonly string[] => [
  ...launches.map(({ text, count: times }) => `${times === 1 ? '1 launch' : `${times} launches`} failed: “${text}”`),
  ...causes.map(({ text, count: times }) => `${count(times, 'instance')}: “${text}”`),
  ...[...Map.groupBy(ec2Instances, ({ state, reason }) => `${state}: “${reason}”`)].map(
    ([why, these]) => `${list(these.map(({ instance }) => instance))} ${why}`,
  ),
]
