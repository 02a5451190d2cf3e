/** Preflight rules of a trial, and of what earlier trials have left. */

import { endTrialCommand } from '../manual-commands.ts'
import { moment } from '../measure.ts'
import { foundTemplates } from '../model/group-template.ts'
import type { RolloutSettings } from '../model/settings.ts'
import { isLeftTrial } from '../model/trial.ts'
import { error, note, type Rule, warning } from './rule.ts'

const isTried = ({ trial, to }: RolloutSettings): boolean => trial !== undefined && to === undefined

/** An interface or an address that exists once belongs to an instance of the group; the trial would take it or not launch. */
const fixedNetwork: Rule = ({ templates }, settings) =>
  isTried(settings)
    ? foundTemplates(templates)
        .filter(({ saved }) => interfacesOf(saved.data).some(isFixed))
        .map(({ saved }) =>
          error(
            'trial-fixed-network',
            `Version ${saved.version} of ${saved.name} names a network interface or a private address of its own. Only one instance can have it, so no trial can run beside the group.`,
            'Take the interface or the address out of the template, or deploy without `trial`.',
          ),
        )
    : []

const interfacesOf = ({ NetworkInterfaces: all }: Readonly<Record<string, unknown>>): readonly object[] =>
  Array.isArray(all) ? all : []

const fixed = ['NetworkInterfaceId', 'PrivateIpAddress', 'PrivateIpAddresses', 'Ipv6Addresses'] as const

const isFixed = (each: object): boolean =>
  fixed.some((member) => {
    const value: unknown = member in each ? Reflect.get(each, member) : undefined
    return Array.isArray(value) ? value.length > 0 : value !== undefined
  })

/** A script that asks the load balancer would be answered by the old instances. */
const verifyNamesNobody: Rule = (_, settings) =>
  isTried(settings) && settings.verify && !settings.verify.namesInstances
    ? [
        warning(
          'trial-verify',
          '`verify` names neither AMI_ROLLOUT_NEW_INSTANCE_ADDRESSES nor AMI_ROLLOUT_NEW_INSTANCE_IDS. At the trial a load balancer answers for the old instances.',
          'Let the script, or what it calls, ask the trial instance where AMI_ROLLOUT_STEP is `trial`.',
        ),
      ]
    : []

/** Those that this run may end are ended by a step of its plan; of the others it is said until when they may go on. */
const trialsLeft: Rule = ({ group, trials }, settings) =>
  trials.map((trial) => {
    const { instance, run, attempt, until } = trial
    const its = `Instance ${instance} is a trial of run ${run}, attempt ${attempt}`
    const by = `Or: \`${endTrialCommand([instance])}\`.`
    return group && isLeftTrial(trial, { run: settings.run.id, attempt: settings.attempt, at: group.at })
      ? warning('trial-left', `${its}, which has not ended it.`, `A deploy or rollback of this group ends it. ${by}`)
      : note(
          'trial-in-progress',
          `${its}, in progress until ${moment(until)} at the latest.`,
          `If that run is gone, a later one ends it from then on. ${by}`,
        )
  })

export const trialRules: readonly Rule[] = [fixedNetwork, verifyNamesNobody, trialsLeft]
