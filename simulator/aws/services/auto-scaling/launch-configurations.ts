/** Launch configurations, which groups without a launch template launch from: describe. */
import type { LaunchConfiguration } from '@aws-sdk/client-auto-scaling'
import type { Account } from '../../world/account.ts'
import { typeName } from '../../world/instance-type.ts'
import type { LaunchTemplate } from '../../world/template.ts'
import { type AutoScalingHandlers, autoScalingPage, nextToken } from './common.ts'

/** Handlers for launch configurations. */
export const launchConfigurationCalls = (account: Account) =>
  ({
    DescribeLaunchConfigurations: (input) => {
      const { LaunchConfigurationNames: names = [] } = input
      const wanted = account.templates.launchConfigurations.filter(
        ({ name }) => names.length === 0 || names.includes(name),
      )
      const page = autoScalingPage(wanted, input, { key: ({ name }) => name, usual: 50, most: 100 })
      return { LaunchConfigurations: page.records.map(describe), ...nextToken(page) }
    },
  }) satisfies AutoScalingHandlers

function describe(configuration: LaunchTemplate): LaunchConfiguration {
  const { data } = configuration.version('1')
  return {
    LaunchConfigurationName: configuration.name,
    ImageId: data.ImageId,
    InstanceType: typeName(data.InstanceType),
    CreatedTime: new Date(configuration.created),
  }
}
