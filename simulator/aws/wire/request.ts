/** An HTTP request of an AWS client, read as far as all protocols share it. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'

/** `form`: the body read as parameters, of use to the query protocols only. */
export interface WireRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly form: URLSearchParams
}

/** Waits for the whole body. */
export async function receive(message: IncomingMessage): Promise<WireRequest> {
  const body = await text(message)
  const { pathname, searchParams } = new URL(message.url ?? '/', 'http://simulator')
  return {
    method: message.method ?? '',
    path: pathname,
    query: searchParams,
    headers: message.headers,
    body,
    form: new URLSearchParams(body),
  }
}

/**
 * Who signed, for which region, and when by the client's clock (ms since epoch). An unsigned request has an empty
 * `accessKeyId`, an empty `region` and no `signedAt`.
 */
export interface Signer {
  readonly accessKeyId: string
  readonly region: string
  readonly sessionToken?: string
  readonly signedAt?: number
}

/** `AWS4-HMAC-SHA256 Credential=AKIA…/20261121/eu-west-1/autoscaling/aws4_request, SignedHeaders=…, Signature=…` */
const CREDENTIAL = /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/\d{8}\/([^/,]+)\/[^/,]+\/aws4_request,/

/** Reads the credential scope of the request. The signature itself is not computed again. */
export function signerOf({ headers }: Pick<WireRequest, 'headers'>): Signer {
  const [, accessKeyId = '', region = ''] = CREDENTIAL.exec(headers.authorization ?? '') ?? []
  const sessionToken = headers['x-amz-security-token']
  const signedAt = accessKeyId === '' ? Number.NaN : timeOf(headers['x-amz-date'])
  return {
    accessKeyId,
    region,
    ...(typeof sessionToken === 'string' && { sessionToken }),
    ...(!Number.isNaN(signedAt) && { signedAt }),
  }
}

/** `20261121T030000Z` */
function timeOf(text: string | string[] | undefined): number {
  const [, date, time] = /^(\d{8})T(\d{6})Z$/.exec(String(text)) ?? []
  if (date === undefined || time === undefined) return Number.NaN
  const [day, clock] = [date.replace(/(....)(..)(..)/, '$1-$2-$3'), time.replace(/(..)(..)(..)/, '$1:$2:$3')]
  return Date.parse(`${day}T${clock}Z`)
}
