/** Deletes versions of a launch template in as many calls as EC2 wants, and says how to do it by hand. */

import type { UndeletedVersion } from '../../model/launch-template.ts'
import { deletions } from '../../plan/version-batches.ts'
import { problemIn, type Writes } from '../../ports.ts'

/** Deletes in batches and returns what still exists. Where a later call fails, the deletions of the earlier calls are still reported. */
export async function deleteAll(
  { deleteVersions }: Pick<Writes, 'deleteVersions'>,
  template: string,
  versions: readonly number[],
): Promise<readonly UndeletedVersion[]> {
  const undeleted: UndeletedVersion[] = []
  for (const [i, some] of deletions(versions).entries()) {
    try {
      undeleted.push(...(await deleteVersions(template, some)))
    } catch (thrown) {
      const { code, message } = problemIn(thrown)
      if (i === 0) throw thrown
      const rest = deletions(versions).slice(i).flat()
      return [...undeleted, ...rest.map((version) => ({ version, code, message }))]
    }
  }
  return undeleted
}

/** The command that deletes them. */
export const deleteCommand = (template: string, versions: readonly number[]): string =>
  deletions(versions)
    .map(
      (some) => `aws ec2 delete-launch-template-versions --launch-template-id ${template} --versions ${some.join(' ')}`,
    )
    .join(' && ')
