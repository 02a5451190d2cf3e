/** Shared by the final steps: the proven rollout that they rely on, and the handling of an AWS error as a result. */
import type { Context } from '../context.ts'
import type { FinalStep } from '../events.ts'
import type { TemplateVersion } from '../model/launch-template.ts'
import type { Rollout } from '../model/operation.ts'
import { AwsProblem } from '../ports.ts'

/** `proven`: the versions on which the fleet was confirmed healthy. */
export interface ProvenRollout {
  readonly rollout: Rollout
  readonly proven: readonly TemplateVersion[]
}

type FinalWorkResult = FinalStep | readonly FinalStep[] | undefined

/** `command`: how to do the step by hand if it fails. */
export interface FinalWork {
  readonly what: Extract<FinalStep, { did: 'failed' }>['what']
  readonly command: string
  work(): Promise<FinalWorkResult>
}

/** Does the work. An `AwsProblem` becomes a result instead of an exception. */
export const attempt = ({ what, command, work }: FinalWork): Promise<FinalWorkResult> =>
  work().catch((thrown: unknown): FinalStep => {
    if (!(thrown instanceof AwsProblem)) throw thrown
    return { what, did: 'failed', problem: thrown.message, command }
  })

/** Does the work and reports what came of it. */
export async function report({ clock, emit }: Pick<Context, 'clock' | 'emit'>, work: FinalWork): Promise<void> {
  const done = await attempt(work)
  for (const finalStep of done ? [done].flat() : []) emit({ type: 'final-step', at: clock.now(), finalStep })
}

/** The template's name, where the group has several templates. */
export const nameOf = ({ name }: TemplateVersion, all: readonly TemplateVersion[]) =>
  all.length > 1 ? { of: name } : {}
