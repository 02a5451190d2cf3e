/** Reads lists that AWS returns in pages. */
import { AwsProblem } from '../rollout/ports.ts'
import type { CallOptions } from './call.ts'
import type { Calls } from './connection.ts'

/** A safeguard against endless lists: six weeks of activities of a busy group are some hundred pages. */
const MOST_PAGES = 1_000

/** A paged operation. AWS may return a short or empty page and still have a next one. */
export interface Paged<Page, Item> {
  page(token: string | undefined, options: CallOptions): Promise<Page>
  items(page: Page): readonly Item[] | undefined
  /** The token of the next page; `undefined` on the last. */
  next(page: Page): string | undefined
  /** Whether the items so far suffice; without it, all pages are read. */
  enough?(found: readonly Item[]): boolean
}

/** Reads every page, one call each. Throws `AwsProblem`, also when the list does not end. */
export async function pages<Page, Item>(
  { read }: Pick<Calls, 'read'>,
  operation: string,
  { page, items, next, enough = () => false }: Paged<Page, Item>,
): Promise<readonly Item[]> {
  const found: Item[] = []
  const seen = new Set<string>()
  let token: string | undefined
  do {
    const asked = token
    const answer = await read(operation, (options) => page(asked, options))
    found.push(...(items(answer) ?? []))
    token = next(answer) || undefined
    if (token === undefined || enough(found)) return found
    if (seen.has(token)) break
    seen.add(token)
  } while (seen.size < MOST_PAGES)
  const message = `the answer goes on after ${seen.size} pages, or begins again`
  throw new AwsProblem({ kind: 'rejected', operation, code: 'EndlessPages', message })
}
