/** The scene behind HTTP, asked by AWS's own clients. */
import { AutoScaling } from '@aws-sdk/client-auto-scaling'
import { CloudFormation } from '@aws-sdk/client-cloudformation'
import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { EC2 } from '@aws-sdk/client-ec2'
import { ElasticLoadBalancing } from '@aws-sdk/client-elastic-load-balancing'
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2'
import { SSM } from '@aws-sdk/client-ssm'
import { STS } from '@aws-sdk/client-sts'
import { onTestFinished } from 'vitest'
import { simulateAws } from '../../aws/simulate.ts'
import { standingKey } from '../../aws/world/credentials.ts'
import { virtualClock } from '../../clock.ts'
import { scene } from './scene.ts'

/** Serves the scene until the test is over. */
export async function served(...different: Parameters<typeof scene>) {
  const world = scene(...different)
  const { url, close } = await simulateAws({ account: world.account, clock: virtualClock(world.agenda) })
  const client = { region: 'eu-west-1', endpoint: url, credentials: standingKey, maxAttempts: 1, systemClockOffset: 0 }
  const clients = {
    autoScaling: new AutoScaling(client),
    cloudFormation: new CloudFormation(client),
    cloudWatch: new CloudWatch(client),
    ec2: new EC2(client),
    classicElb: new ElasticLoadBalancing(client),
    elb: new ElasticLoadBalancingV2(client),
    ssm: new SSM(client),
    sts: new STS(client),
  }
  onTestFinished(async () => {
    for (const each of Object.values(clients)) each.destroy()
    await close()
  })
  return { ...world, ...clients }
}

/** Everything of a paged operation, page by page: the sizes of the pages and all records. */
export async function allPages<T>(
  page: (token: string | undefined) => Promise<readonly [readonly T[], string | undefined]>,
) {
  const sizes: number[] = []
  const all: T[] = []
  let token: string | undefined
  do {
    const [records, next] = await page(token)
    sizes.push(records.length)
    all.push(...records)
    token = next
  } while (token !== undefined)
  return { sizes, all }
}
