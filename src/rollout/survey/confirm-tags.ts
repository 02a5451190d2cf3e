/**
 * Leaves out the tags of ours that AWS's own history does not confirm, since anybody who may tag the group can write them,
 * and those of another run that may be in progress, since they are that run's to settle.
 */

import { ALIAS_TAG, withAliasTag } from '../launch-template/alias.ts'
import { isConfirmed, mayGoOn, originIn, type TagEvidence } from '../launch-template/tag-origin.ts'
import type { Group } from '../model/group.ts'
import type { RolloutSettings } from '../model/settings.ts'
import type { Survey } from '../model/survey.ts'
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
}

/**
 * The group with the aliases in its tag if they count, and are not another run's that may be in progress. The rollback and
 * hand-over tags are held against the refresh that they name where they are used.
 */
export async function confirmTags(
  asking: Asking,
  known: Known,
): Promise<{ readonly group: Group } & Pick<Survey, 'unconfirmedTags' | 'tagsInProgress'>> {
  const { group, ownAliasTag } = known
  const value = group.tags.get(ALIAS_TAG)
  if (value === undefined || value === ownAliasTag) return { group, unconfirmedTags: [], tagsInProgress: [] }
  const its = await confirmationOf(value, asking, known)
  if (its === 'counts') return { group, unconfirmedTags: [], tagsInProgress: [] }
  const tag = { key: ALIAS_TAG, value }
  return {
    group: withAliasTag(group, undefined),
    unconfirmedTags: its === 'unconfirmed' ? [tag] : [],
    tagsInProgress: its === 'in-progress' ? [tag] : [],
  }
}

/** What AWS's history makes of a tag. */
type TagConfirmation = 'counts' | 'in-progress' | 'unconfirmed'

/**
 * The marker of the run that wrote the tag may be on a version that nothing else needs, so all versions are read once the
 * known ones do not confirm it.
 */
async function confirmationOf(value: string, { reads, ask, settings }: Asking, known: Known): Promise<TagConfirmation> {
  const origin = originIn(value)
  if (!origin) return 'unconfirmed'
  // An earlier attempt that was killed between the pin and the version has left nothing else in AWS.
  if (origin.run === settings.run.id && origin.attempt < settings.attempt) return 'counts'
  const reader = { run: settings.run.id, at: known.group.at }
  const confirmationBy = (evidence: TagEvidence): TagConfirmation =>
    !isConfirmed(origin, evidence) ? 'unconfirmed' : mayGoOn(origin, evidence, reader) ? 'in-progress' : 'counts'
  const first = confirmationBy(known)
  if (first !== 'unconfirmed') return first
  const ids = [...new Set(known.group.templates.map(({ id }) => id))]
  const all = await Promise.all(ids.map((id) => ask(reads.versionsAfter(id, 0))))
  return confirmationBy({ ...known, versions: all.flatMap((versions) => versions ?? []) })
}
