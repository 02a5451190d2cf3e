/** A group with a past: a version of ours a day, each rolled out with success, the group on the last of them. */
import type { Account } from '../aws/world/account.ts'
import type { Agenda } from '../aws/world/agenda.ts'
import { boots } from '../aws/world/behaviour.ts'
import { GROUP, TEMPLATE, type Web, web } from './web.ts'

const DAY = 86_400_000

/** The image of a version of the past. */
export const pastImage = (version: number): string => `ami-0c1ea4ab1e5e${String(version).padStart(5, '0')}`

/** Versions 8 to `last`; nothing but them uses their images, which were launched long ago. */
export function withPast(agenda: Agenda, different: Web = {}, last = 13): Account {
  const account = web(agenda, different)
  const [template] = account.templates.all
  const group = account.groups.get(GROUP)
  for (let version = 8; version <= last; version++) {
    const began = agenda.now - (last + 1 - version) * DAY
    const [id, creationDate] = [pastImage(version), new Date(began).toISOString()]
    const lastLaunched = new Date(began - 40 * DAY).toISOString()
    account.image({ id, name: `web-${version}`, behaviour: boots(45), creationDate, lastLaunched })
    const description = `ami-rollout/1 from=${version - 1} image=${id} sha= run=${version}`
    template?.createVersion({ data: { ImageId: id }, sourceVersion: '7', description }, began)
    group?.refreshes.addPast({ template: { id: TEMPLATE, version: String(version) } }, { began, status: 'Successful' })
  }
  group?.save({ id: TEMPLATE, name: template?.name ?? '', version: String(last) })
  return account
}
