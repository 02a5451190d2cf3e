/** Whether the new image can be launched. */
import type { Rule } from './rule.ts'

const exists: Rule = ({ image, goal, problems }, policy) => {
  const wanted = goal?.is === 'version' ? goal.version.image : goal?.is === 'image' ? goal.image : policy.image
  return wanted === '' || image || problems.some(({ operation }) => operation === 'DescribeImages')
    ? []
    : [
        {
          level: 'error',
          rule: 'image-missing',
          says: `The image ${wanted} does not exist in this region, or is not shared with this account.`,
          remedy: 'Check the id and `aws-region`; copy the image to this region or share it with this account.',
        },
      ]
}

/** EC2: pending, available, invalid, deregistered, transient, failed, error, disabled. Only `available` launches. */
const available: Rule = ({ image }) =>
  image && image.state !== 'available'
    ? [
        {
          level: 'error',
          rule: 'image-not-available',
          says: `The image ${image.id} is ${image.state}, so it cannot be launched.`,
          remedy:
            image.state === 'pending'
              ? 'Wait until the image is available, then run again.'
              : 'Build or choose another image.',
        },
      ]
    : []

export const image: readonly Rule[] = [exists, available]
