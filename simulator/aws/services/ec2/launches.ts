/** Operations that launch and end EC2 instances: RunInstances, TerminateInstances, and the protection from the latter. */
import type { RunInstancesRequest } from '@aws-sdk/client-ec2'
import { AwsError } from '../../error.ts'
import type { Account } from '../../world/account.ts'
import type { Ec2LaunchRequest } from '../../world/ec2-launch.ts'
import type { Instance } from '../../world/instance.ts'
import { unsupported } from '../unsupported.ts'
import { dryRunPassed, type Ec2Handlers, endDryRun } from './common.ts'
import { describeInstance } from './instances.ts'
import { ec2State, visibleInstance } from './visible.ts'

/** Handlers for launches outside of groups, and for what ends instances. */
export const launchCalls = (account: Account) =>
  ({
    RunInstances: (input) => {
      if (input.MinCount !== 1 || input.MaxCount !== 1) throw unsupported('RunInstances of more than one instance')
      const request = requestOf(input)
      if (input.DryRun === true) {
        account.launches.tryOut(request)
        throw dryRunPassed()
      }
      const instance = account.launches.run(request)
      return {
        ReservationId: instance.id.replace(/^i-/, 'r-'),
        OwnerId: account.id,
        Instances: [describeInstance(instance)],
      }
    },
    TerminateInstances: (input) => {
      endDryRun(input)
      const instances = (input.InstanceIds ?? []).map((id) => visibleInstance(account, id))
      const changes = instances.map((instance) => {
        const before = instance.ec2State
        terminate(account, instance)
        return { InstanceId: instance.id, PreviousState: ec2State(before), CurrentState: ec2State(instance.ec2State) }
      })
      return { TerminatingInstances: changes }
    },
    ModifyInstanceAttribute: (input) => {
      endDryRun(input)
      const instance = visibleInstance(account, input.InstanceId ?? '')
      const { DisableApiTermination, DisableApiStop } = input
      if (!DisableApiTermination && !DisableApiStop) throw unsupported('ModifyInstanceAttribute of other attributes')
      // EC2 changes one attribute in a call. [documented: ModifyInstanceAttribute]
      if (DisableApiTermination && DisableApiStop) throw unsupported('ModifyInstanceAttribute of two attributes')
      const { termination, stop } = instance.protections
      instance.protections = {
        termination: DisableApiTermination ? DisableApiTermination.Value === true : termination,
        stop: DisableApiStop ? DisableApiStop.Value === true : stop,
      }
      return {}
    },
  }) satisfies Ec2Handlers

/** Everything beside the template and what only this request has. */
function requestOf(input: RunInstancesRequest): Ec2LaunchRequest {
  const {
    LaunchTemplate: template,
    ClientToken,
    InstanceMarketOptions,
    DryRun: _dry,
    MinCount: _min,
    MaxCount: _max,
    ...parameters
  } = input
  const market = InstanceMarketOptions?.MarketType
  if (market === 'capacity-block') throw unsupported('RunInstances in a capacity block')
  return {
    parameters,
    template: template && {
      id: template.LaunchTemplateId,
      name: template.LaunchTemplateName,
      version: template.Version,
    },
    clientToken: ClientToken,
    market: market === 'spot' || market === 'on-demand' ? market : undefined,
  }
}

function terminate(account: Account, instance: Instance): void {
  const { group } = instance.launchInfo
  if (group === undefined) account.launches.terminate(instance)
  else if (account.launches.isProtected(instance)) {
    throw new AwsError(
      'OperationNotPermitted',
      `The instance '${instance.id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
    )
  } else account.groups.get(group)?.fleet.kill(instance)
}
