/**
 * AWS's partitions, each a world of its own: regions, account, host names. One list for everything that depends on them.
 * Patterns of regions as in the SDK's own list (`partitions.js` of @aws-sdk/core).
 */

/** One partition. */
export interface Partition {
  /** As ARNs begin: `arn:<id>:…`. */
  readonly id: string
  readonly regions: RegExp
  /** The host of the console in a region; not there where it is not public. */
  console?(region: string): string
  /** Who identity tokens are for unless somebody says otherwise. */
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

/** The partition of a region; `undefined` for a region of none that is known. */
export const partitionOf = (region: string): Partition | undefined =>
  partitions.find(({ regions }) => regions.test(region))

/** Whether ARNs begin with `arn:` and this. */
export const isPartition = (id: string): boolean => partitions.some((partition) => partition.id === id)
