/** The AWS SDK's clients, each of whose calls is recorded; a call is not sent any more once the program is to stop. */
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling'
import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { EC2Client } from '@aws-sdk/client-ec2'
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2'
import { SSMClient } from '@aws-sdk/client-ssm'
import { STSClient } from '@aws-sdk/client-sts'
import type { InitializeMiddleware, MetadataBearer } from '@smithy/types'
import type { Recording } from './recording.ts'

export interface Clients {
  readonly autoScaling: AutoScalingClient
  readonly cloudFormation: CloudFormationClient
  readonly ec2: EC2Client
  readonly elb: ElasticLoadBalancingV2Client
  readonly ssm: SSMClient
  readonly sts: STSClient
}

/** Where the clients call. Credentials are those of the SDK's default chain unless given. */
export interface Place {
  readonly region: string
  readonly endpoint?: string
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** The program was told to stop. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
}

/** Milliseconds that one answer may take; the SDK tries again as it does. */
const REQUEST_MS = 120_000

/** Clients for a place. */
export function clientsAt(place: Place, hearing: Hearing): Clients {
  const settings = {
    ...place,
    maxAttempts: 5,
    requestHandler: { requestTimeout: REQUEST_MS, throwOnRequestTimeout: true },
  }
  const clients = {
    autoScaling: new AutoScalingClient(settings),
    cloudFormation: new CloudFormationClient(settings),
    ec2: new EC2Client(settings),
    elb: new ElasticLoadBalancingV2Client(settings),
    ssm: new SSMClient(settings),
    sts: new STSClient(settings),
  }
  const options = { step: 'initialize', name: 'record' } as const
  clients.autoScaling.middlewareStack.add(recorded(hearing), options)
  clients.cloudFormation.middlewareStack.add(recorded(hearing), options)
  clients.ec2.middlewareStack.add(recorded(hearing), options)
  clients.elb.middlewareStack.add(recorded(hearing), options)
  clients.ssm.middlewareStack.add(recorded(hearing), options)
  clients.sts.middlewareStack.add(recorded(hearing), options)
  return clients
}

/** `stop`: no call after it; a teardown gives none. `recording`: hears every call and its answer. */
interface Hearing {
  readonly stop?: AbortSignal
  readonly recording?: Recording
  now(): number
}

const recorded =
  <I extends object, O extends MetadataBearer>({ stop, recording, now }: Hearing): InitializeMiddleware<I, O> =>
  (next, { commandName = '' }) =>
  async (call) => {
    if (stop?.aborted) throw new Stopped('told to stop')
    const began = { at: now(), operation: String(commandName).replace(/Command$/, ''), input: plain(call.input) }
    try {
      const result = await next(call)
      const { $metadata: _left, ...answer } = result.output
      recording?.add({ ...began, until: now(), answer: plain(answer) })
      return result
    } catch (error) {
      recording?.add({ ...began, until: now(), error: errorOf(error) })
      throw error
    }
  }

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** AWS's own code and words. */
export function errorOf(error: unknown): { readonly code: string; readonly message: string; readonly status?: number } {
  if (!(error instanceof Error)) return { code: 'unknown', message: String(error) }
  const metadata: unknown = Reflect.get(error, '$metadata')
  const status: unknown =
    typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'httpStatusCode') : 0
  return { code: error.name, message: error.message, ...(typeof status === 'number' && status > 0 && { status }) }
}

/** Closes every connection. */
export function closeAll(clients: Clients): void {
  for (const client of Object.values(clients)) client.destroy()
}
