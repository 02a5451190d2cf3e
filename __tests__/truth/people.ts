/** What people do to the group while it is rolled. */
import { AwsError } from '../../simulator/aws/error.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Group } from '../../simulator/aws/world/group.ts'
import { GROUP, OLD_IMAGE, TEMPLATE } from '../../simulator/scenes/web.ts'
import { seconds } from '../scenario.ts'
import type { Deed } from './trial.ts'

/** Does it, unless AWS refuses. `theirs`: takes the id of a refresh that is started. */
export function perform(deed: Deed, account: Account, theirs: Set<string>): void {
  const group = account.groups.get(GROUP)
  if (!group) return
  try {
    if ('which' in deed) handle(deed, group)
    else change(deed, { account, group, theirs })
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
  }
}

interface Theirs {
  readonly account: Account
  readonly group: Group
  readonly theirs: Set<string>
}

function change(deed: Exclude<Deed, { which: number }>, { account, group, theirs }: Theirs): void {
  const { min, max, desired } = group.configuration
  switch (deed.does) {
    case 'scale':
      group.setDesired(Math.min(max, Math.max(min, desired + deed.by)))
      break
    case 'cancel-refresh':
      group.cancelRefresh()
      break
    case 'rollback-refresh':
      group.rollbackRefresh()
      break
    case 'start-refresh':
      theirs.add(group.startRefresh({ template: { id: TEMPLATE, version: '6' } }))
      break
    case 'make-version':
      account.templates.all[0]?.createVersion({ data: { ImageId: OLD_IMAGE }, sourceVersion: '7' }, account.agenda.now)
      break
    case 'suspend':
      group.suspend(deed.process)
      account.agenda.after(seconds(deed.for), () => group.resume(deed.process))
      break
  }
}

function handle({ does, which }: Extract<Deed, { which: number }>, group: Group): void {
  const serving = group.instances.filter(({ lifecycle }) => lifecycle === 'InService')
  const instance = serving[which % Math.max(1, serving.length)]
  if (!instance) return
  const { desired, min } = group.configuration
  if (does === 'end-machine') group.fleet.kill(instance)
  else if (does === 'terminate-instance') group.terminateInstance(instance.id)
  else if (does === 'protect') group.protect([instance.id], true)
  else group.enterStandby([instance.id], { decrement: desired > min })
}
