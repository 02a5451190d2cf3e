/**
 * Leaves out the tags of ours that AWS's own history does not confirm, since anybody who may tag the group can write them,
 * and those of another run whose trial goes on, since they are that run's to settle.
 */

import { ALIAS_TAG, withAliasTag } from '../launch-template/alias.ts'
import { isConfirmed, originIn, type TagEvidence } from '../launch-template/tag-origin.ts'
import type { Group } from '../model/group.ts'
import type { RolloutSettings } from '../model/settings.ts'
import type { Survey } from '../model/survey.ts'
import type { TrialInstance } from '../model/trial.ts'
import type { Reads } from '../ports.ts'

/** How the history is read: by whom, and for which run. */
interface Asking {
  readonly reads: Pick<Reads, 'versionsAfter'>
  readonly ask: <T>(read: Promise<T>) => Promise<T | undefined>
  readonly settings: Pick<RolloutSettings, 'run' | 'attempt'>
}

/** The group as read, and what is known of its history. */
interface Known extends TagEvidence {
  readonly group: Group
  /** What this run has written itself, in this process; empty for nothing. */
  readonly ownAliasTag: string
  /** Those of the group that have not ended. */
  readonly trials: Promise<readonly TrialInstance[]>
}

/**
 * The group with the aliases in its tag if they count, and are not another run's whose trial goes on. The rollback and
 * hand-over tags are held against the refresh that they name where they are used.
 */
export async function confirmTags(
  asking: Asking,
  known: Known,
): Promise<{ readonly group: Group } & Pick<Survey, 'unconfirmedTags' | 'tagsOnTrial'>> {
  const { group, ownAliasTag } = known
  const value = group.tags.get(ALIAS_TAG)
  if (value === undefined || value === ownAliasTag) return { group, unconfirmedTags: [], tagsOnTrial: [] }
  const without = { group: withAliasTag(group, undefined), unconfirmedTags: [], tagsOnTrial: [] }
  const tag = { key: ALIAS_TAG, value }
  if (await isOnTrial(value, asking, known)) return { ...without, tagsOnTrial: [tag] }
  if (await counts(value, asking, known)) return { group, unconfirmedTags: [], tagsOnTrial: [] }
  return { ...without, unconfirmedTags: [tag] }
}

/** Whether another run wrote the tag and tries its version just now. EC2's own tags prove whose trial it is. */
async function isOnTrial(
  value: string,
  { settings: { run } }: Asking,
  { trials, group }: Pick<Known, 'trials' | 'group'>,
): Promise<boolean> {
  const origin = originIn(value)
  if (!origin || origin.run === run.id) return false
  return (await trials).some((each) => each.run === origin.run && each.until > group.at)
}

/**
 * The marker of the run that wrote the tag may be on a version that nothing else needs, so all versions are read once the
 * known ones do not confirm it.
 */
async function counts(value: string, { reads, ask, settings }: Asking, known: Known): Promise<boolean> {
  const origin = originIn(value)
  if (!origin) return false
  // An earlier attempt that was killed between the pin and the version has left nothing else in AWS.
  if (origin.run === settings.run.id && origin.attempt < settings.attempt) return true
  if (isConfirmed(origin, known)) return true
  const ids = [...new Set(known.group.templates.map(({ id }) => id))]
  const all = await Promise.all(ids.map((id) => ask(reads.versionsAfter(id, 0))))
  return isConfirmed(origin, { ...known, versions: all.flatMap((versions) => versions ?? []) })
}
