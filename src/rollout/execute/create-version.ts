/** Creates a launch template version, reads it back and compares it, so that the rollout relies on what EC2 really made. */

import type { Context } from '../context.ts'
import { refusedBy } from '../failures/from-problem.ts'
import type { Failure } from '../failures/index.ts'
import { alterations } from '../launch-template/template.ts'
import type { Version } from '../model/launch-template.ts'
import type { WorkflowRun } from '../model/settings.ts'
import { draftOf, type VersionOrigin } from '../plan/planned-version.ts'
import type { Step } from '../plan/steps.ts'
import { AwsProblem, problemIn } from '../ports.ts'

/** What a version is made from, by which run. */
export interface VersionRequest extends VersionOrigin {
  readonly run: WorkflowRun
}

/** Creates the version of a step. Returns a failure if anything but the image differs from the source. */
export async function createVersion(
  context: Context,
  { version: planned, replaces }: Extract<Step, { type: 'create-version' }>,
  { run, ...origin }: VersionRequest,
): Promise<Version | Failure> {
  const { writes, clock, emit } = context
  const { image } = planned
  const { source } = origin
  emit({ type: replaces ? 'pinning-image' : 'preparing', at: clock.now(), source, image })
  try {
    const number = await writes.makeVersion(draftOf(planned, origin, run))
    const made = await readBack(context, source.id, number)
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

/** EC2 is eventually consistent: a version that was just made may take some seconds to be seen. */
async function readBack({ reads, clock }: Context, template: string, version: number): Promise<Version> {
  for (let tries = 5; tries > 0; tries--) {
    const made = await reads.version(template, version)
    if (made) return made
    await clock.sleep(2_000)
  }
  throw new AwsProblem({
    kind: 'missing',
    operation: 'DescribeLaunchTemplateVersions',
    code: 'NotListed',
    message: `version ${version} of ${template} was made but is not listed`,
  })
}
