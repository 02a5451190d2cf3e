/** Commits compared by GitHub, each pair once: a run that surveys again does not ask again. */
import type { CompareCommits } from '../../rollout/github.ts'
import type { GitHubClient } from './client.ts'

/** The port of the rollout. */
export function comparing(client: Pick<GitHubClient, 'compare'>): CompareCommits {
  const asked = new Map<string, ReturnType<CompareCommits>>()
  return (base, head) => {
    const key = `${base}...${head}`
    const answer = asked.get(key) ?? client.compare(base, head).then((found) => ('ok' in found ? found.ok : found))
    asked.set(key, answer)
    return answer
  }
}
