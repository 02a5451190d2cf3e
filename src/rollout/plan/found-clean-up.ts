/** Puts what `mode: plan` has found for the clean-up into the steps of its plan. Pure. */

import type { ImageCleanUp } from '../model/image-archive.ts'
import type { CleanUp } from './clean-up.ts'
import type { Step } from './steps.ts'

/** What the plan found for the clean-up. `account`: the images of others are not tagged. */
export interface FoundCleanUp {
  readonly account: string
  readonly versions: readonly CleanUp[]
  readonly images: readonly ImageCleanUp[]
}

/** The steps with the old versions and the images that the plan found for the clean-up. */
export const withCleanUp = (steps: readonly Step[], found: FoundCleanUp): readonly Step[] =>
  steps.map((step) => {
    if (step.type === 'archive-images') {
      const { archived = [] } = found.images.find(({ template }) => template === step.template) ?? {}
      return { ...step, expected: archived.map(({ id }) => id) }
    }
    if (step.type !== 'delete-old-versions') return step
    const { versions = [], images = [] } = found.versions.find(({ template }) => template === step.template) ?? {}
    const own = images.filter(({ owner, state }) => owner === found.account && state !== 'disabled')
    return {
      ...step,
      expected: versions.map(({ version }) => version),
      retired: step.retires ? own.map(({ id }) => id) : [],
    }
  })
