/** The JSON protocols, by schemas written here in the SDK's form: the services that use them come later. */
import { describe, expect, test } from 'vitest'
import { AwsError } from '../../aws/error.ts'
import { awsJson, restJson } from '../../aws/wire/protocol-json.ts'
import { protocolOf } from '../../aws/wire/protocols.ts'
import type { WireRequest } from '../../aws/wire/request.ts'
import { WireError } from '../../aws/wire/schema.ts'
import { modelOf } from '../../aws/wire/service.ts'
import { autoScaling, operation } from './models.ts'

const NAMESPACE = 'com.example'
const [TEXT, NUMBER, YES_NO, TIME, BYTES, TEXTS, TEXT_BY_TEXT] = [0, 1, 2, 4, 21, 64, 128]
type Struct = [3, string, string, 0, string[], (number | [number, object])[], number]
const struct = (name: string, members: Record<string, number | [number, object]>, required = 0): Struct => [
  3,
  NAMESPACE,
  name,
  0,
  Object.keys(members),
  Object.values(members),
  required,
]

const parameter = struct(
  'Parameter',
  { Name: TEXT, Version: NUMBER, Secure: YES_NO, Modified: TIME, Raw: BYTES, Tags: TEXTS, Labels: TEXT_BY_TEXT },
  1,
)
const listTargets = struct(
  'ListTargetsRequest',
  {
    group: [TEXT, { httpLabel: 1 }],
    maxResults: [NUMBER, { httpQuery: 'max' }],
    ids: [TEXTS, { jsonName: 'targetIds' }],
  },
  1,
)

function model(protocol: string, sdk: object) {
  const config = {
    protocol: { getShapeId: () => `aws.protocols#${protocol}` },
    protocolSettings: { serviceTarget: 'AmazonSSM' },
    serviceId: 'SSM',
  }
  return modelOf(sdk, { config })
}

const rpc = model('awsJson1_1', {
  PutParameter$: [9, NAMESPACE, 'PutParameter', 0, parameter, parameter],
  ParameterNotFound$: [-3, NAMESPACE, 'ParameterNotFound', { httpError: 404 }, [], []],
})
const put = operation(rpc, 'PutParameter')
const rest = model('restJson1', {
  ListTargets$: [
    9,
    NAMESPACE,
    'ListTargets',
    { http: ['POST', '/targetgroups/{group}/listtargets', 200] },
    listTargets,
    parameter,
  ],
})
const list = operation(rest, 'ListTargets')

function request(part: Partial<WireRequest>): WireRequest {
  return {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {},
    body: '',
    form: new URLSearchParams(),
    ...part,
  }
}

const MODIFIED = new Date('2026-11-21T03:00:00.500Z')
const TYPED = {
  Name: '/ami',
  Version: 12,
  Secure: false,
  Modified: MODIFIED,
  Raw: new Uint8Array([1, 2, 3]),
  Tags: ['a', 'b'],
  Labels: { x: 'y' },
}
const ON_THE_WIRE =
  '{"Name":"/ami","Version":12,"Secure":false,"Modified":1795230000.5,"Raw":"AQID","Tags":["a","b"],"Labels":{"x":"y"}}'

