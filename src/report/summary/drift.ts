/** The drifted instances of `mode: check`. */

import { count, duration } from '../../rollout/measure.ts'
import { blocks, code, md, table } from '../markdown.ts'
import type { Section } from './story.ts'

/** Instances that are listed at most: GitHub shows no summary over 1 MiB. */
const MOST_LISTED = 1_000

/** A table of the drifted instances with EC2's data. */
export const drift: Section = ({ timeline }) => {
  const found = timeline.drift
  if (!found || found.drifted.length === 0) return undefined
  const { drifted, saved } = found
  const left = drifted.length - MOST_LISTED
  return blocks([
    md`### ${count(drifted.length, 'instance')} not on ${saved.length > 1 ? 'the versions' : md`version ${saved[0]?.version ?? ''} with ${code(saved[0]?.image ?? '')}`}${saved.length > 1 ? ' that the group has saved' : ''}`,
    table(
      ['instance', 'lifecycle', 'template version', 'image (EC2)', 'launched'],
      drifted
        .slice(0, MOST_LISTED)
        .map(({ instance, lifecycle, template, image, age, leftOut }) => [
          code(instance),
          leftOut === 'protected' ? `${lifecycle}, protected` : lifecycle,
          template
            ? `${template.version}${template.id === saved[0]?.id && saved.length === 1 ? '' : ` of ${template.id}`}`
            : 'none',
          image === undefined ? 'not listed' : code(image),
          age === undefined ? '–' : `${duration(age)} ago`,
        ]),
    ),
    ...(left > 0 ? [md`Cut here: ${left} more, not listed.`] : []),
  ])
}
