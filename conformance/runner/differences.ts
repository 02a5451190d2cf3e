/** Where act does otherwise than GitHub's own runner: each is looked for, and has the source that says what GitHub does. */
import { type Case, expected, explained } from '../part.ts'
import type { RunResult } from './act.ts'

const RUNNER = 'actions/runner 2.336.0'

/** From a run of workflows/differences.yml. */
export function differences({ results, log }: RunResult): readonly Case[] {
  return [
    explained(
      expected(
        'GitHub: a job output that holds a masked value',
        'dropped',
        results['masked'] ? 'passed on' : 'dropped',
      ),
      `${RUNNER}, src/Runner.Worker/JobExtension.cs: “Skip output … since it may contain secret.” The action’s outputs hold no account id for that reason.`,
    ),
    expected('a masked value in the log', 'masked', log.includes('In the log: ***') ? 'masked' : 'shown'),
    explained(
      expected(
        'GitHub: identity tokens for a job without `id-token: write`',
        'none',
        results['identity-token'] ? 'given' : 'none',
      ),
      'GitHub Docs, OpenID Connect reference: without `id-token: write` the job gets no token. act heeds no permissions; whoever starts it gives the variables.',
    ),
    explained(
      expected(
        'GitHub: actions/checkout fetches one commit',
        'it does',
        results['is-shallow']?.trim() === 'true' ? 'it does' : 'the folder is copied',
      ),
      'actions/checkout, README: `fetch-depth` is 1. act 0.2.89, pkg/runner/step_action_remote.go, leaves checkout out and copies the folder.',
    ),
    explained(
      expected('GitHub: two jobs of one `concurrency` group', 'in turn', results['both-run'] ? 'at once' : 'in turn'),
      'GitHub Docs, Control the concurrency of workflows and jobs: one at a time. act 0.2.89 does not read the key.',
    ),
  ]
}

/** From a run that was cancelled. */
export const signalled = (log: string): Case =>
  explained(
    expected('GitHub: a cancelled step hears a signal', 'SIGINT', /cancelled \(SIGINT\)/.test(log) ? 'SIGINT' : 'none'),
    `${RUNNER}, src/Runner.Sdk/ProcessInvoker.cs: SIGINT, after 7.5 s SIGTERM, after 2.5 s the process is killed. act 0.2.89, pkg/container/host_environment.go, kills it at once.`,
  )
