/** The script of `verify-on-instance`: what must hold of it at rest, and what became of it. */
import { isOver } from '../../simulator/aws/world/invocation.ts'
import type { Simulated } from '../scenario.ts'
import { isNewImage } from './images.ts'
import { said, type Watched } from './sight.ts'
import type { Trial } from './trial.ts'

/** What Run Command was asked for, on which instances. */
const invocations = ({ account }: Simulated) => account.commands.all.flatMap((command) => command.invocations)

/** A script that fails is no success; none goes on when all is over; and none runs on what was there before. */
export function scriptsGoneWrong(
  { script }: Trial,
  { jobs, aws }: { readonly jobs: readonly Watched[]; readonly aws: Simulated },
): readonly string[] {
  const all = invocations(aws)
  // In a group that is empty there is nothing that the script could run on.
  const isGreen = jobs.some(
    ({ job: { outputs }, after }) =>
      outputs['outcome'] === 'succeeded' &&
      outputs['instance-refresh-id'] &&
      after.instances.some(({ image }) => isNewImage(image)),
  )
  return [
    ...said(script === undefined && all.length > 0, 'a script ran that nobody asked for'),
    ...said(script !== undefined && script.end !== 'passes' && isGreen, `succeeded, though the script ${script?.end}`),
    ...said(!all.every(isOver), 'a script goes on'),
    ...all
      .filter(({ instance: { launchInfo } }) => !isNewImage(launchInfo.imageId))
      .map(({ instance: { id } }) => `the script was sent to ${id}, which runs an older image`),
  ]
}

/** What became of the scripts of a rollout. */
export const scriptEventNames = [
  'a script passed on an instance of the group',
  'a script passed on a trial',
  'a script failed on an instance',
  'a script was ended',
  'Systems Manager did not manage an instance',
  'a job was killed after it had sent a script',
] as const
export type ScriptEvent = (typeof scriptEventNames)[number]

export function scriptEvents(
  { script }: Trial,
  { jobs, aws }: { readonly jobs: readonly Watched[]; readonly aws: Simulated },
): readonly ScriptEvent[] {
  if (!script) return []
  const all = invocations(aws)
  const ended = (state: RegExp, isTrial?: boolean) =>
    all.some(
      (each) =>
        state.test(each.state) && (isTrial === undefined || (each.instance.launchInfo.group === undefined) === isTrial),
    )
  const killed = jobs.some(
    ({ job: { exit, writes } }) => exit === undefined && writes.some(({ operation }) => operation === 'SendCommand'),
  )
  const unmanaged = jobs.some(({ job }) => /does not manage/.test(job.outputs['reason'] ?? ''))
  const has: Readonly<Record<ScriptEvent, boolean>> = {
    'a script passed on an instance of the group': ended(/^Success$/, false),
    'a script passed on a trial': ended(/^Success$/, true),
    'a script failed on an instance': ended(/^Failed$/),
    'a script was ended': ended(/^(Cancelled|ExecutionTimedOut)$/),
    'Systems Manager did not manage an instance': unmanaged,
    'a job was killed after it had sent a script': killed,
  }
  return scriptEventNames.filter((name) => has[name])
}
