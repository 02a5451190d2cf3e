/** Finds the pull request in the event that triggered the workflow run. */
import { readFileSync } from 'node:fs'
import type { Environment } from './context.ts'

/** The pull request for a comment: known, to be looked up by the pushed commit, or none with the reason. */
export type PullRequestSource =
  | { readonly number: number; readonly isFork: boolean }
  | { readonly pushed: string }
  | { readonly none: string }

/** Reads the event file. One that cannot be read or is no JSON names no pull request. Never throws. */
export function pullRequestSource(env: Environment): PullRequestSource {
  const name = env['GITHUB_EVENT_NAME'] ?? ''
  const event = payload(env['GITHUB_EVENT_PATH'] ?? '')
  switch (name) {
    case 'push':
      return { pushed: env['GITHUB_SHA'] ?? '' }
    case 'pull_request': {
      const number = member(event, 'pull_request', 'number')
      const head = member(event, 'pull_request', 'head', 'repo', 'full_name')
      if (typeof number === 'number') return { number, isFork: head !== env['GITHUB_REPOSITORY'] }
      break
    }
    case 'issue_comment': {
      const number = member(event, 'issue', 'number')
      if (member(event, 'issue', 'pull_request') === undefined) return { none: 'the comment is on an issue' }
      if (typeof number === 'number') return { number, isFork: false }
      break
    }
    default:
      return { none: `the event \`${name}\` has no pull request` }
  }
  return { none: 'the file of the event names no pull request' }
}

function payload(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

function member(value: unknown, ...keys: readonly string[]): unknown {
  let found = value
  for (const key of keys) {
    if (typeof found !== 'object' || found === null) return undefined
    found = Object.entries(found).find(([name]) => name === key)?.[1]
  }
  return found ?? undefined
}
