/** Refuses what the simulator does not simulate, with a code that AWS does not have. */
import { AwsError } from '../error.ts'

/** Throws when a request gives a member that is not simulated. */
export function refuseUnsupported(operation: string, input: object, supported: readonly string[]): void {
  const known = new Set(supported)
  const given = Object.entries(input).filter(([name, value]) => value !== undefined && !known.has(name))
  if (given.length > 0) throw unsupported(`${operation} with ${given.map(([name]) => name).join(', ')}`)
}

/** The refusal itself. */
export const unsupported = (what: string): AwsError =>
  new AwsError('SimulatorUnsupported', `${what} is not simulated`, 501)
