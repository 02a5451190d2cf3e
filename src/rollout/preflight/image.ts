/** Whether the new images can be launched. */
import type { Image, Survey } from '../facts.ts'
import type { Rule } from './rule.ts'

const exists: Rule = (survey) =>
  survey.problems.some(({ operation }) => operation === 'DescribeImages')
    ? []
    : absent(survey).map((id) => ({
        level: 'error',
        rule: 'image-missing',
        says: `The image ${id} does not exist in this region, or is not shared with this account.`,
        remedy: 'Check the id and `aws-region`; copy the image to this region or share it with this account.',
      }))

/** Images that were asked for, or that a rollback leads to, and that are not there. */
const absent = ({ images, templates }: Survey): readonly string[] => [
  ...images.flatMap(({ id, image }) => (image || id === undefined ? [] : [id])),
  ...templates.flatMap(({ goal, wanted }) =>
    wanted ? [] : goal?.is === 'version' ? [goal.version.image] : goal?.is === 'image' ? [goal.image] : [],
  ),
]

/** EC2: pending, available, invalid, deregistered, transient, failed, error, disabled. Only `available` launches. */
const available: Rule = (survey) =>
  found(survey)
    .filter(({ state }) => state !== 'available')
    .map(({ id, state }) => ({
      level: 'error',
      rule: 'image-not-available',
      says: `The image ${id} is ${state}, so it cannot be launched.`,
      remedy:
        state === 'pending' ? 'Wait until the image is available, then run again.' : 'Build or choose another image.',
    }))

/** Every image that a template shall launch, once. */
function found({ images, templates }: Survey): readonly Image[] {
  const all = [...images.map(({ image }) => image), ...templates.map(({ wanted }) => wanted)]
  return [...new Map(all.flatMap((each) => (each ? [[each.id, each] as const] : []))).values()]
}

/** Each image is there for a launch template; one that none needs was asked for by mistake. */
const needed: Rule = ({ images, templates }, { to }) => {
  if (to !== undefined || templates.some(({ wanted }) => !wanted)) return []
  const idle = images.flatMap(({ image }) =>
    image && !templates.some(({ wanted }) => wanted?.id === image.id) ? [image] : [],
  )
  return templates.length === 0
    ? []
    : idle.map(({ id, architecture }) => ({
        level: 'error',
        rule: 'image-not-needed',
        says: `No launch template of the group needs the image ${id} (${architecture}).`,
        remedy: 'Leave it out of `image`: one image for each architecture of the group.',
      }))
}

export const image: readonly Rule[] = [exists, available, needed]
