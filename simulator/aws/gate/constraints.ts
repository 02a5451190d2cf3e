/** AWS's validation of a request by its model: what is missing, too long, out of range, not in the set. All of it at once. */
import type { NormalizedSchema } from '@smithy/core/schema'
import type { Call, Gate } from '../call.ts'
import { AwsError } from '../error.ts'
import { listAt, membersOf, recordAt } from '../wire/schema.ts'
import type { ServiceModel } from '../wire/service.ts'
import { refusalsOf } from './dialect.ts'
import { LIMITS, type Limits } from './limits.ts'

/** Something in the input that AWS's model does not allow. `path`: member names and, for items of lists, places from 1. */
interface Violation {
  readonly path: readonly string[]
  readonly value: unknown
  readonly demand: string
}

const MISSING = 'Member must not be null'

/** Refuses, before the service sees it, what AWS refuses by its model alone. */
export function constraints(models: readonly ServiceModel[]): Gate {
  const byService = new Map(models.map((model) => [model.id, model]))
  return (call, next) => {
    const schema = byService.get(call.service)?.operations.get(call.operation)?.input
    const violations = schema ? violationsOf(schema, call.input, LIMITS[call.service] ?? {}) : []
    const [first] = violations
    if (!first) return next()
    throw call.service === 'EC2' ? ec2Refusal(first) : refusal(call, violations)
  }
}

function violationsOf(schema: NormalizedSchema, input: unknown, limits: Limits): Violation[] {
  const inStruct = (at: NormalizedSchema, members: Readonly<Record<string, unknown>>, path: readonly string[]) => {
    const { all, required } = membersOf(at)
    return all.flatMap(([name, member]): Violation[] => {
      const place = { path: [...path, name], value: members[name] ?? null }
      if (place.value === null) return required.includes(name) ? [{ ...place, demand: MISSING }] : []
      const rule = limits[`${at.getName()}.${name}`] ?? limits[`*.${name}`]
      const broken = rule?.broken(place.value) ?? []
      return [...broken.map((demand) => ({ ...place, demand })), ...visit(member, place.value, place.path)]
    })
  }
  const visit = (at: NormalizedSchema, value: unknown, path: readonly string[]): Violation[] => {
    if (at.isStructSchema()) return inStruct(at, recordAt(value, path.join('.')), path)
    if (!at.isListSchema()) return []
    const items = listAt(value, path.join('.'))
    return items.flatMap((item, index) => visit(at.getValueSchema(), item, [...path, String(index + 1), 'member']))
  }
  return visit(schema, input, [])
}

/** `1 validation error detected: Value '150' at 'preferences.minHealthyPercentage' failed to satisfy constraint: …` [seen in real logs] */
function refusal({ service }: Call, violations: readonly Violation[]): AwsError {
  const count = `${violations.length} validation error${violations.length === 1 ? '' : 's'} detected`
  const each = violations.map(({ path, value, demand }) => {
    const shown = value === null ? 'Value null' : `Value '${shownAs(value)}'`
    return `${shown} at '${path.map(uncapitalised).join('.')}' failed to satisfy constraint: ${demand}`
  })
  return refusalsOf(service).invalid(`${count}: ${each.join('; ')}`)
}

/** EC2 names the first mistake only. The code is AWS's, the second sentence of the range's wording is ours. */
function ec2Refusal({ path, value, demand }: Violation): AwsError {
  const name = path.filter((part) => part !== 'member').join('.')
  return demand === MISSING
    ? new AwsError('MissingParameter', `The request must contain the parameter ${name}`)
    : refusalsOf('EC2').invalid(`Value (${shownAs(value)}) for parameter ${name} is invalid. ${demand}`)
}

const shownAs = (value: unknown) => (Array.isArray(value) ? `[${value.join(', ')}]` : String(value))
const uncapitalised = (name: string) => name.charAt(0).toLowerCase() + name.slice(1)
