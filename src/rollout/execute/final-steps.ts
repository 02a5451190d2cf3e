/** The final steps: set the default version, restore aliases, delete old versions. Their failures are warnings only. */

import type { Context } from '../context.ts'
import type { FinalStep } from '../events.ts'
import {
  aliasTagCommand,
  defaultCommand,
  retiredCommand,
  setParameterCommand,
  versionsCommand,
} from '../manual-commands.ts'
import type { TemplateVersion } from '../model/launch-template.ts'
import type { Step } from '../plan/steps.ts'
import { withRetries } from '../timeouts.ts'
import { nameOf, type ProvenRollout, report } from './final-work.ts'
import { restoreAliasesOf } from './restore-aliases.ts'

/** A step that comes after the operation. */
export type LastStep = Extract<
  Step,
  {
    type:
      | 'set-default-version'
      | 'delete-failed-versions'
      | 'restore-aliases'
      | 'set-parameter'
      | 'delete-old-versions'
      | 'archive-images'
  }
>

/** Runs a step and reports it. Each step reads AWS again, because others may have changed the group or its templates. */
export async function finalStep(outer: Context, step: LastStep, end: ProvenRollout): Promise<void> {
  const context = withRetries(outer, 'finalSteps')
  switch (step.type) {
    case 'set-default-version': {
      const { id, version } = step.version
      const work = () => setDefault(context, step.version, end.proven)
      return report(context, { what: 'default-version', command: defaultCommand(id, version), work })
    }
    case 'delete-failed-versions': {
      // A cancelled job has only seconds left, and deleting can wait for the next run.
      if (context.stop.aborted) return
      const { deleteFailedVersions } = await import('./deletions/failed-versions.ts')
      await deleteFailedVersions(outer, { group: end.rollout.group, templates: [step.template] })
      return
    }
    case 'restore-aliases':
      return restoreAliases(context, end)
    case 'set-parameter': {
      const { writeParameter } = await import('./set-parameter.ts')
      const command = setParameterCommand(step.parameter, step.image)
      return report(context, { what: 'parameter', command, work: () => writeParameter(context, step) })
    }
    case 'delete-old-versions': {
      if (context.stop.aborted) return
      const { deleteOldVersions } = await import('./deletions/old-versions.ts')
      const work = () => deleteOldVersions(context, end.rollout.group, step)
      return report(context, { what: 'clean-up', command: versionsCommand(step.template), work })
    }
    case 'archive-images': {
      if (context.stop.aborted) return
      const work = () => archiveImagesOf(context, step, end)
      return report(context, { what: 'images', command: retiredCommand(step.template), work })
    }
  }
}

async function archiveImagesOf(
  context: Context,
  { template, archive }: Extract<Step, { type: 'archive-images' }>,
  { rollout: { group: name }, proven }: ProvenRollout,
): Promise<readonly FinalStep[]> {
  const { readTemplateUsers } = await import('./deletions/users.ts')
  const read = await Promise.all(proven.map(({ id }) => readTemplateUsers(context.reads, name, id)))
  const all = read.flatMap((each) => (each ? [{ users: each.users, gone: [], known: each.users.history.saved }] : []))
  const [first] = read
  // A template that is gone was changed meanwhile: archive nothing on that basis.
  if (!first || all.length < read.length) return []
  const { archiveImages } = await import('./archive/archive-images.ts')
  return archiveImages(context, template, { group: first.group, archive, all, proven })
}

/** Restores the group's aliases where they mean the proven version. Runs after a failure as well. */
export async function restoreAliases(context: Context, end: ProvenRollout): Promise<void> {
  if (end.proven.length === 0) return
  const work = () => restoreAliasesOf(withRetries(context, 'finalSteps'), end)
  await report(context, { what: 'alias', command: aliasTagCommand(end.rollout.group), work })
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
