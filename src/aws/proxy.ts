/**
 * The proxy for AWS, by the same rule as for GitHub: that of GitHub's toolkit (`@actions/http-client`, proxy.ts).
 * Node's own rule differs: it requires a scheme, and `amazonaws.com` in NO_PROXY does not cover subdomains.
 */
import type { AgentOptions } from 'node:https'

type Environment = Readonly<Record<string, string | undefined>>

/** The proxy for HTTPS requests. */
export interface Proxy {
  /** May contain user and password, so it must never be logged. */
  readonly url: string
  /** `host:port`, safe to show. */
  readonly host: string
}

/** The HTTPS proxy of the environment. Lower-case variables take precedence; a missing scheme means `http://`. */
export function proxyIn(env: Environment): Proxy | undefined {
  const named = env['https_proxy'] || env['HTTPS_PROXY']
  if (!named) return undefined
  const text = /^[a-z][a-z\d+.-]*:\/\//i.test(named) ? named : `http://${named}`
  if (!URL.canParse(text)) return undefined
  return { url: text, host: new URL(text).host }
}

/** Whether requests to this host bypass the proxy: it is localhost, or NO_PROXY names it or a parent domain. */
export function isDirect(env: Environment, host: string, port = 443): boolean {
  const names = [host.toLowerCase(), `${host.toLowerCase()}:${port}`]
  return direct(env).some(
    (item) =>
      item === '*' || names.some((name) => name === item || name.endsWith(item.startsWith('.') ? item : `.${item}`)),
  )
}

/**
 * Settings of a client's request handler. The SDK ignores proxy variables; Node's agents support them since 24.5, on
 * request.
 */
export function proxied(env: Environment): { readonly httpsAgent: Pick<AgentOptions, 'proxyEnv'> } {
  const proxy = proxyIn(env)
  if (!proxy) return { httpsAgent: {} }
  // In Node a name means one host, and a name with a leading dot means its subdomains.
  const no_proxy = direct(env).flatMap((item) => (/^[.*]/.test(item) ? [item] : [item, `.${item}`]))
  return { httpsAgent: { proxyEnv: { https_proxy: proxy.url, no_proxy: no_proxy.join(',') } } }
}

/** Hosts that never use the proxy. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

const direct = (env: Environment): readonly string[] => [
  ...LOOPBACK,
  ...(env['no_proxy'] || env['NO_PROXY'] || '')
    .split(',')
    .map((item) => item.trim().toLowerCase())
    .filter(Boolean),
]
