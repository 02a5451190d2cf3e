/** What everything of `npm run live` is called: it is found by these names, refused by them, and removed by them. */

/** The stack, the group, the launch template, the load balancer. */
export const NAME = 'ami-rollout-live'

/** The tag of images, snapshots, instances and the stack. */
export const TAG = 'ami-rollout-live'

/** The parameter. */
export const PARAMETER = `/${NAME}/image`

/** Target groups. */
export const TARGET_GROUPS = [`${NAME}-web`, `${NAME}-ready`] as const

/** The images, all copies of the newest Amazon Linux; the template's user data tells them apart by their ids. */
export const imageKinds = ['base', 'good', 'dies', 'silent'] as const
export type ImageKind = (typeof imageKinds)[number]

/** What each does, for people. */
export const imageSays: Readonly<Record<ImageKind, string>> = {
  base: 'good: what the group begins with',
  good: 'good: what is rolled out',
  dies: 'bad: its instances shut themselves down two minutes after they have booted',
  silent: 'bad: its web server never answers',
}

/** The public parameter that names the newest Amazon Linux 2023 for Graviton. */
export const SOURCE_PARAMETER = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64'

/** The name of an image of ours. */
export const imageName = (kind: ImageKind): string => `${NAME}-${kind}`
