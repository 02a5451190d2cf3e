/** What the final steps have in common: what they rest on, and that AWS's refusal is a result. */
import type { FinalStep } from '../events.ts'
import type { TemplateVersion } from '../model/launch-template.ts'
import type { Rollout } from '../model/operation.ts'
import { AwsProblem } from '../ports.ts'

/** `proven`: what the fleet has been shown to run well on. */
export interface ProvenRollout {
  readonly rollout: Rollout
  readonly proven: readonly TemplateVersion[]
}

type Done = FinalStep | readonly FinalStep[] | undefined

/** `command`: how to do by hand what failed. */
export interface Work {
  readonly what: FinalStep['what']
  readonly command: string
  work(): Promise<Done>
}

/** Does the work; what AWS refuses is a result. */
export const attempt = ({ what, command, work }: Work): Promise<Done> =>
  work().catch((thrown: unknown): FinalStep => {
    if (!(thrown instanceof AwsProblem)) throw thrown
    return { what, did: 'failed', problem: thrown.message, command }
  })

/** The template's name, where it must be told from others. */
export const nameOf = ({ name }: TemplateVersion, all: readonly TemplateVersion[]) =>
  all.length > 1 ? { of: name } : {}
