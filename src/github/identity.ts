/** GitHub's word for who this job is. */
import { getIDToken } from '@actions/core'
import type { Ms } from '../rollout/model.ts'
import type { Environment } from './context.ts'

/** The toolkit itself would wait for ever for a service that does not answer. */
const LIMIT: Ms = 20_000

/**
 * Asks for a new identity token at each call: they live for minutes. The token is masked before anybody has it.
 * `undefined` when the job lacks `permissions: id-token: write`; rejects when GitHub does not give one now.
 */
export function identityTokens(env: Environment, audience: string): () => Promise<string | undefined> {
  return async () => {
    if (!env['ACTIONS_ID_TOKEN_REQUEST_URL'] || !env['ACTIONS_ID_TOKEN_REQUEST_TOKEN']) return undefined
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => late.reject(new Error('GitHub did not answer in 20 s')), LIMIT)
    try {
      return await Promise.race([getIDToken(audience), late.promise])
    } finally {
      clearTimeout(timer)
    }
  }
}
