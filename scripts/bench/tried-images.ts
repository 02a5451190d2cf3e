/** How soon a trial finds a bad image, and what it has cost the fleet by then. Simulated, in virtual time. */
import { GROUP } from '../../simulator/scenes/web.ts'
import { type Moment, observe } from './fleet.ts'
import { badFromTheStart, onlyTried, type Trouble } from './images.ts'
import { MINUTE, watchedToEnd } from './stage.ts'
import { figure, table } from './table.ts'

/** Bad images, each with `trial: true` before the rollout. */
export async function triedImages(): Promise<string> {
  const rows = []
  for (const trouble of [...badFromTheStart, ...onlyTried]) rows.push(await rowOf(trouble))
  return [
    'The same group and bad images, with `trial: true` (`trial-timeout: 5m`): minutes from the start of the run to the verdict,',
    'old instances that were out of service until the run had ended, and the fewest that served. What passes the trial is',
    'found by the rollout.',
    '',
    table(['what is wrong', 'detected by', 'verdict', 'replaced', 'serving'], rows),
  ].join('\n')
}

async function rowOf(trouble: Trouble): Promise<readonly string[]> {
  let moments: readonly Moment[] = []
  const build: Trouble['build'] = (agenda) => {
    const account = trouble.build(agenda)
    moments = observe(agenda, account)
    return account
  }
  const inputs = { ...trouble.inputs, trial: 'true', 'trial-timeout': '5m' }
  const { began, heard, account } = await watchedToEnd({ ...trouble, build, inputs })
  const outcome = heard.flatMap(({ event }) => (event.type === 'concluded' ? [event.outcome] : [])).at(-1)
  const code = outcome && 'failure' in outcome ? outcome.failure.code : (outcome?.type ?? '')
  // A trial is ended in the moment in which it is judged.
  const verdict = heard.find(({ event }) =>
    code === 'trial'
      ? event.type === 'trial' && (event.trial.did === 'ending' || event.trial.did === 'not-launched')
      : event.type === 'polled' && event.verdict.type === 'fail',
  )
  const size = account.groups.get(GROUP)?.configuration.desired ?? 0
  return [
    trouble.name,
    code,
    verdict ? figure((verdict.event.at - began) / MINUTE, 1) : 'never',
    `${size - Math.min(...moments.map(({ old }) => old))} of ${size}`,
    String(Math.min(...moments.map(({ serving }) => serving))),
  ]
}
