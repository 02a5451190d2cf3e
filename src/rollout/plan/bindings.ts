/** The placeholders of a plan, and what has been made of them. */
import type { Revision, TemplateVersion, Version } from '../model/launch-template.ts'
import { type ActivePlan, revisionOf, type TemplateChange } from './plan.ts'
import { isPlanned, type PlannedVersion } from './planned-version.ts'

/** Whether the version to roll to is still to be made: one that takes the place of a parameter is there by then. */
export const isToBeMade = ({ from, to }: Pick<TemplateChange, 'from' | 'to'>): boolean => isPlanned(to) && to !== from

/** The versions to roll to that need not be made. */
export const readyTargets = (changes: readonly Pick<TemplateChange, 'from' | 'to'>[]): readonly Version[] =>
  changes.filter((change) => !isToBeMade(change)).map(({ to }) => to)

/** What has been made of the placeholders of a plan so far. */
export type Bindings = ReadonlyMap<string, Version>

/** No version has that number yet when a plan expects it, so the number is what tells a placeholder. */
const keyOf = ({ id, version }: Pick<TemplateVersion, 'id' | 'version'>): string => `${id} ${version}`

export const bind = (bindings: Bindings, planned: PlannedVersion, made: Version): Bindings =>
  new Map([...bindings, [keyOf(planned), made]])

/** The version itself, or what was made for its placeholder. */
export const resolve = <V extends TemplateVersion>(bindings: Bindings, version: V): V | Version =>
  bindings.get(keyOf(version)) ?? version

export const resolveAll = (bindings: Bindings, versions: readonly TemplateVersion[]): Revision =>
  revisionOf(versions.map((each) => resolve(bindings, each)))

/** The plan with the versions that its placeholders have become. */
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
