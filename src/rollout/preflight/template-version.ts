/**
 * Preflight rules for launch template versions that somebody else made: the one that `launch-template-version` names, and
 * those that are newer than the one in use and are not rolled.
 */

import { versionOf } from '../launch-template/alias.ts'
import { claimOfOther, lastRolloutOf } from '../launch-template/last-rollout.ts'
import { markerOf } from '../launch-template/lineage.ts'
import { parameterIn } from '../launch-template/parameter.ts'
import { hasSucceeded } from '../launch-template/rollback-target.ts'
import { differences } from '../launch-template/template.ts'
import { saveCommand } from '../manual-commands.ts'
import { list } from '../measure.ts'
import { runs } from '../model/coverage.ts'
import type { Finding } from '../model/finding.ts'
import { type FoundTemplate, foundTemplates, type GroupTemplate } from '../model/group-template.ts'
import type { Instance } from '../model/instance.ts'
import type { Version } from '../model/launch-template.ts'
import { day, error, isUnseen, note, type Rule, warning } from './rule.ts'

/** One version of one template can be named. */
const several: Rule = ({ templates }, { templateVersion }) =>
  templateVersion === undefined || templates.length < 2
    ? []
    : [
        error(
          'version-of-several',
          `The group has ${templates.length} launch templates (${list(templates.map(({ named }) => named.name))}): which of them version ${templateVersion} belongs to is not known.`,
          'Roll such a group by `image`, or give it one launch template.',
        ),
      ]

/** Of several templates none can be rolled for itself. */
const unprovenOfSeveral: Rule = ({ templates }, { currentImage }) =>
  currentImage && templates.length > 1
    ? foundTemplates(templates)
        .filter(({ target }) => target.type === 'no-version')
        .map(({ saved: { version, id, name } }) =>
          error(
            'version-unproven',
            `Version ${version} of the launch template ${id} (${name}), which the group means now, has not proved itself. No instance refresh to it was successful, and not every instance in service runs it.`,
            'Roll it by `image` first, with an image for each architecture.',
          ),
        )
    : []

const missing: Rule = ({ templates, problems }) =>
  templates.length > 1 || isUnseen('DescribeLaunchTemplateVersions', problems)
    ? []
    : foundTemplates(templates).flatMap(({ target, template: { id, name, latest } }) =>
        target.type === 'no-version'
          ? [
              error(
                'version-missing',
                `The launch template ${id} (${name}) has no version ${target.asked}.`,
                `Its highest is ${latest}: check \`launch-template-version\`, and whether the group belongs to the stack or the workspace that you mean.`,
              ),
            ]
          : [],
      )

/** The version that is named, whether it is rolled as it is or a new one is made from it. */
function namedVersion({ target }: Pick<GroupTemplate, 'target'>): Version | undefined {
  if (target.type === 'version') return target.version
  return target.type === 'deploy' ? target.source : undefined
}

/** A version of ours that no refresh has led to: it failed, or another run is trying it. */
const unproven: Rule = ({ templates, refreshes }, { templateVersion, currentImage, run }) =>
  templateVersion === undefined && !currentImage
    ? []
    : foundTemplates(templates).flatMap((of) => {
        const version = of.rollbackOrigin?.type === 'same' ? undefined : namedVersion(of)
        const by = version && markerOf(version, of.versions)?.run
        if (!version || by === undefined || by === run.id || hasSucceeded({ refreshes }, version)) return []
        const says = `Version ${version.version} was made by run ${by} of this action, and no instance refresh to it was successful. It failed, or that run is trying it.`
        return typeof templateVersion !== 'string'
          ? [warning('version-unproven', says, 'See how that run ended before you go on.')]
          : [
              error(
                'version-unproven',
                `${templateVersion} means version ${version.version}. ${says}`,
                `If it is the one that you mean, name it by its number: \`launch-template-version: ${version.version}\`. Else make a new version, or delete this one.`,
              ),
            ]
      })

/** AWS takes no desired configuration whose template names its image by a parameter, and a template may name none. */
const withoutImage: Rule = ({ templates }) =>
  foundTemplates(templates).flatMap(({ target }) => {
    if (target.type !== 'version' || target.version.image.startsWith('ami-')) return []
    const { version, id, name } = target.version
    const parameter = parameterIn(target.version)
    return [
      error(
        'version-without-image',
        `Version ${version} of the launch template ${id} (${name}) names ${parameter === undefined ? 'no image' : `its image by the parameter ${parameter}. AWS starts no instance refresh to such a version`}.`,
        `Name an image by \`image\`, with \`launch-template-version: ${version}\`: a version with that image is then made from this one.`,
      ),
    ]
  })

