/** Writes an error as AWS does: the SDK's error name becomes the code and status on the wire. */
import type { AwsError } from '../error.ts'
import type { ServiceModel } from './service.ts'

/** Code, status and message to be written. An error that AWS does not model keeps its own. */
export function refusalOf(model: ServiceModel, error: AwsError) {
  const { code, status } = model.errors.get(error.code) ?? error
  return { code, status, message: error.message }
}
