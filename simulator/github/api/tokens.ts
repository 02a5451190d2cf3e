/** What a token may do. */
import { type GitHubUser, githubActions } from './repository.ts'

type Access = 'none' | 'read' | 'write'

export interface Token {
  /** Who acts by it. */
  readonly user: GitHubUser
  readonly permissions: { readonly contents: Access; readonly issues: Access; readonly 'pull-requests': Access }
}

export type Permission = keyof Token['permissions']

const installation = (permissions: Partial<Token['permissions']>, user: GitHubUser = githubActions): Token => ({
  user,
  permissions: { contents: 'none', issues: 'none', 'pull-requests': 'none', ...permissions },
})

/** GITHUB_TOKEN of a job with these permissions. */
export const jobToken = (
  permissions: Partial<Token['permissions']> = { contents: 'read', 'pull-requests': 'write' },
): Token => installation(permissions)

/** What a fork's pull request gets, and Dependabot, whatever the workflow asks for. */
export const readOnlyToken: Token = installation({ contents: 'read', issues: 'read', 'pull-requests': 'read' })

/** An installation token of an app, which writes as a bot of its own (actions/create-github-app-token). */
export const appToken = (user: GitHubUser): Token => installation({ contents: 'read', 'pull-requests': 'write' }, user)

/** A person's own token. */
export const personalToken = (user: GitHubUser): Token => ({
  user,
  permissions: { contents: 'write', issues: 'write', 'pull-requests': 'write' },
})

/** Whether one of the permissions is enough. */
export function may(token: Token, access: 'read' | 'write', permissions: readonly Permission[]): boolean {
  return permissions.some((permission) => {
    const held = token.permissions[permission]
    return held === 'write' || held === access
  })
}
