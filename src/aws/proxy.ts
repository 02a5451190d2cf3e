/** The way out of a network that has none but a proxy. */
import type { AgentOptions } from 'node:https'

/**
 * Settings of a client's request handler: HTTPS goes through the proxy that `HTTPS_PROXY` names, unless `NO_PROXY` names
 * the host. The SDK itself looks at neither. Node's agents do since 24.5, when told; older ones ignore it.
 */
export const proxied = (
  env: Readonly<Record<string, string | undefined>>,
): { readonly httpsAgent: Pick<AgentOptions, 'proxyEnv'> } => ({ httpsAgent: { proxyEnv: env } })
