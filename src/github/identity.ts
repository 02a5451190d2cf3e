/** GitHub's word for who this job is. */
import { getIDToken } from '@actions/core'
import type { Environment } from './context.ts'

/**
 * Asks for a new identity token at each call: they live for minutes. The token is masked before anybody has it.
 * `undefined` when the job lacks `permissions: id-token: write`; rejects when GitHub does not give one now. It has no limit
 * of time: the toolkit waits for ever for a service that does not answer, so whoever asks must not.
 */
export function identityTokens(env: Environment, audience: string): () => Promise<string | undefined> {
  return async () => (mayHaveToken(env) ? getIDToken(audience) : undefined)
}

/** Whether GitHub gives this job identity tokens at all. */
export const mayHaveToken = (env: Environment): boolean =>
  Boolean(env['ACTIONS_ID_TOKEN_REQUEST_URL'] && env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'])
