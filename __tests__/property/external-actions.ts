/** What people do to the group while it is rolled. */
import { AwsError } from '../../simulator/aws/error.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import { checkersOf } from '../../simulator/aws/world/configuration.ts'
import type { Group } from '../../simulator/aws/world/group.ts'
import type { SourceRequest } from '../../simulator/aws/world/launch-choice.ts'
import { GROUP, NEW_IMAGE, TEMPLATE } from '../../simulator/scenes/web.ts'
import { seconds } from '../scenario.ts'
import { bringLater, deleteParameters, isNewImage, moveParameter, PRESENT } from './images.ts'
import { ALARM, policyOf } from './stage.ts'
import type { Deed, DeedToOne, PlainDeed, Trial } from './trial.ts'

/** Whom and what it is done to. `theirs`: takes the id of a refresh that is started. */
interface Place {
  readonly account: Account
  readonly trial: Trial
  readonly theirs: Set<string>
}

/** Does it, unless AWS refuses. */
export function perform(deed: Deed, place: Place): void {
  const group = place.account.groups.get(GROUP)
  if (!group) return
  unlessRefused(() => ('which' in deed ? toOne(deed, group) : toAll(deed, { ...place, group })))
}

/** Does what AWS may refuse. */
export function unlessRefused(what: () => void): void {
  try {
    what()
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
  }
}

interface Theirs extends Place {
  readonly group: Group
}

function toAll(deed: Exclude<Deed, { does: DeedToOne }>, who: Theirs): void {
  const { account, group } = who
  const { min, max, desired } = group.configuration
  switch (deed.does) {
    case 'scale':
      group.setDesired(Math.min(max, Math.max(min, desired + deed.by)))
      break
    case 'suspend':
      group.suspend(deed.process)
      account.agenda.after(seconds(deed.for), () => group.resume(deed.process))
      break
    case 'alarm':
      account.alarms.get(ALARM)?.become('ALARM')
      account.agenda.after(seconds(deed.for), () => account.alarms.get(ALARM)?.become('OK'))
      break
    default:
      plainly[deed.does](who)
  }
}

const BEFORE = String(PRESENT - 1)
const NOW = String(PRESENT)

/** Nobody but the jobs ever makes a template name a new image. */
const plainly: Readonly<Record<PlainDeed, (who: Theirs) => void>> = {
  'cancel-refresh': ({ group }) => group.cancelRefresh(),
  'rollback-refresh': ({ group }) => group.rollbackRefresh(),
  'start-refresh': ({ group, theirs, trial }) => theirs.add(group.startRefresh(versionOf(trial, BEFORE))),
  // As a tool does that copies all that it does not change, the description too.
  'make-version': ({ account: { templates, agenda } }) => {
    for (const template of templates.all) {
      const description = template.find(NOW)?.description
      template.createVersion({ data: {}, sourceVersion: NOW, ...(description && { description }) }, agenda.now)
    }
  },
  'set-default': ({ account: { templates } }) => {
    for (const template of templates.all) template.setDefault(BEFORE)
  },
  'save-older': ({ group, trial }) => group.update(versionOf(trial, BEFORE)),
  'make-plain': ({ group }) => group.update({ template: { id: TEMPLATE, version: NOW } }),
  'make-mixed': ({ group, trial }) => group.update(versionOf(trial, NOW)),
  'narrow-bounds': ({ group }) => {
    const { desired } = group.configuration
    group.update({ min: desired, max: desired })
  },
  'delete-group': ({ account, group }) => {
    group.update({ min: 0, max: 0, desired: 0 })
    account.groups.delete(group.name)
  },
  'delete-template': ({ account }) => account.templates.remove(TEMPLATE),
  'delete-new-version': ({ account: { templates } }) => {
    for (const template of templates.all)
      for (const { number, data } of template.versions) if (isNewImage(data.ImageId)) template.deleteVersion(number)
  },
  'delete-old-version': ({ account: { templates } }) => {
    for (const template of templates.all) {
      // The default cannot be deleted.
      template.setDefault(BEFORE)
      template.deleteVersion(PRESENT)
    }
  },
  'deregister-image': ({ account }) => account.images.delete(NEW_IMAGE),
  'bring-later-image': ({ account, trial }) => bringLater(account, trial),
  'move-parameter': ({ account }) => moveParameter(account),
  'delete-parameters': ({ account }) => deleteParameters(account),
}

/** A version of all templates that the group had at first, in its first form. */
function versionOf({ group: { form } }: Trial, version: string): SourceRequest {
  const template = { id: TEMPLATE, version }
  const policy = policyOf({ form, version: '7' })
  if (!policy) return { template }
  const overrides = (policy.overrides ?? []).map(({ template: own, ...override }) => ({
    ...override,
    ...(own && 'id' in own && { template: { id: own.id, version } }),
  }))
  return { mixed: { ...policy, template, overrides } }
}

function toOne({ does, which }: Extract<Deed, { does: DeedToOne }>, group: Group): void {
  const serving = group.instances.filter(({ lifecycle }) => lifecycle === 'InService')
  const instance = serving[which % Math.max(1, serving.length)]
  if (!instance) return
  const { desired, min } = group.configuration
  const decrement = desired > min
  switch (does) {
    case 'end-machine':
      group.fleet.kill(instance)
      break
    case 'terminate-instance':
      group.terminateInstance(instance.id)
      break
    case 'protect':
      group.protect([instance.id], true)
      break
    case 'standby':
      group.enterStandby([instance.id], { decrement })
      break
    case 'detach':
      group.detach([instance.id], { decrement })
      break
    case 'deregister': {
      const checkers = checkersOf(group.configuration)
      checkers[which % checkers.length]?.deregister(instance)
    }
  }
}
