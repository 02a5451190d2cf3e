/** What is put in order at the end: the template's default, the group's aliases, old versions. Final steps warn, they never fail. */

import type { Context } from '../context.ts'
import type { FinalStep } from '../events.ts'
import { aliasTagCommand, defaultCommand } from '../manual-commands.ts'
import type { TemplateVersion } from '../model/launch-template.ts'
import type { Step } from '../plan/steps.ts'
import { patiently } from '../timeouts.ts'
import { deleteOldVersions, versionsCommand } from './delete-old-versions.ts'
import { attempt, nameOf, type ProvenRollout, type Work } from './final-work.ts'
import { restoreAliasesOf } from './restore-aliases.ts'

/** A step that comes after the operation. */
export type LastStep = Extract<Step, { type: 'set-default-version' | 'restore-aliases' | 'delete-old-versions' }>

/** Takes a step and reports it. Each looks afresh: others may have moved the group or its templates. */
export async function finalStep(given: Context, step: LastStep, end: ProvenRollout): Promise<void> {
  const context = patiently(given, 'finalSteps')
  switch (step.type) {
    case 'set-default-version': {
      const { id, version } = step.version
      const work = () => setDefault(context, step.version, end.proven)
      return report(context, { what: 'default-version', command: defaultCommand(id, version), work })
    }
    case 'restore-aliases':
      return restoreAliases(context, end)
    case 'delete-old-versions': {
      // A cancelled job has seconds.
      if (context.stop.aborted) return
      const { template, keep } = step
      const work = () => deleteOldVersions(context, end.rollout.group, { template, keep })
      return report(context, { what: 'clean-up', command: versionsCommand(template), work })
    }
  }
}

/** Gives the group its aliases back where they lead to what is proven; after a failure as well. */
export async function restoreAliases(context: Context, end: ProvenRollout): Promise<void> {
  if (end.proven.length === 0) return
  const work = () => restoreAliasesOf(patiently(context, 'finalSteps'), end)
  await report(context, { what: 'alias', command: aliasTagCommand(end.rollout.group), work })
}

async function report({ clock, emit }: Context, work: Work): Promise<void> {
  const done = await attempt(work)
  for (const finalStep of done ? [done].flat() : []) emit({ type: 'final-step', at: clock.now(), finalStep })
}

async function setDefault(
  { reads, writes }: Context,
  proven: TemplateVersion,
  all: readonly TemplateVersion[],
): Promise<FinalStep | undefined> {
  const { id, version } = proven
  const template = await reads.template(id)
  if (template?.default === version) return undefined
  await writes.setDefaultVersion(id, version)
  return { what: 'default-version', version, did: 'set', ...nameOf(proven, all) }
}
