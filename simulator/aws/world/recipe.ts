/** What may name an image, by EC2's names of the types; and the recipes of EC2 Image Builder. */

/** The types that DescribeImageReferences reads. */
export const referenceTypes = [
  'ec2:Instance',
  'ec2:LaunchTemplate',
  'ssm:Parameter',
  'imagebuilder:ImageRecipe',
  'imagebuilder:ContainerRecipe',
] as const
export type ReferenceType = (typeof referenceTypes)[number]

/** A recipe of EC2 Image Builder. */
export interface Recipe {
  readonly type: Extract<ReferenceType, `imagebuilder:${string}`>
  readonly name: string
  readonly imageId: string
}
