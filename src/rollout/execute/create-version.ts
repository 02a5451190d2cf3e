/** Creates a launch template version, reads it back and compares it, so that the rollout relies on what EC2 really made. */

import type { Context } from '../context.ts'
import { refusedBy } from '../failures/from-problem.ts'
import type { Failure } from '../failures/index.ts'
import { alterations } from '../launch-template/template.ts'
import type { Version, VersionDraft } from '../model/launch-template.ts'
import type { WorkflowRun } from '../model/settings.ts'
import type { Instant, Ms } from '../model/time.ts'
import { draftOf, type VersionOrigin } from '../plan/planned-version.ts'
import type { Step } from '../plan/steps.ts'
import { AwsProblem, problemIn } from '../ports.ts'
import { type Stage, triesFor } from '../timeouts.ts'

/** What a version is made from, by which run. */
export interface VersionRequest extends VersionOrigin {
  readonly run: WorkflowRun
  /** AWS's time as the group was read: what was made before and is not listed does not exist any more. */
  readonly since: Instant
}

/** Creates the version of a step. Returns a failure if anything but the image differs from the source. */
export async function createVersion(
  context: Context,
  { version: planned, replaces }: Extract<Step, { type: 'create-version' }>,
  { run, since, ...origin }: VersionRequest,
): Promise<Version | Failure> {
  const { clock, emit } = context
  const { image } = planned
  const { source } = origin
  emit({ type: replaces ? 'pinning-image' : 'preparing', at: clock.now(), source, image })
  try {
    const made = await makeVersion(context, draftOf(planned, origin, run), since)
    emit(
      replaces
        ? { type: 'pinned-image', at: clock.now(), version: made }
        : { type: 'prepared', at: clock.now(), to: made, how: 'made' },
    )
    const differences = alterations(source.data, made.data)
    return differences.length > 0 || made.image !== image
      ? { code: 'aws-failed', reason: 'altered', differences }
      : made
  } catch (thrown) {
    return refusedBy(problemIn(thrown))
  }
}

/** EC2 gives times in whole seconds. */
const SECOND: Ms = 1000

/**
 * Makes the version, once for each run. The run's token may be answered with a version that an earlier attempt made and
 * that was deleted since: then another token, which follows from that version's number, makes the one that is asked for.
 */
async function makeVersion(context: Context, draft: VersionDraft, since: Instant): Promise<Version> {
  const { writes } = context
  for (let token = draft.token, former = 0; ; token = `${draft.token}-${former}`) {
    const { version, created } = await writes.makeVersion({ ...draft, token })
    const isNew = created >= since - SECOND
    const made = await readBack(context, { template: draft.template, version, stage: isNew ? 'prepare' : 'newVersion' })
    if (made) return made
    if (isNew || version === former) throw notListed(context, draft.template, version)
    former = version
  }
}

/** EC2 is eventually consistent: a version that was just made may not be seen at once. An older one is seen, or gone. */
async function readBack(
  context: Context,
  { template, version, stage }: { readonly template: string; readonly version: number; readonly stage: Stage },
): Promise<Version | undefined> {
  const tries = triesFor(context, stage)
  for (;;) {
    const made = await context.reads.version(template, version)
    if (made || !(await tries.next({ kind: 'missing' }))) return made
  }
}

/** After a signal it is not known whether EC2 would have listed it. */
const notListed = ({ stop }: Context, template: string, version: number): AwsProblem =>
  new AwsProblem({
    kind: stop.aborted ? 'passing' : 'missing',
    operation: 'DescribeLaunchTemplateVersions',
    code: 'NotListed',
    message: `version ${version} of ${template} was made but is not listed`,
  })
