/** The simulated GitHub API: stateful, on a loopback port, held to GitHub's own description in both directions. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Clock } from '../../clock.ts'
import { type ApiAnswer, answerTo, invalid, problem } from './calls.ts'
import { forbidden, graphql, queryFaults, viewerOf } from './graphql.ts'
import type { Repository } from './repository.ts'
import { answerFaults, callOf, type DescribedCall, requestFaults } from './schema.ts'
import type { Token } from './tokens.ts'

/** What GitHub does instead of answering: `hang` never answers, `reset` cuts the connection, `stall` stops in mid-answer, `forbidden` is GraphQL's refusal. `slow`: it answers, so many ms later. */
export type ApiTrouble =
  | { readonly status: number; readonly message: string; readonly headers?: Readonly<Record<string, string>> }
  | { readonly slow: number }
  | 'hang'
  | 'reset'
  | 'stall'
  | 'forbidden'

/** A call that goes wrong: each call of this kind, or only the first `times`. */
export interface ApiFault {
  readonly method: string
  /** The end of GitHub's own name of the path, such as `/comments` or `/compare/{basehead}`. */
  readonly path: string
  readonly trouble: ApiTrouble
  readonly times?: number
}

/** A call that reached the API. */
export interface ApiCall {
  readonly method: string
  readonly path: string
  readonly status: number | Extract<ApiTrouble, string>
}

export interface SimulatedGitHub extends AsyncDisposable {
  /** For GITHUB_API_URL. */
  readonly url: string
  readonly calls: readonly ApiCall[]
  /** Where a request or an answer is not as GitHub describes it; empty in a test that passes. */
  readonly faults: readonly string[]
}

/** Serves one repository. `tokens`: by their text; whoever else asks gets 401. */
export async function serveGitHub(of: {
  readonly repository: Repository
  readonly tokens: Readonly<Record<string, Token>>
  readonly faults?: readonly ApiFault[]
  /** Time to be slow on, in ms. */
  readonly clock: Clock
}): Promise<SimulatedGitHub> {
  const { repository, tokens, clock } = of
  const now = () => clock.now()
  const calls: ApiCall[] = []
  const faults: string[] = []
  const left = (of.faults ?? []).map((fault) => ({ fault, times: fault.times ?? Number.POSITIVE_INFINITY }))
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      faults.push(String(error))
      response.destroy()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const place = { api, server: 'https://github.com', repository: repository.fullName }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', headers } = request
    const url = new URL(request.url ?? '/', api)
    const sent = await text(request)
    const isGraphql = method === 'POST' && url.pathname === graphql.path
    const found = isGraphql ? { call: graphql, values: {} } : callOf(method, url.pathname)
    if (!found) {
      faults.push(`GitHub has no call ${method} ${url.pathname}`)
      return send(response, problem(404, 'Not Found'))
    }
    const { call, values } = found
    const due = left.find(({ fault, times }) => times > 0 && fault.method === method && call.path.endsWith(fault.path))
    if (due) {
      due.times -= 1
      const what = due.fault.trouble
      if (typeof what === 'string' || 'status' in what) return trouble(what, call, response)
      await clock.sleep(what.slow)
    }
    const body: unknown = sent === '' ? undefined : JSON.parse(sent)
    const wrong = isGraphql ? queryFaults(body) : requestFaults(call, url.searchParams, body)
    for (const fault of wrong) faults.push(`${method} ${call.path}: ${fault}`)
    const token = tokens[headers.authorization?.replace(/^(token|bearer) /i, '') ?? '']
    const answer = !token
      ? problem(401, 'Bad credentials')
      : wrong.length > 0
        ? invalid(wrong.join('; '), 'body')
        : isGraphql
          ? viewerOf(token)
          : answerTo({ call, values, query: url.searchParams, body, token }, { repository, place, now })
    note(call, answer.status)
    const ours = isGraphql ? [] : answerFaults(call, answer)
    for (const fault of ours) faults.push(`our answer to ${call.path}: ${fault}`)
    return send(response, answer)
  }

  function trouble(what: Exclude<ApiTrouble, { slow: number }>, call: DescribedCall, response: ServerResponse): void {
    note(call, typeof what === 'string' ? what : what.status)
    if (what === 'hang') return
    if (what === 'forbidden') send(response, forbidden)
    else if (what === 'reset') response.destroy()
    else if (what === 'stall') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
      response.write('[')
    } else send(response, problem(what.status, what.message), what.headers)
  }

  const note = ({ method, path }: DescribedCall, status: ApiCall['status']) => {
    calls.push({ method: method.toUpperCase(), path, status })
  }

  return {
    url: api,
    calls,
    faults,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function send(response: ServerResponse, answer: ApiAnswer, headers: Readonly<Record<string, string>> = {}): void {
  const { status, body, link } = answer
  const extra = { ...headers, ...(link !== undefined && { link }) }
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...extra }).end(JSON.stringify(body))
}
