/** Runs `verify-on-instance`, alone or beside the `verify` script, as one verification. */
import type { VerifyResult } from '../model/observation.ts'
import type { Verification, VerifyRunner } from '../ports.ts'
import { OpenCommands } from './commands.ts'
import type { InstanceScript, OnInstancePorts } from './ports.ts'
import { runStep } from './step.ts'

/** A runner whose commands may still have to be cancelled when it has ended. */
export interface OnInstanceRunner extends VerifyRunner {
  /** Resolves when nothing is on its way to AWS any more. */
  closed(): Promise<void>
}

/** Runs the script on instances, one step at a time. `result` throws what is a bug. */
export function verifyOnInstances(ports: OnInstancePorts, script: InstanceScript): OnInstanceRunner {
  const passed = new Set<string>()
  const commands = new OpenCommands(ports)
  let commandCount = 0
  const nextNumber = () => {
    commandCount += 1
    return commandCount
  }
  let current: { readonly over: AbortController; readonly done: Promise<void> } | undefined
  let result: VerifyResult | undefined
  let closing: Promise<void> = Promise.resolve()
  let bug: { readonly thrown: unknown } | undefined

  /** The rollback waits for the end of a step, so that its commands are cancelled beside it. */
  const end = () => {
    const ending = current
    current = undefined
    if (!ending) return
    ending.over.abort('over')
    closing = Promise.all([closing, ending.done.then(() => commands.cancel())]).then(() => undefined)
  }

  return {
    start(check: Verification) {
      end()
      const over = new AbortController()
      const { step } = check
      result = { step, result: 'running', tail: [] }
      const run = async () => {
        await closing
        const ended = await runStep({ ports, script, check, passed, commands, over: over.signal, nextNumber })
        if (current?.over === over) result = { step, ...ended }
      }
      const done = run().catch((thrown: unknown) => {
        bug = { thrown }
      })
      current = { over, done }
    },
    result() {
      // The watch asks, and knows what to do with a bug.
      if (bug) throw bug.thrown
      return result
    },
    async end() {
      end()
    },
    closed: () => closing,
  }
}

/** Both at the same moments: what fails decides, and only both pass. */
export function together(onRunner: VerifyRunner, onInstance: OnInstanceRunner): OnInstanceRunner {
  return {
    start(check) {
      onRunner.start(check)
      onInstance.start(check)
    },
    result() {
      const all = [onRunner.result(), onInstance.result()].flatMap((each) => each ?? [])
      return all.find(isFailed) ?? all.find(({ result }) => result === 'running') ?? all[0]
    },
    async end() {
      await Promise.all([onRunner.end(), onInstance.end()])
    },
    closed: () => onInstance.closed(),
  }
}

const isFailed = ({ result }: VerifyResult): boolean => result === 'failed' || result === 'timed-out'
