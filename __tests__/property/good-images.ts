/**
 * How rollouts of good images end that nobody interferes with. A rollout that refuses every group, or takes every image
 * back, would break no other promise.
 */
import type { Job } from '../scenario.ts'
import type { Counts } from './tally.ts'
import type { Trial } from './trial.ts'

/** So many must get through: what a plan refuses, or a watch takes for bad, is the exception. */
export const LEAST_SUCCEEDED = 0.5

const GOOD = 'a good image: '

/** How the last job of a good image's rollout ended, to be counted: an outcome, with its failure code. */
export function goodImageEnd({ image }: Trial, { outputs }: Job): readonly string[] {
  const { outcome = '', 'failure-code': code = '' } = outputs
  return image.nature.type === 'good' ? [`${GOOD}${outcome}${code && ` (${code})`}`] : []
}

/** What was counted: each end with its number, the most first; how many there were; and the share that succeeded. */
export interface GoodImages {
  readonly ends: readonly (readonly [end: string, rollouts: number])[]
  readonly rollouts: number
  readonly succeeded: number
}

export function goodImagesIn(counts: Counts): GoodImages {
  const ends = Object.entries(counts)
    .flatMap(([name, count]) => (name.startsWith(GOOD) ? [[name.slice(GOOD.length), count] as const] : []))
    .sort(([, a], [, b]) => b - a)
  const rollouts = ends.reduce((sum, [, count]) => sum + count, 0)
  const succeeded = ends.reduce((sum, [end, count]) => (end === 'succeeded' ? sum + count : sum), 0)
  return { ends, rollouts, succeeded: rollouts === 0 ? 0 : succeeded / rollouts }
}

/** A table in Markdown. */
export const tableOfGoodImages = ({ ends }: GoodImages): string =>
  `| a good image | rollouts |\n|---|--:|\n${ends.map(([end, count]) => `| ${end} | ${count} |`).join('\n')}`
