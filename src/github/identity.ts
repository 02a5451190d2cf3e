/** GitHub's OIDC identity tokens for this job. */
import { getIDToken } from '@actions/core'
import type { Environment } from './context.ts'

/**
 * Requests a new identity token at each call, because a token is valid for minutes only. The toolkit masks it first.
 * `undefined` when the job lacks `permissions: id-token: write`; rejects when GitHub does not issue one. The toolkit
 * has no time limit, so the caller must set one.
 */
export function identityTokens(env: Environment, audience: string): () => Promise<string | undefined> {
  return async () => (mayHaveToken(env) ? getIDToken(audience) : undefined)
}

/** Whether the job has the permission for identity tokens. */
export const mayHaveToken = (env: Environment): boolean =>
  Boolean(env['ACTIONS_ID_TOKEN_REQUEST_URL'] && env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'])
