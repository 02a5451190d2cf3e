/**
 * The way out of a network that has none but a proxy, by one rule for AWS and GitHub alike: that of GitHub's toolkit
 * (`@actions/http-client`, proxy.ts). Node's own differs: it wants a scheme, and `amazonaws.com` in NO_PROXY means that one
 * host alone.
 */
import type { AgentOptions } from 'node:https'

type Environment = Readonly<Record<string, string | undefined>>

/** Where requests by HTTPS go first. */
export interface Proxy {
  /** With user and password, if it has them: never for a log. */
  readonly url: string
  /** `host:port`, for people. */
  readonly host: string
}

/** The proxy for HTTPS that the environment names, lower case before upper case; a missing scheme is `http://`. */
export function proxyIn(env: Environment): Proxy | undefined {
  const named = env['https_proxy'] || env['HTTPS_PROXY']
  if (!named) return undefined
  const text = /^[a-z][a-z\d+.-]*:\/\//i.test(named) ? named : `http://${named}`
  if (!URL.canParse(text)) return undefined
  return { url: text, host: new URL(text).host }
}

/** Whether requests to this host go straight there: it is this machine, or NO_PROXY names it or a domain above it. */
export function isDirect(env: Environment, host: string, port = 443): boolean {
  const names = [host.toLowerCase(), `${host.toLowerCase()}:${port}`]
  return direct(env).some(
    (item) =>
      item === '*' || names.some((name) => name === item || name.endsWith(item.startsWith('.') ? item : `.${item}`)),
  )
}

/** Settings of a client's request handler. The SDK itself looks at no proxy; Node's agents do since 24.5, when told. */
export function proxied(env: Environment): { readonly httpsAgent: Pick<AgentOptions, 'proxyEnv'> } {
  const proxy = proxyIn(env)
  if (!proxy) return { httpsAgent: {} }
  // Node takes a name for that one host and a name with a dot before it for all below.
  const no_proxy = direct(env).flatMap((item) => (/^[.*]/.test(item) ? [item] : [item, `.${item}`]))
  return { httpsAgent: { proxyEnv: { https_proxy: proxy.url, no_proxy: no_proxy.join(',') } } }
}

/** What is never asked by a proxy. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

const direct = (env: Environment): readonly string[] => [
  ...LOOPBACK,
  ...(env['no_proxy'] || env['NO_PROXY'] || '')
    .split(',')
    .map((item) => item.trim().toLowerCase())
    .filter(Boolean),
]
