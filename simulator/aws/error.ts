/**
 * What AWS answers instead of an output. `code` is the SDK's error name where AWS models the error
 * (`InstanceRefreshInProgressFault`), else AWS's bare wire code (`ValidationError`, `InvalidAMIID.NotFound`).
 */
export class AwsError extends Error {
  override readonly name = 'AwsError'
  readonly code: string
  readonly status: number
  constructor(code: string, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}
