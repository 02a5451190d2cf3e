/** Block devices, as EC2 has them in images and in launch templates. */
import type { Disk } from '../../rollout/model/image.ts'

interface Mapping {
  readonly DeviceName?: string | undefined
  readonly Ebs?: { readonly SnapshotId?: string | undefined; readonly VolumeSize?: number | undefined } | undefined
}

/** The disks among them. */
export const disksFrom = (mappings: readonly Mapping[] = []): readonly Disk[] =>
  mappings.flatMap(({ DeviceName: device = '', Ebs }) => {
    const { SnapshotId: snapshot, VolumeSize: size } = Ebs ?? {}
    return Ebs ? [{ device, ...(snapshot !== undefined && { snapshot }), ...(size !== undefined && { size }) }] : []
  })
