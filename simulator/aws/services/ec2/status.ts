/** Status checks of EC2 instances: describe. */
import type { InstanceStatus as InstanceStatusShape, StatusType, SummaryStatus } from '@aws-sdk/client-ec2'
import { AwsError } from '../../error.ts'
import type { Account } from '../../world/account.ts'
import type { Instance } from '../../world/instance.ts'
import { type CheckStatus, type StatusChecks, statusChecksOf } from '../../world/status-checks.ts'
import { type Ec2Handlers, ec2NextToken, ec2Page, endDryRun, passes } from './common.ts'
import { ec2State, visibleInstance, visibleInstances } from './visible.ts'

/** Ids in one request. [documented: DescribeInstanceStatus] */
const MOST_IDS = 100

/** Handlers for status checks. */
export const statusCalls = (account: Account) =>
  ({
    DescribeInstanceStatus: (input) => {
      endDryRun(input)
      const { InstanceIds: ids = [], MaxResults, Filters, IncludeAllInstances = false } = input
      if (ids.length > 0 && MaxResults !== undefined) {
        const message = 'The parameter instancesSet cannot be used with the parameter maxResults'
        throw new AwsError('InvalidParameterCombination', message)
      }
      // The simulator's wording.
      if (ids.length > MOST_IDS) throw new AwsError('InvalidParameterValue', `No more than ${MOST_IDS} instances.`)
      const known = ids.length > 0 ? ids.map((id) => visibleInstance(account, id)) : visibleInstances(account)
      const wanted = known
        .filter(({ ec2State: state }) => state === 'running' || IncludeAllInstances)
        .map((instance) => ({ instance, checks: statusChecksOf(instance, account.agenda.now) }))
        .filter((one) => passes(filterable(one), Filters))
      const page = ec2Page(wanted, input, { key: ({ instance }) => instance.id, least: 5, most: 1000 })
      return { InstanceStatuses: page.records.map(describe), ...ec2NextToken(page) }
    },
  }) satisfies Ec2Handlers

/** An instance and what its checks say now. */
interface Checked {
  readonly instance: Instance
  readonly checks: StatusChecks
}

const filterable = ({ instance, checks }: Checked) => ({
  fields: {
    'availability-zone': [instance.launchInfo.zone],
    'instance-state-name': [instance.ec2State],
    'system-status.status': [checks.system],
    'instance-status.status': [checks.instance],
    'attached-ebs-status.status': [checks.attachedEbs],
  },
  tags: {},
})

const describe = ({ instance, checks }: Checked): InstanceStatusShape => ({
  InstanceId: instance.id,
  AvailabilityZone: instance.launchInfo.zone,
  InstanceState: ec2State(instance.ec2State),
  SystemStatus: summary(checks.system),
  InstanceStatus: summary(checks.instance),
  AttachedEbsStatus: summary(checks.attachedEbs),
})

/** `passed` and `failed` in the details, `ok` and `impaired` above them. */
const summary = (
  status: CheckStatus,
): { Status: SummaryStatus; Details: { Name: 'reachability'; Status: StatusType }[] } => ({
  Status: status,
  Details: status === 'not-applicable' ? [] : [{ Name: 'reachability', Status: details[status] }],
})

const details = {
  ok: 'passed',
  impaired: 'failed',
  initializing: 'initializing',
  'insufficient-data': 'insufficient-data',
} as const satisfies Readonly<Record<Exclude<CheckStatus, 'not-applicable'>, StatusType>>
