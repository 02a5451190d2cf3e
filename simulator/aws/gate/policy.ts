/** IAM's evaluation of one identity policy, as far as a rollout's policy goes. What it does not know it refuses to load. */

/** A permission that a call asks for. `context`: the condition keys that the call gives, by their full names; some have many values. */
export interface RequiredPermission {
  readonly action: string
  readonly resource: string
  readonly context?: Readonly<Record<string, string | readonly string[]>>
}

/** What IAM decides. An explicit deny beats every allow, and silence is no. */
export type Decision = 'allowed' | 'explicitly-denied' | 'not-allowed'

/** A policy document that has been read. */
export type Policy = readonly Statement[]

interface Statement {
  readonly effect: 'Allow' | 'Deny'
  /** Of an action in small letters. */
  readonly actions: readonly Test[]
  readonly resources: readonly Test[]
  readonly conditions: readonly Condition[]
}

/** What a policy says of a text, made ready once: each call is held against all of it. */
type Test = (text: string) => boolean

interface Condition {
  readonly key: string
  readonly holds: (given: string | readonly string[] | undefined) => boolean
}

/** `ArnEquals` takes wildcards like `ArnLike` does [documented: IAM JSON policy elements: Condition operators]. */
const OPERATORS = {
  StringEquals: (wanted: string) => (given: string) => wanted === given,
  StringLike: like,
  ArnEquals: like,
  ArnLike: like,
} as const

/** For keys with many values: each value of the call must be among the policy's; none at all holds too [documented: IAM, Set operators for multivalued context keys]. */
const FOR_ALL = 'ForAllValues:'
/** The same page: at least one value of the call is among the policy's. */
const FOR_ANY = 'ForAnyValue:'

const ELEMENTS = new Set(['Sid', 'Effect', 'Action', 'Resource', 'Condition'])

/** Reads a policy document (parsed JSON). Throws for an element, operator or variable that would not be evaluated. */
export function policyOf(document: unknown): Policy {
  const { Statement } = recordOf(document, 'the policy')
  return (Array.isArray(Statement) ? Statement : [Statement]).map(statementOf)
}

/** Evaluates one permission. */
export function decide(policy: Policy, permission: RequiredPermission): Decision {
  const effects = policy.filter((statement) => applies(statement, permission)).map(({ effect }) => effect)
  if (effects.includes('Deny')) return 'explicitly-denied'
  return effects.includes('Allow') ? 'allowed' : 'not-allowed'
}

function applies(
  { actions, resources, conditions }: Statement,
  { action, resource, context = {} }: RequiredPermission,
): boolean {
  return (
    actions.some((isMeant) => isMeant(action.toLowerCase())) &&
    resources.some((isMeant) => isMeant(resource)) &&
    conditions.every(({ key, holds }) => holds(context[key]))
  )
}

/** IAM's wildcards: `*` any text, `?` one character. */
function like(pattern: string): Test {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  const whole = new RegExp(`^${source}$`, 's')
  return (text) => whole.test(text)
}

function statementOf(raw: unknown): Statement {
  const statement = recordOf(raw, 'a statement')
  const strange = Object.keys(statement).filter((element) => !ELEMENTS.has(element))
  if (strange.length > 0) throw new Error(`the policy uses ${strange.join(', ')}, which is not evaluated here`)
  const { Effect, Action, Resource, Condition } = statement
  if (Effect !== 'Allow' && Effect !== 'Deny') throw new Error(`Effect is ${JSON.stringify(Effect)}, not Allow or Deny`)
  return {
    effect: Effect,
    actions: textsOf(Action, 'Action').map((action) => like(action.toLowerCase())),
    resources: textsOf(Resource, 'Resource').map(like),
    conditions: Condition === undefined ? [] : conditionsOf(Condition),
  }
}

function conditionsOf(raw: unknown): Condition[] {
  return Object.entries(recordOf(raw, 'Condition')).flatMap(([operator, keys]) => {
    if (operator === 'Null') return Object.entries(recordOf(keys, operator)).map(isAbsent)
    const set = [FOR_ALL, FOR_ANY].find((prefix) => operator.startsWith(prefix))
    const compares = operator.slice(set?.length ?? 0)
    if (!isOperator(compares)) throw new Error(`the policy uses ${operator}, which is not evaluated here`)
    return Object.entries(recordOf(keys, operator)).map(([key, values]) => {
      const tests = textsOf(values, key).map(OPERATORS[compares])
      const isMeant = (given: string) => tests.some((test) => test(given))
      return { key, holds: set === FOR_ALL ? forAll(isMeant) : set === FOR_ANY ? forAny(isMeant) : forOne(isMeant) }
    })
  })
}

/** `"Null": {"key": "true"}`: the call does not give the key at all [documented: IAM, Condition operator to check existence of condition keys]. */
function isAbsent([key, value]: [string, unknown]): Condition {
  const [wanted] = textsOf(value, key)
  return { key, holds: (given) => String(given === undefined) === wanted }
}

const forAll =
  (isMeant: Test): Condition['holds'] =>
  (given = []) =>
    [given].flat().every(isMeant)

const forAny =
  (isMeant: Test): Condition['holds'] =>
  (given = []) =>
    [given].flat().some(isMeant)

/** A key with many values needs a set operator; without one IAM's answer is not defined, and it is no here. */
const forOne =
  (isMeant: Test): Condition['holds'] =>
  (given) =>
    typeof given === 'string' && isMeant(given)

const isOperator = (text: string): text is keyof typeof OPERATORS => Object.hasOwn(OPERATORS, text)

function textsOf(raw: unknown, what: string): string[] {
  return (Array.isArray(raw) ? raw : [raw]).map((text: unknown) => {
    if (typeof text !== 'string') throw new Error(`${what} holds something that is no text`)
    if (text.includes('${')) throw new Error(`${what} holds the variable ${text}, which is not evaluated here`)
    return text
  })
}

function recordOf(raw: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw new Error(`${what} is no object`)
  return raw as Readonly<Record<string, unknown>>
}
