/** Lists that AWS gives in pages: all of them, whatever the size of a page. */
import { AwsProblem } from '../rollout/ports.ts'
import type { CallOptions } from './call.ts'
import type { Calls } from './connection.ts'

/** More than any list here has: six weeks of activities of a busy group are some hundred pages. */
const MOST_PAGES = 1_000

/** One operation that pages. AWS may give less than was asked for, or nothing, and more on the next page. */
export interface Paged<Page, Item> {
  page(token: string | undefined, options: CallOptions): Promise<Page>
  items(page: Page): readonly Item[] | undefined
  /** The token of the next page; nothing on the last. */
  next(page: Page): string | undefined
  /** Whether what has come suffices; unless given, all is read. */
  enough?(found: readonly Item[]): boolean
}

/** Reads every page, one call each. Throws `AwsProblem`; a list without an end is one too. */
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
