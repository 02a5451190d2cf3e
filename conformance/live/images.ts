/** The images: copies of the newest Amazon Linux, so that they are the account's own and no builder has to run. */
import {
  CopyImageCommand,
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
} from '@aws-sdk/client-ec2'
import { GetParameterCommand } from '@aws-sdk/client-ssm'
import { type Live, minutes, until } from './live.ts'
import { type ImageKind, imageKinds, imageName, NAME, SOURCE_PARAMETER, TAG } from './names.ts'

/** The newest Amazon Linux of the region. */
export async function newestAmazonLinux({ clients }: Pick<Live, 'clients'>): Promise<string> {
  const { Parameter } = await clients.ssm.send(new GetParameterCommand({ Name: SOURCE_PARAMETER }))
  return Parameter?.Value ?? ''
}

/** Copies an image once for each kind, and waits until all can be launched; the ids. */
export async function makeImages(live: Live, source: string): Promise<Readonly<Record<ImageKind, string>>> {
  const { ec2 } = live.clients
  const copies: [ImageKind, string][] = []
  for (const kind of imageKinds) {
    const tags = [
      { Key: 'Name', Value: imageName(kind) },
      { Key: TAG, Value: kind },
    ]
    const { ImageId = '' } = await ec2.send(
      new CopyImageCommand({
        Name: imageName(kind),
        Description: `${NAME}: removed at the end of npm run live`,
        SourceImageId: source,
        SourceRegion: live.region,
        TagSpecifications: [
          { ResourceType: 'image', Tags: tags },
          { ResourceType: 'snapshot', Tags: tags },
        ],
      }),
    )
    copies.push([kind, ImageId])
  }
  const ids = copies.map(([, id]) => id)
  await until(live, { what: 'the copies of the image', everyMs: 15_000, atMostMs: minutes(30) }, async () => {
    const { Images = [] } = await ec2.send(new DescribeImagesCommand({ ImageIds: ids }))
    const broken = Images.find(({ State }) => State !== 'pending' && State !== 'available')
    if (broken) throw new Error(`the copy ${broken.ImageId} is ${broken.State}: ${broken.StateReason?.Message}`)
    return Images.length === ids.length && Images.every(({ State }) => State === 'available') ? true : undefined
  })
  const byKind = new Map(copies)
  const idOf = (kind: ImageKind) => byKind.get(kind) ?? ''
  return { base: idOf('base'), good: idOf('good'), dies: idOf('dies'), silent: idOf('silent') }
}

const tagged = { Filters: [{ Name: 'tag-key', Values: [TAG] }] }

/** Images of ours, whatever their state. */
export async function ownImages({ ec2 }: Pick<Live['clients'], 'ec2'>): Promise<readonly string[]> {
  const { Images = [] } = await ec2.send(
    new DescribeImagesCommand({ Owners: ['self'], IncludeDisabled: true, ...tagged }),
  )
  return Images.flatMap(({ ImageId }) => ImageId ?? [])
}

/** Snapshots of ours. */
export async function ownSnapshots({ ec2 }: Pick<Live['clients'], 'ec2'>): Promise<readonly string[]> {
  const { Snapshots = [] } = await ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'], ...tagged }))
  return Snapshots.flatMap(({ SnapshotId }) => SnapshotId ?? [])
}

/** Takes one image away, its snapshot with it. */
export const removeImage = ({ ec2 }: Live['clients'], id: string) =>
  ec2.send(new DeregisterImageCommand({ ImageId: id, DeleteAssociatedSnapshots: true }))

/** Takes one snapshot away. */
export const removeSnapshot = ({ ec2 }: Live['clients'], id: string) =>
  ec2.send(new DeleteSnapshotCommand({ SnapshotId: id }))
