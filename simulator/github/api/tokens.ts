/** What a token may do. */
import { type GitHubUser, githubActions } from './repository.ts'

type Access = 'none' | 'read' | 'write'

export interface Token {
  /** Who acts by it. */
  readonly user: GitHubUser
  /** A workflow's or an app's token is an installation's: it may not ask who it is. */
  readonly kind: 'installation' | 'person'
  readonly permissions: { readonly contents: Access; readonly issues: Access; readonly 'pull-requests': Access }
}

export type Permission = keyof Token['permissions']

const installation = (permissions: Partial<Token['permissions']>): Token => ({
  user: githubActions,
  kind: 'installation',
  permissions: { contents: 'none', issues: 'none', 'pull-requests': 'none', ...permissions },
})

/** GITHUB_TOKEN of a job with these permissions. */
export const jobToken = (
  permissions: Partial<Token['permissions']> = { contents: 'read', 'pull-requests': 'write' },
): Token => installation(permissions)

/** What a fork's pull request gets, and Dependabot, whatever the workflow asks for. */
export const readOnlyToken: Token = installation({ contents: 'read', issues: 'read', 'pull-requests': 'read' })

/** A person's own token. */
export const personalToken = (user: GitHubUser): Token => ({
  user,
  kind: 'person',
  permissions: { contents: 'write', issues: 'write', 'pull-requests': 'write' },
})

/** Whether one of the permissions is enough. */
export function may(token: Token, access: 'read' | 'write', permissions: readonly Permission[]): boolean {
  return permissions.some((permission) => {
    const held = token.permissions[permission]
    return held === 'write' || held === access
  })
}
