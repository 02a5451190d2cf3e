/**
 * Takes in the bundle the place of `undici`, which the Actions toolkit imports whole though it only goes through a proxy with
 * it. Parsing undici costs a quarter of the cold start, so the real one is a chunk of its own, loaded by the first
 * request that goes through a proxy; every other request is Node's own `fetch`.
 */
import type { ProxyAgent as Dispatcher, Response as ProxiedResponse } from 'undici'

type Settings = ConstructorParameters<typeof Dispatcher>[0]

/** The part of a request that Octokit sets. */
interface Request {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string
  readonly signal?: AbortSignal | null
  readonly dispatcher?: ProxyAgent | undefined
}

/** A proxy, named but not yet connected: the toolkit makes it synchronously, the real one can only be had later. */
export class ProxyAgent {
  readonly #settings: Settings
  #dispatcher: Promise<Dispatcher> | undefined

  constructor(settings: Settings) {
    this.#settings = settings
  }

  connect(): Promise<Dispatcher> {
    this.#dispatcher ??= import('undici').then((undici) => new undici.ProxyAgent(this.#settings))
    return this.#dispatcher
  }
}

/** `fetch` as Octokit calls it: through the proxy if there is one. */
export async function fetch(
  url: string | URL,
  { dispatcher, ...request }: Request = {},
): Promise<Response | ProxiedResponse> {
  if (dispatcher === undefined) return globalThis.fetch(url, request)
  const undici = await import('undici')
  return undici.fetch(url, { ...request, dispatcher: await dispatcher.connect() })
}
