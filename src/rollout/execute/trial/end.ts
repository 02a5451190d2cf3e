/** Ends the instances of trials, and waits until EC2 shows that they are gone. */
import type { Context } from '../../context.ts'
import { endTrialCommand } from '../../manual-commands.ts'
import type { Problem } from '../../model/problem.ts'
import type { Ms } from '../../model/time.ts'
import { problemIn } from '../../ports.ts'
import { withRetries } from '../../timeouts.ts'

/** An operating system may take minutes to shut down. */
const GONE_WITHIN: Ms = 600_000
const PAUSE: Ms = 5_000

/** Whose end it is. `hasSuccessor`: a post step goes on where a signal stops this one. */
export interface EndTrialsOptions {
  readonly hasSuccessor: boolean
}

/**
 * Ends them. What EC2 does not know may run all the same, so only an instance that is seen `terminated` counts as gone,
 * and the request is sent again until then. What is left is reported; it never fails a run.
 */
export async function endTrials(
  context: Context,
  instances: readonly string[],
  { hasSuccessor }: EndTrialsOptions = { hasSuccessor: false },
): Promise<void> {
  const { clock, emit, stop } = context
  if (instances.length === 0) return
  const { reads, writes } = withRetries(context, 'finalSteps')
  emit({ type: 'trial', at: clock.now(), trial: { did: 'ending', instances } })
  const until = clock.now() + GONE_WITHIN
  let left = instances
  let problem: Problem | undefined
  do {
    problem = await sent(left, writes.endTrial)
    if (problem?.kind === 'denied') break
    const seen = await reads.ec2Instances(left).catch((thrown: unknown) => {
      problem = problemIn(thrown)
      return new Map()
    })
    left = left.filter((id) => seen.get(id)?.state !== 'terminated')
    if (left.length === 0) return emit({ type: 'trial', at: clock.now(), trial: { did: 'ended', instances } })
    if (stop.aborted) break
    await clock.sleep(PAUSE, stop)
  } while (clock.now() < until)
  if (stop.aborted && hasSuccessor) return
  const command = endTrialCommand(left)
  const trial = { did: 'left', instances: left, command, ...(problem && { problem }) } as const
  emit({ type: 'trial', at: clock.now(), trial })
}

/** TerminateInstances may be sent as often as one likes (EC2 API, idempotency). The first problem, if there is one. */
async function sent(
  instances: readonly string[],
  endTrial: (instance: string) => Promise<void>,
): Promise<Problem | undefined> {
  const problems = await Promise.all(instances.map((id) => endTrial(id).then(() => undefined, problemIn)))
  return problems.find((each) => each !== undefined)
}
