/** Composition of `verify-on-instance`, in main and post. A chunk that is loaded only with it. */
import { createHash } from 'node:crypto'
import { info, warning } from '@actions/core'
import { commandsNoted, noteCommands } from './github/command-state.ts'
import type { Access } from './inputs/connection.ts'
import type { ActionInputs } from './inputs/index.ts'
import { withRegion } from './report/command.ts'
import { withoutCommands } from './report/plain.ts'
import type { Context } from './rollout/context.ts'
import { cancelCommands } from './rollout/on-instance/commands.ts'
import { type OnInstanceRunner, together, verifyOnInstances } from './rollout/on-instance/runner.ts'
import type { VerifyRunner } from './rollout/ports.ts'

/** Adds the script on instances to the verification on the runner. */
export type OnInstance = (
  ports: Pick<Context, 'reads' | 'writes' | 'clock' | 'stop'>,
  onRunner: VerifyRunner,
) => OnInstanceRunner

const listenersFor = ({ region }: Pick<Access, 'region'>) => ({
  say: (line: string) => info(withoutCommands(`  verify-on-instance | ${line}`)),
  warn: (text: string) =>
    warning(withoutCommands(withRegion(text, region)), { title: 'AMI rollout: verify-on-instance' }),
})

/** The script of the inputs. What it has sent is saved for the post step. */
export const onInstanceOf =
  ({ verifyOnInstance: script, rollout: { run, attempt, group } }: ActionInputs, access: Access): OnInstance =>
  (ports, onRunner) => {
    // Two steps of one run may roll two groups, or one group twice.
    const mark = createHash('sha256')
      .update(JSON.stringify([group, ports.clock.now()]))
      .digest('hex')
      .slice(0, 12)
    const note = noteCommands(access)
    return together(
      onRunner,
      verifyOnInstances({ ...ports, ...listenersFor(access), note }, { script, run: run.id, attempt, mark }),
    )
  }

/** Cancels, in the post step, what main has left running. */
export async function cancelInPost(context: Context, access: Pick<Access, 'region'>): Promise<void> {
  await cancelCommands({ ...context, ...listenersFor(access) }, commandsNoted())
}
