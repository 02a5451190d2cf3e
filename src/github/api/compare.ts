/** Compares commits on GitHub, each pair once, so that a second survey makes no further call. */
import type { CompareCommits } from '../../rollout/github.ts'
import type { GitHubClient } from './client.ts'

/** Implements the port `CompareCommits`. */
export function comparing(client: Pick<GitHubClient, 'compare'>): CompareCommits {
  const asked = new Map<string, ReturnType<CompareCommits>>()
  return (base, head) => {
    const key = `${base}...${head}`
    const answer = asked.get(key) ?? client.compare(base, head).then((found) => ('ok' in found ? found.ok : found))
    asked.set(key, answer)
    return answer
  }
}
