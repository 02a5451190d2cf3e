/** Words for the evidence of a failure. */
import { count, list } from '../../rollout/measure.ts'
import type { Evidence } from '../../rollout/model/evidence.ts'

/** Failed launches, causes of scaling activities, and the states of instances. */
export const evidenceWords = ({ launches, causes, ec2Instances }: Evidence): readonly string[] => [
  ...launches.map(({ text, count: times }) => `${times === 1 ? '1 launch' : `${times} launches`} failed: “${text}”`),
  ...causes.map(({ text, count: times }) => `${count(times, 'instance')}: “${text}”`),
  ...[...Map.groupBy(ec2Instances, ({ state, reason }) => `${state}: “${reason}”`)].map(
    ([why, these]) => `${list(these.map(({ instance }) => instance))} ${why}`,
  ),
]
