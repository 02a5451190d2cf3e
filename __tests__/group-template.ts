/** Launch templates of a group for tests, made from whatever is known of them. */
import {
  type FoundTemplate,
  type GroupTemplate,
  groupTemplate,
  type RollbackTarget,
  type TemplateTarget,
} from '../src/rollout/model/group-template.ts'
import type { Image } from '../src/rollout/model/image.ts'
import type { Template, TemplateReference, Version } from '../src/rollout/model/launch-template.ts'
import type { Problem } from '../src/rollout/model/problem.ts'

/** What is known of a template: `undefined` is the same as left out. */
export interface TemplateParts {
  readonly named?: TemplateReference
  readonly template?: Template | undefined
  readonly saved?: Version | undefined
  readonly versions?: readonly Version[]
  readonly parameter?: FoundTemplate['parameter']
  readonly current?: Image | undefined
  readonly architectures?: readonly string[]
  readonly target?: Image | undefined
  readonly launch?: Problem
  readonly rollbackTarget?: RollbackTarget
  /** The version that is named, whatever else the target says. */
  readonly versionTarget?: TemplateTarget
  readonly rollbackOrigin?: FoundTemplate['rollbackOrigin']
}

/** The template in the state that its parts make. */
export function templateOf(parts: TemplateParts): GroupTemplate {
  const { named = { id: '', name: '', version: '' }, template, saved, current, architectures = [], parameter } = parts
  const known = {
    ...groupTemplate(named, { template, saved }),
    ...(current ? { current: { type: 'image', image: current } as const } : { current: unknown(architectures) }),
    target: targetOf(parts),
  }
  const { versions = [], rollbackOrigin } = parts
  return known.type === 'found'
    ? { ...known, versions, ...(parameter && { parameter }), ...(rollbackOrigin && { rollbackOrigin }) }
    : known
}

const unknown = (architectures: readonly string[]) => ({ type: 'unknown', architectures }) as const

function targetOf({ target: image, launch, rollbackTarget: to, versionTarget }: TemplateParts): TemplateTarget {
  if (versionTarget) return versionTarget
  const target = image && { image, ...(launch && { launch }) }
  if (to) return { type: 'rollback', to, ...(target && { found: target }) }
  return target ? { type: 'deploy', ...target } : { type: 'none' }
}
