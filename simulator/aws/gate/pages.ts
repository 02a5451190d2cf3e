/**
 * Pages that are shorter than asked for: "A call can return fewer items than the maximum, with a token" [Amazon EC2 API:
 * pagination; Amazon EC2 Auto Scaling API: DescribeAutoScalingGroups, NextToken]. Only a client that follows the tokens
 * until there is none has seen everything.
 */
import type { Call, Gate } from '../call.ts'
import { AwsError } from '../error.ts'
import { membersOf } from '../wire/schema.ts'
import type { OperationModel, ServiceModel } from '../wire/service.ts'

/** At most this many records on a page; 0 leaves every second page without any. */
export type RecordsAPage = (call: Call) => number | undefined

/** Cuts the pages of every operation that pages, whatever page size was asked for. */
export function shortPages(models: readonly ServiceModel[], recordsAPage: RecordsAPage): Gate {
  const tokens = new Map(models.map((model) => [model.id, tokensOf(model)]))
  return async (call, next) => {
    const token = tokens.get(call.service)?.get(call.operation)
    const most = recordsAPage(call)
    // EC2 pages nothing that is asked for by id, but for what names an id.
    if (token === undefined || most === undefined || (call.service === 'EC2' && isByIds(call))) return next()
    const place = positionIn(call.input[token.sent])
    const answer = await next({ ...call, input: { ...call.input, [token.sent]: place.token } })
    return cut(answer, { place, most, token })
  }
}

/** The member that carries the token: in the request, and in the answer. */
interface TokenMembers {
  readonly sent: string
  readonly given: string
}

const PAIRS: readonly TokenMembers[] = [
  { sent: 'NextToken', given: 'NextToken' },
  { sent: 'Marker', given: 'NextMarker' },
]

function tokensOf({ operations }: ServiceModel): ReadonlyMap<string, TokenMembers> {
  const found = Array.from(operations.values(), (operation) => [operation.name, tokenMembersOf(operation)] as const)
  return new Map(found.flatMap(([name, token]) => (token ? [[name, token] as const] : [])))
}

function tokenMembersOf({ input, output }: OperationModel): TokenMembers | undefined {
  if (!input.isStructSchema() || !output.isStructSchema()) return undefined
  const [sent, given] = [membersOf(input).names, membersOf(output).names]
  return PAIRS.find((pair) => sent.has(pair.sent) && given.has(pair.given))
}

const isByIds = ({ operation, input }: Call): boolean =>
  operation !== 'DescribeImageReferences' &&
  Object.entries(input).some(([name, value]) => /Ids$|^Versions$|Names$/.test(name) && Array.isArray(value))

/** Where a page begins: behind `skip` records of the page that AWS's own `token` leads to. `isEmpty`: this page holds nothing. */
interface Position {
  readonly token: string | undefined
  readonly skip: number
  readonly isEmpty?: boolean
}

const MARK = 'short.'

function positionIn(token: unknown): Position {
  if (typeof token !== 'string' || !token.startsWith(MARK)) return { token: textOf(token), skip: 0 }
  const place: unknown = JSON.parse(Buffer.from(token.slice(MARK.length), 'base64url').toString())
  if (typeof place === 'object' && place !== null && 'skip' in place) return place as Position
  throw new AwsError('InvalidNextToken', 'The NextToken value is not valid.')
}

const textOf = (token: unknown): string | undefined => (typeof token === 'string' ? token : undefined)

const tokenOf = (place: Position): string => MARK + Buffer.from(JSON.stringify(place)).toString('base64url')

function cut(
  answer: object,
  { place, most, token }: { readonly place: Position; readonly most: number; readonly token: TokenMembers },
): object {
  const lists = Object.entries(answer).filter(([, value]) => Array.isArray(value))
  const [list, ...others] = lists
  if (!list || others.length > 0) return answer
  const [name, records] = list as [string, readonly unknown[]]
  // With no record a page, every other page has one: else nobody would ever come to an end.
  const count = most > 0 ? most : place.isEmpty === false ? 1 : 0
  const taken = records.slice(place.skip, place.skip + count)
  const skip = place.skip + taken.length
  const isMore = skip < records.length
  const following = isMore ? { ...place, skip, ...(most === 0 && { isEmpty: count > 0 }) } : undefined
  return { ...answer, [name]: taken, ...(following && { [token.given]: tokenOf(following) }) }
}
