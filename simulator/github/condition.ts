/** The status conditions of `if:` and `post-if:`. */

/** How the job stands. A step's time-out is a failure, not a cancellation. */
export type JobStatus = 'success' | 'failure' | 'cancelled'

/**
 * Does `condition` hold while the job stands so? Knows `always()`, `success()`, `failure()`, `cancelled()`, `!`, `&&`, `||`
 * and parentheses, bare or inside `${{ }}`; throws on anything else.
 */
export function holds(condition: string, status: JobStatus): boolean {
  const bare = condition.replace(/^\s*\$\{\{(.*)\}\}\s*$/s, '$1')
  const tokens = bare.match(/\w+\(\)|&&|\|\||[!()]|\S+/g) ?? []
  let at = 0
  const either = (): boolean => {
    let value = both()
    while (tokens[at] === '||') {
      at += 1
      value = both() || value
    }
    return value
  }
  const both = (): boolean => {
    let value = one()
    while (tokens[at] === '&&') {
      at += 1
      value = one() && value
    }
    return value
  }
  const one = (): boolean => {
    const token = tokens[at]
    at += 1
    if (token === '!') return !one()
    if (token === '(') {
      const value = either()
      if (tokens[at] !== ')') throw new Error(`unbalanced parentheses in '${condition}'`)
      at += 1
      return value
    }
    if (token === 'always()') return true
    if (token === 'success()' || token === 'failure()' || token === 'cancelled()') return token === `${status}()`
    throw new Error(`'${token ?? ''}' in '${condition}' is not simulated`)
  }
  const value = either()
  if (at < tokens.length) throw new Error(`'${tokens[at]}' in '${condition}' is not simulated`)
  return value
}
