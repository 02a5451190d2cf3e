/** Preflight rules for `mode: rollback`: whether a target exists. */

import { list } from '../measure.ts'
import type { Finding } from '../model/finding.ts'
import { type RollbackTarget, versionToRestore } from '../model/group-template.ts'
import type { RolloutSettings } from '../model/settings.ts'
import type { Rule } from './rule.ts'

const nowhere: Rule = ({ templates }, { to }) => {
  if (templates.length > 1 && typeof to === 'number')
    return [
      {
        level: 'error',
        rule: 'nowhere-to-go',
        says: `The group has ${templates.length} launch templates (${templates.map(({ named }) => named.name).join(', ')}): which of them version ${to} belongs to is not known.`,
        remedy: 'Set `to` to `previous` or to an image.',
      },
    ]
  const allStay = templates.length > 0 && templates.every((each) => versionToRestore(each)?.why === 'stays')
  if (allStay && typeof to === 'string')
    return [
      {
        level: 'error',
        rule: 'nowhere-to-go',
        says: `None of the group’s launch templates has the architecture of the image ${to}.`,
        remedy: 'Set `to` to `previous`, or to an image that one of them can launch.',
      },
    ]
  return templates.flatMap(({ target }) => (target.type === 'rollback' ? whereTo(target.to, to) : []))
}

function whereTo(target: RollbackTarget, to: RolloutSettings['to']): readonly Finding[] {
  if (target.type !== 'none') return []
  const listed = target.candidates.map(
    ({ version, image, created }) =>
      `version ${version} (${image}, of ${new Date(created).toISOString().slice(0, 10)})`,
  )
  const says =
    to === 'previous'
      ? 'Which version came before is not known: no version carries the marker of this action, and the history names no lower one that succeeded.'
      : target.parameter === undefined
        ? `The launch template has no version ${to}.`
        : `Version ${to} of the launch template names its image by the parameter ${target.parameter}: AWS starts no instance refresh to it.`
  const remedy =
    listed.length > 0
      ? `Set \`to\` to one of these: ${list(listed)}.`
      : 'The launch template has no other version: set `to` to an image.'
  return [{ level: 'error', rule: 'nowhere-to-go', says, remedy }]
}

export const rollbackTarget: readonly Rule[] = [nowhere]
