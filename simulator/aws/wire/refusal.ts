/** AWS's refusal as it stands on the wire: the SDK's error name becomes the wire's code and status where AWS models it. */
import type { AwsError } from '../error.ts'
import type { ServiceModel } from './service.ts'

/** Code, status and message to be written. An error that AWS does not model keeps its own. */
export function refusalOf(model: ServiceModel, error: AwsError) {
  const { code, status } = model.errors.get(error.code) ?? error
  return { code, status, message: error.message }
}