/** Without a version to roll back to, a rollout can only be stopped. */
const noRollback: Rule = ({ templates }, { onFailure, onCancel }) =>
  foundTemplates(templates).some(({ rollbackOrigin }) => rollbackOrigin?.type === 'none') &&
  (onFailure === 'rollback' || onCancel === 'rollback')
    ? [
        warning(
          'no-way-back',
          'There is no version to roll back to: what the group has saved is the target itself, or nobody has proved it. No instance in service runs another that did not fail. If the rollout has to end it is stopped where it is, as with `cancel`.',
          'To be able to roll back, roll a version that is known to be good first; or set `on-failure` and `on-cancel` to `cancel`, if that is what you want.',
        ),
      ]
    : []

/** The version stays: what has been replaced is as good, or as bad, as what is still to be. */
const noOlderState: Rule = ({ templates }, { onFailure, onCancel }) =>
  foundTemplates(templates).some(({ rollbackOrigin }) => rollbackOrigin?.type === 'same') &&
  (onFailure === 'rollback' || onCancel === 'rollback')
    ? [
        note(
          'no-older-state',
          'The instances are replaced by others of the same version: there is no older state to roll back to. `rollback` counts as `cancel`, which stops the rollout where it is.',
          'To go on after a stop, run again: every instance is replaced once more. `mode: rollback` returns to the version before.',
        ),
      ]
    : []

/** Versions that a finding names, and members of each that it names. */
const MOST = 3

/** Newer versions of others: a deploy starts from the version in use and leaves them out, which nobody should have to guess. */
const newer: Rule = ({ group, templates }, { templateVersion, to, mode }) =>
  templateVersion !== undefined || to !== undefined || (mode !== 'deploy' && mode !== 'plan')
    ? []
    : foundTemplates(templates).flatMap((each) => newerOf(each, group?.instances ?? []))

function newerOf({ saved, versions }: FoundTemplate, instances: readonly Instance[]): readonly Finding[] {
  const isInUse = (each: Version) => instances.some((instance) => runs(instance, { templates: [each] }))
  const others = versions
    .filter((each) => each.version > saved.version && !isInUse(each) && markerOf(each, versions) === undefined)
    .toSorted((a, b) => b.version - a.version)
  const [newest] = others
  if (!newest) return []
  const shown = others
    .slice(0, MOST)
    .map((each) => `version ${each.version} (of ${day(each.created)}; ${changes(saved, each)})`)
  const more = others.length > MOST ? ` and ${others.length - MOST} more` : ''
  return [
    warning(
      'newer-versions',
      `The launch template ${saved.id} (${saved.name}) has versions newer than the one in use, ${saved.version}. This action did not make them and does not roll them: ${list(shown)}${more}.`,
      `To roll the newest as it is, set \`launch-template-version: ${newest.version}\` in place of \`image\`; with \`image\` beside it a version with that image is made from it.`,
    ),
  ]
}

function changes(saved: Version, other: Version): string {
  const found = differences(saved.data, other.data)
  if (found.length === 0) return 'the same contents'
  const shown = found.slice(0, MOST).map(({ path, from, to }) => `${path}: ${from ?? 'not set'} → ${to ?? 'not set'}`)
  return `${shown.join(', ')}${found.length > MOST ? ` and ${found.length - MOST} more` : ''}`
}

/** A run that moved what the group had saved, and began no refresh. */
const claimed: Rule = ({ group }, { run }) => {
  const last = group && lastRolloutOf(group)
  if (!group || !last || last.refresh !== undefined || last.saved === undefined || last.run === run.id) return []
  if (claimOfOther(last, { run: run.id, now: group.at })) return []
  const choices = group.templates.map(({ id }) => ({ id, version: versionOf(last.saved ?? '') }))
  return [
    note(
      'claim-left',
      `Run ${last.run} moved the group from version ${last.saved} to ${list(last.from.map(String))} and was lost before it began an instance refresh.`,
      `If the group is to have version ${last.saved} saved: \`${saveCommand({ group: group.name, ...(group.mixed && { mixed: true as const }) }, choices)}\`.`,
    ),
  ]
}

export const templateVersion: readonly Rule[] = [
  several,
  unprovenOfSeveral,
  missing,
  unproven,
  withoutImage,
  noRollback,
  noOlderState,
  newer,
  claimed,
]
