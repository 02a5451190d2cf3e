/** Maps a plan's placeholders (planned versions) to the versions that EC2 made for them. */
import type { Revision, TemplateVersion, Version } from '../model/launch-template.ts'
import { type ActivePlan, revisionOf, type TemplateChange } from './plan.ts'
import { isPlanned, type PlannedVersion } from './planned-version.ts'

/** Whether the target version is still to be made. One that replaces a parameter is made by an earlier step. */
export const isToBeMade = ({ from, to }: Pick<TemplateChange, 'from' | 'to'>): boolean => isPlanned(to) && to !== from

/** The target versions that exist already. */
export const readyTargets = (changes: readonly Pick<TemplateChange, 'from' | 'to'>[]): readonly Version[] =>
  changes.filter((change) => !isToBeMade(change)).map(({ to }) => to)

/** The versions made so far, by placeholder. */
export type Bindings = ReadonlyMap<string, Version>

/** A planned number belongs to no existing version, so id and number identify the placeholder. */
const keyOf = ({ id, version }: Pick<TemplateVersion, 'id' | 'version'>): string => `${id} ${version}`

export const bind = (bindings: Bindings, planned: PlannedVersion, made: Version): Bindings =>
  new Map([...bindings, [keyOf(planned), made]])

/** The version made for a placeholder; any other version is returned as it is. */
export const resolve = <V extends TemplateVersion>(bindings: Bindings, version: V): V | Version =>
  bindings.get(keyOf(version)) ?? version

export const resolveAll = (bindings: Bindings, versions: readonly TemplateVersion[]): Revision =>
  revisionOf(versions.map((each) => resolve(bindings, each)))

/** The plan with its placeholders replaced by the versions made for them. */
export function withBindings<P extends ActivePlan>(plan: P, bindings: Bindings): P {
  const from = resolveAll(bindings, plan.from.templates)
  if (plan.action === 'roll') {
    const changes = plan.changes.map((change) => ({
      ...change,
      from: resolve(bindings, change.from),
      to: resolve(bindings, change.to),
    }))
    return { ...plan, from, changes }
  }
  return plan.action === 'nothing' ? { ...plan, from, to: resolveAll(bindings, plan.to.templates) } : { ...plan, from }
}
