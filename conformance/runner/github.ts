/** GitHub around a workflow: identity tokens for the job, and the API of a repository with an open pull request. */
import type { FastClock } from '../../simulator/clock.ts'
import type { Repository } from '../../simulator/github/api/repository.ts'
import { shop } from '../../simulator/github/api/scene.ts'
import { serveGitHub } from '../../simulator/github/api/server.ts'
import { jobToken } from '../../simulator/github/api/tokens.ts'
import { serveIdentityTokens } from '../../simulator/github/oidc.ts'

/** Open in the repository. */
export const PULL_REQUEST = 7

const REPOSITORY = 'octo-org/shop'
const TOKEN = 'job-token'

export interface GitHub extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>
  readonly secrets: { readonly GITHUB_TOKEN: string }
  readonly repository: Repository
}

/** Both on loopback, in the time of `clock`. */
export async function github(clock: FastClock): Promise<GitHub> {
  const repository = shop(REPOSITORY)
  const api = await serveGitHub({ repository, tokens: { [TOKEN]: jobToken() }, clock })
  const tokens = await serveIdentityTokens({ repository: REPOSITORY, ref: 'refs/heads/main', clock })
  return {
    env: { ...tokens.env, GITHUB_API_URL: api.url },
    secrets: { GITHUB_TOKEN: TOKEN },
    repository,
    async [Symbol.asyncDispose]() {
      await tokens.close()
      await api[Symbol.asyncDispose]()
    },
  }
}
