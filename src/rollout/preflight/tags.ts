/** What the tags of ours on the group decide, and which of them nothing in AWS's history confirms. */

import { HAND_OVER_TAG, handedOverBy, shownNote } from '../hand-over.ts'
import { ALIAS_TAG, isAlias, taggedAliases } from '../launch-template/alias.ts'
import { markerOf } from '../launch-template/lineage.ts'
import { notedBy, ROLLBACK_TAG, rollbackNoteIn, unbegunRollback } from '../launch-template/rollback-note.ts'
import { originIn } from '../launch-template/tag-origin.ts'
import { quote, untagCommand } from '../manual-commands.ts'
import { moment } from '../measure.ts'
import type { Finding } from '../model/finding.ts'
import type { GroupTag } from '../model/group.ts'
import { foundTemplates, targetImage } from '../model/group-template.ts'
import { namesVersion } from '../model/refresh.ts'
import { error, note, type Rule, warning } from './rule.ts'

/** What nothing confirms is shown as a quoted word: it is a stranger's text. */
const unconfirmed: Rule = ({ unconfirmedTags, group }) =>
  group === undefined ? [] : unconfirmedTags.map((tag) => ignored(group.name, tag))

const ignored = (group: string, { key, value }: GroupTag): Finding =>
  warning(
    'tag-ignored',
    `The group's tag ${key} says ${quote(value)}, and nothing in the history of its launch template versions and instance refreshes confirms it: it decides nothing.`,
    `${key === ALIAS_TAG ? 'If the group is to follow an alias, save it on the group. ' : ''}Remove the tag: \`${untagCommand(group, key)}\`.`,
  )

/** Before its time is over only a run that goes on knows whether its aliases may come back. */
const inProgress: Rule = ({ tagsInProgress, group }) =>
  tagsInProgress.flatMap(({ key, value }) => {
    const origin = originIn(value)
    return group === undefined || !origin
      ? []
      : [
          note(
            'tag-in-progress',
            `The group's tag ${key} is that of run ${origin.run}, which may be in progress until ${moment(origin.until)}. The group stays on the version numbers that it has saved.`,
            `If that run is gone, a later one gives the group its alias back from then on. To do it now, save the alias on the group and remove the tag: \`${untagCommand(group.name, key)}\`.`,
          ),
        ]
  })

/** Aliases in a tag that counts are restored as soon as they mean a proven version. */
const aliases: Rule = ({ group }, { run }) => {
  if (!group || group.templates.every(({ version }) => isAlias(version))) return []
  const tagged = [...new Set(taggedAliases(group).values())]
  const origin = originIn(group.tags.get(ALIAS_TAG) ?? '')
  return tagged.length === 0 || !origin
    ? []
    : [
        note(
          'tag-decides',
          `The group's tag ${ALIAS_TAG} decides that the group follows ${tagged.join(' and ')} again, once that means a version that has proven itself. ${origin.run === run.id ? 'An earlier attempt of this run wrote it.' : `Run ${origin.run} wrote it, and AWS's history confirms that run.`}`,
          `If the group is to stay on a number, remove the tag: \`${untagCommand(group.name, ALIAS_TAG)}\`.`,
        ),
      ]
}

/** For `to: previous`: an earlier attempt has noted where it goes. */
const rollback: Rule = ({ group, refreshes: [newest] }, { to, run }) => {
  const value = group?.tags.get(ROLLBACK_TAG)
  const written = rollbackNoteIn(value)
  if (!group || to !== 'previous' || !written || written.run !== run.id) return []
  const versions = written.versions.join(', ')
  return notedBy(value, { run, templates: group.templates, newest })
    ? [
        note(
          'tag-decides',
          `The group's tag ${ROLLBACK_TAG} decides where this rollback goes: attempt ${written.attempt} of this run noted version ${versions}. The group's newest instance refresh${newest ? ` (${newest.id})` : ''} confirms it.`,
          'Set `to` to a version number to go elsewhere.',
        ),
      ]
    : [
        note(
          'tag-outdated',
          `The group's tag ${ROLLBACK_TAG} names version ${versions}, but the group's newest instance refresh is not the one that it names: it decides nothing.`,
          'Set `to` to a version number if the rollback is to go there.',
        ),
      ]
}

const handOver: Rule = ({ group, refreshes }, { run }) => {
  const written = handedOverBy(run, group?.tags.get(HAND_OVER_TAG))
  if (!group || !written) return []
  return shownNote({ group, refreshes }, run)
    ? [
        note(
          'tag-decides',
          `The group's tag ${HAND_OVER_TAG} hands over instance refresh ${written.refresh} from attempt ${written.attempt} of this run; AWS shows it.`,
          'Nothing is to be done: the tag goes when the refresh has ended.',
        ),
      ]
    : [ignored(group.name, { key: HAND_OVER_TAG, value: group.tags.get(HAND_OVER_TAG) ?? '' })]
}

/**
 * A rollback that another run noted and has not begun. Its image is not rolled again before that is done: it has failed,
 * and a refresh over a fleet that runs it already would be a success in AWS's eyes.
 */
const unbegun: Rule = ({ group, refreshes: [newest], templates }, { to, run }) => {
  const found = group && unbegunRollback(group.tags.get(ROLLBACK_TAG), newest)
  if (!group || !found || found.note.run === run.id) return []
  const { note: written, refresh } = found
  const failed = foundTemplates(templates).filter((each) =>
    each.versions.some(
      (version) =>
        namesVersion(refresh, version) &&
        markerOf(version, each.versions)?.run === written.run &&
        version.image === targetImage(each)?.id,
    ),
  )
  const numbers = (refresh.to ?? []).map(({ version }) => version)
  const versions = numbers.length === 0 ? 'its rollout' : `version ${numbers.join(', ')}`
  const finding = failed.length > 0 && to === undefined ? error : warning
  return [
    finding(
      'rollback-unbegun',
      `Run ${written.run} has ended its instance refresh ${refresh.id} (${refresh.status}) to roll ${versions} back to version ${written.versions.join(', ')}${written.failureCode === undefined ? '' : ` (${written.failureCode})`}, and has not begun that rollback. Instances may still run ${versions}${failed.length > 0 ? ', whose image this run asks for' : ''}.`,
      `Run that workflow run again, which finishes its rollback; or roll back first: \`mode: rollback\` with \`to: ${written.versions.join()}\`.`,
    ),
  ]
}

export const tags: readonly Rule[] = [unconfirmed, inProgress, aliases, rollback, unbegun, handOver]
