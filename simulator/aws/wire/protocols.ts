/** All protocols that the simulator has. */
import type { Protocol } from './protocol.ts'
import { awsJson, restJson } from './protocol-json.ts'
import { awsQuery, ec2Query } from './protocol-query.ts'
import type { ServiceModel } from './service.ts'

const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  'aws.protocols#awsQuery': awsQuery,
  'aws.protocols#ec2Query': ec2Query,
  'aws.protocols#awsJson1_0': awsJson('1.0'),
  'aws.protocols#awsJson1_1': awsJson('1.1'),
  'aws.protocols#restJson1': restJson,
}

/** The protocol that the SDK's client of this service uses. Throws for one that the simulator does not. */
export function protocolOf(model: ServiceModel): Protocol {
  const protocol = PROTOCOLS[model.protocol]
  if (!protocol) throw new Error(`${model.id} speaks ${model.protocol}, which the simulator does not`)
  return protocol
}
