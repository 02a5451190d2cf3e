/** A group as text, one line an instance: for the message of a test that fails. */
import type { Group } from './group.ts'
import { templatesOf } from './launch-source.ts'

/** Group, its refresh, its instances with what they run and how their targets are. */
export function dump(group: Group): string {
  const { desired, min, max } = group.configuration
  const [refresh] = group.refreshes.all
  const saved = templatesOf(group.configuration).map(({ name, version }) => `${name} ${version}`)
  const head = `${group.name}: ${min}…${desired}…${max} of ${[...new Set(saved)].join(', ')}`
  const state = refresh
    ? [`refresh ${refresh.status} ${refresh.percent}%, ${refresh.left} left: ${refresh.reason ?? '-'}`]
    : []
  const instances = group.instances.map((instance) => {
    const { launchInfo, lifecycle, health } = instance
    const targets = group.fleet.targets(instance).map(({ name, health: target }) => `${name}=${target.state}`)
    return [
      launchInfo.id,
      lifecycle,
      health,
      `v${launchInfo.template.version}`,
      launchInfo.imageId,
      launchInfo.zone,
      ...targets,
    ].join('  ')
  })
  return [head, ...state, ...instances].join('\n')
}
