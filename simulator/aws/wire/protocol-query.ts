/** The protocol `awsQuery` (Auto Scaling, ELB, STS) and EC2's variant: requests are forms, answers are XML. */
import type { Protocol, Reply } from './protocol.ts'
import { type Dialect, readQuery } from './query.ts'
import { refusalOf } from './refusal.ts'
import type { ServiceModel } from './service.ts'
import { element, escapeXml, writeXml } from './xml.ts'

/** Answers lie in a `…Result` element, errors in an `ErrorResponse`. */
export const awsQuery: Protocol = {
  ...reading('awsQuery'),
  answer({ model, operation: { name, output: schema }, requestId }, output) {
    const result = element(`${name}Result`, writeXml(schema, output, name))
    const metadata = element('ResponseMetadata', element('RequestId', requestId))
    return xml(200, envelope(`${name}Response`, model, result + metadata))
  },
  refuse(model, error, requestId) {
    const { code, status, message } = refusalOf(model, error)
    const type = element('Type', status < 500 ? 'Sender' : 'Receiver')
    const detail = element('Error', type + element('Code', code) + element('Message', escapeXml(message)))
    return xml(status, envelope('ErrorResponse', model, detail + element('RequestId', requestId)))
  },
}

/** Answers have no wrapper, errors lie in a list, and the request id is spelt in a way of its own. */
export const ec2Query: Protocol = {
  ...reading('ec2Query'),
  answer({ model, operation: { name, output: schema }, requestId }, output) {
    return xml(
      200,
      envelope(`${name}Response`, model, element('requestId', requestId) + writeXml(schema, output, name)),
    )
  },
  refuse(model, error, requestId) {
    const { code, status, message } = refusalOf(model, error)
    const detail = element('Error', element('Code', code) + element('Message', escapeXml(message)))
    return xml(status, element('Response', element('Errors', detail) + element('RequestID', requestId)))
  },
}

function reading(dialect: Dialect): Pick<Protocol, 'operationOf' | 'read'> {
  return {
    operationOf: ({ version }, { form }) =>
      form.get('Version') === version ? (form.get('Action') ?? undefined) : undefined,
    read: ({ input }, { form }) => readQuery(input, form, dialect),
  }
}

const envelope = (tag: string, { xmlns }: ServiceModel, content: string) =>
  `<${tag} xmlns="${xmlns}">${content}</${tag}>`

const xml = (status: number, body: string): Reply => ({
  status,
  headers: { 'content-type': 'text/xml;charset=UTF-8' },
  body,
})
