/**
 * What the post step needs to cancel commands on instances: saved before SendCommand is sent, with the command's id once
 * Systems Manager has answered, and taken out when it has ended.
 */
import { getState, saveState, warning } from '@actions/core'
import type { OpenCommand } from '../rollout/on-instance/progress.ts'

const KEY = 'commands'

/** The commands with main's access to AWS, which the post step cannot take from its own inputs. */
interface SavedCommands<Access> {
  readonly commands: readonly OpenCommand[]
  readonly access: Access
}

/** Saves each change at once. */
export const noteCommands =
  <Access>(access: Access): ((commands: readonly OpenCommand[]) => void) =>
  (commands) => {
    try {
      saveState(KEY, JSON.stringify({ commands, access } satisfies SavedCommands<Access>))
    } catch {
      warning(
        'What verify-on-instance runs could not be noted for the post step: if this job is cancelled, it may run on.',
      )
    }
  }

/** What main has left running. */
export const commandsNoted = (): readonly OpenCommand[] => savedCommands()?.commands ?? []

/** Main's access to AWS where it has left a command; nothing where there was none, or all have ended. */
export const commandAccess = <Access>(): Access | undefined => savedCommands<Access>()?.access

function savedCommands<Access>(): SavedCommands<Access> | undefined {
  const text = getState(KEY)
  if (text === '') return undefined
  try {
    const { commands = [], access }: Partial<SavedCommands<Access>> = JSON.parse(text)
    return commands.length > 0 && access !== undefined ? { commands, access } : undefined
  } catch {
    return undefined
  }
}
