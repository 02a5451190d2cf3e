/**
 * AWS's partitions, which have separate regions, accounts and host names. Everything that depends on the partition reads
 * this list. Its region patterns are those of the SDK (`partitions.js` of @aws-sdk/core).
 */

/** One partition. */
export interface Partition {
  /** The second part of an ARN: `arn:<id>:…`. */
  readonly id: string
  readonly regions: RegExp
  /** The host of the AWS console in a region; missing where it is not public. */
  console?(region: string): string
  /** The default audience of identity tokens for STS. */
  readonly stsAudience: string
}

const STS = 'sts.amazonaws.com'

const partitions: readonly Partition[] = [
  {
    id: 'aws',
    regions: /^(?:us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/,
    console: (region) => `${region}.console.aws.amazon.com`,
    stsAudience: STS,
  },
  {
    id: 'aws-cn',
    regions: /^cn-\w+-\d+$/,
    console: (region) => `${region}.console.amazonaws.cn`,
    stsAudience: 'sts.amazonaws.com.cn',
  },
  {
    id: 'aws-us-gov',
    regions: /^us-gov-\w+-\d+$/,
    console: () => 'console.amazonaws-us-gov.com',
    stsAudience: STS,
  },
  {
    // The European Sovereign Cloud.
    id: 'aws-eusc',
    regions: /^eusc-\w+-\w+-\d+$/,
    console: () => 'console.amazonaws-eusc.eu',
    stsAudience: STS,
  },
  { id: 'aws-iso', regions: /^us-iso-\w+-\d+$/, stsAudience: STS },
  { id: 'aws-iso-b', regions: /^us-isob-\w+-\d+$/, stsAudience: STS },
  { id: 'aws-iso-e', regions: /^eu-isoe-\w+-\d+$/, stsAudience: STS },
  { id: 'aws-iso-f', regions: /^us-isof-\w+-\d+$/, stsAudience: STS },
]

/** The partition of a region; `undefined` where it matches none in the list. */
export const partitionOf = (region: string): Partition | undefined =>
  partitions.find(({ regions }) => regions.test(region))

/** Whether ARNs begin with `arn:` and this. */
export const isPartition = (id: string): boolean => partitions.some((partition) => partition.id === id)
