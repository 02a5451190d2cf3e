/** A launch template version, made and read back: what EC2 made is believed, not what was asked for. */

import type { Draft, Version } from './facts.ts'
import type { Failure } from './failures/index.ts'
import { alterations } from './launch-template/template.ts'
import { AwsProblem, type Context } from './world.ts'

/** Makes a version; the answer is what EC2 lists of it. Throws an `AwsProblem`. */
export const makeVersion = async (world: Context, draft: Draft): Promise<Version> =>
  readBack(world, draft.template, await world.writes.makeVersion(draft))

/** What a version that was just made has that it should not; `undefined` if it is as it was asked for. */
export function alteredIn(made: Version, source: Version, { image }: Pick<Draft, 'image'>): Failure | undefined {
  const differences = alterations(source.data, made.data)
  return differences.length > 0 || made.image !== image
    ? { code: 'aws-failed', reason: 'altered', differences }
    : undefined
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
