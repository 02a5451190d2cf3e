/** What a protocol does: find the operation, read its input, write its answer or its refusal. */
import type { AwsError } from '../error.ts'
import type { WireRequest } from './request.ts'
import type { OperationModel, ServiceModel } from './service.ts'

/** An HTTP answer but for what all answers share. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Which question is being answered. */
export interface Exchange {
  readonly model: ServiceModel
  readonly operation: OperationModel
  readonly requestId: string
}

/** One of AWS's wire protocols. `read` and `answer` throw `WireError` if the data does not fit the schema. */
export interface Protocol {
  /** The name of the operation that the request calls of this service, `undefined` if it is not for this service. */
  operationOf(model: ServiceModel, request: WireRequest): string | undefined
  read(operation: OperationModel, request: WireRequest): Record<string, unknown>
  answer(exchange: Exchange, output: object): Reply
  refuse(model: ServiceModel, error: AwsError, requestId: string): Reply
}
