/** Converts EC2's block device mappings of images and launch templates. */
import type { Disk } from '../../rollout/model/image.ts'

interface Mapping {
  readonly DeviceName?: string | undefined
  readonly Ebs?: { readonly SnapshotId?: string | undefined; readonly VolumeSize?: number | undefined } | undefined
}

/** The EBS disks among the mappings. */
export const disksFrom = (mappings: readonly Mapping[] = []): readonly Disk[] =>
  mappings.flatMap(({ DeviceName: device = '', Ebs }) => {
    const { SnapshotId: snapshot, VolumeSize: size } = Ebs ?? {}
    return Ebs ? [{ device, ...(snapshot !== undefined && { snapshot }), ...(size !== undefined && { size }) }] : []
  })