describe('awsJson', () => {
  test('the target header names the operation, of this service only', () => {
    const { operationOf } = awsJson('1.1')
    expect(operationOf(rpc, request({ headers: { 'x-amz-target': 'AmazonSSM.GetParameter' } }))).toBe('GetParameter')
    expect(operationOf(rpc, request({ headers: { 'x-amz-target': 'Other.GetParameter' } }))).toBeUndefined()
    expect(operationOf(rpc, request({}))).toBeUndefined()
  })

  test('each kind of member is read', () => {
    expect(awsJson('1.1').read(put, request({ body: ON_THE_WIRE }))).toEqual(TYPED)
  })

  test('each kind of member is written', () => {
    const reply = awsJson('1.1').answer({ model: rpc, operation: put, requestId: 'id' }, TYPED)
    expect(reply).toEqual({ status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: ON_THE_WIRE })
  })

  test('null is absent, and no body is an empty one', () => {
    expect(awsJson('1.0').read(put, request({ body: '{"Name":"/ami","Version":null}' }))).toEqual({ Name: '/ami' })
    expect(awsJson('1.0').read(put, request({ body: '' }))).toEqual({})
  })

  test('an error has its code in the body, and AWS’s status', () => {
    expect(awsJson('1.0').refuse(rpc, new AwsError('ParameterNotFound', 'no "x"'), 'id')).toEqual({
      status: 404,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: '{"__type":"ParameterNotFound","message":"no \\"x\\""}',
    })
  })

  test.each([
    ['a member that is not known', '{"Nam":"/ami"}', 'PutParameter has unknown member Nam'],
    ['a text for a number', '{"Version":"12"}', 'PutParameter.Version has a string'],
    ['a value for a list', '{"Tags":"a"}', 'PutParameter.Tags is no list'],
    ['a list for the whole', '[]', 'PutParameter is no structure'],
    ['no JSON', '{', 'the body is no JSON'],
  ])('a request is refused for %s', (_what, body, message) => {
    const read = () => awsJson('1.1').read(put, request({ body }))
    expect(read).toThrow(WireError)
    expect(read).toThrow(message)
  })

  test('an answer is refused for a member that is not known or missing', () => {
    expect(() =>
      awsJson('1.1').answer({ model: rpc, operation: put, requestId: 'id' }, { Name: 'a', Value: 'b' }),
    ).toThrow('unknown member Value')
    expect(() => awsJson('1.1').answer({ model: rpc, operation: put, requestId: 'id' }, {})).toThrow('lacks Name')
  })
})

describe('restJson', () => {
  const arn = 'arn:aws:vpc-lattice:eu-west-1:1:targetgroup/tg-1'
  const path = `/targetgroups/${encodeURIComponent(arn)}/listtargets`
  const query = new URLSearchParams('max=100')

  test('method and path name the operation', () => {
    expect(restJson.operationOf(rest, request({ path }))).toBe('ListTargets')
    expect(restJson.operationOf(rest, request({ path, method: 'GET' }))).toBeUndefined()
    expect(restJson.operationOf(rest, request({ path: `${path}/more` }))).toBeUndefined()
    expect(restJson.operationOf(rest, request({ path: '/targetgroups//listtargets' }))).toBeUndefined()
    expect(restJson.operationOf(rest, request({ path: '/services/x/listtargets' }))).toBeUndefined()
  })

  test('label, query and body make one input', () => {
    expect(restJson.read(list, request({ path, query, body: '{"targetIds":["i-1"]}' }))).toEqual({
      group: arn,
      maxResults: 100,
      ids: ['i-1'],
    })
  })

  test('what stands in the wrong place is refused', () => {
    expect(() => restJson.read(list, request({ path, body: '{"maxResults":1}' }))).toThrow(
      'maxResults is not part of the body',
    )
    expect(() => restJson.read(list, request({ path, query: new URLSearchParams('foo=1') }))).toThrow(
      'unknown query parameter foo',
    )
  })

  test('an error has its code in a header', () => {
    expect(restJson.refuse(rest, new AwsError('ValidationException', 'no'), 'id')).toEqual({
      status: 400,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'ValidationException' },
      body: '{"message":"no"}',
    })
  })
})

test('a protocol is found by the name that the client gives it', () => {
  expect(protocolOf(rest)).toBe(restJson)
  expect(protocolOf(autoScaling)).not.toBe(restJson)
  expect(() => protocolOf(model('restXml', { A$: [9, NAMESPACE, 'A', 0, parameter, parameter] }))).toThrow(
    'SSM speaks aws.protocols#restXml',
  )
})

test('a schema of a kind that the wire does not know is refused', () => {
  const document = struct('Any', { Content: 15 })
  const odd = model('awsJson1_1', { Put$: [9, NAMESPACE, 'Put', 0, document, document] })
  const read = () => awsJson('1.1').read(operation(odd, 'Put'), request({ body: '{"Content":1}' }))
  expect(read).toThrow(WireError)
})
