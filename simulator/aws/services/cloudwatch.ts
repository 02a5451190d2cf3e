/** CloudWatch as a service: alarms and their states. */
import type { CompositeAlarm, DescribeAlarmsInput, MetricAlarm } from '@aws-sdk/client-cloudwatch'
import type { Call } from '../call.ts'
import { AwsError } from '../error.ts'
import type { Handlers } from '../wire/service.ts'
import type { Account } from '../world/account.ts'
import type { Alarm } from '../world/alarm.ts'
import { pageSize, takePage } from './paging.ts'
import { refuseUnsupported } from './unsupported.ts'

/** Handlers for the operations of CloudWatch that are simulated. */
export const cloudWatch = (account: Account): Handlers<typeof import('@aws-sdk/client-cloudwatch'), Call> => ({
  DescribeAlarms: (input) => {
    refuseUnsupported('DescribeAlarms', input, supported)
    const { MaxRecords, NextToken, ...request } = input
    const { records, next } = takePage(selectedAlarms(account, request), {
      request,
      size: pageSize(MaxRecords, 'maxRecords', { usual: 50, most: 100 }),
      token: NextToken,
      key: ({ name }) => name,
      invalid: () => new AwsError('InvalidNextToken', `The token '${NextToken}' is not valid.`), // the simulator's wording
    })
    return {
      MetricAlarms: records.filter((alarm) => !isComposite(alarm)).map((alarm) => metricAlarm(account, alarm)),
      CompositeAlarms: records.filter(isComposite).map((alarm) => compositeAlarm(account, alarm)),
      ...(next !== undefined && { NextToken: next }),
    }
  },
})

const supported: readonly (keyof DescribeAlarmsInput)[] = [
  'AlarmNames',
  'AlarmNamePrefix',
  'AlarmTypes',
  'StateValue',
  'MaxRecords',
  'NextToken',
]

const isComposite = ({ anyOf }: Alarm): boolean => anyOf.length > 0

/** By name. Without `AlarmTypes` only metric alarms are listed, even of those that are named. [documented: DescribeAlarms] */
function selectedAlarms(account: Account, input: DescribeAlarmsInput): readonly Alarm[] {
  const { AlarmNames: names, AlarmNamePrefix: prefix, StateValue: state, AlarmTypes: types = ['MetricAlarm'] } = input
  if (names && prefix !== undefined) {
    // The simulator's wording.
    throw new AwsError('ValidationError', 'AlarmNamePrefix cannot be specified together with AlarmNames')
  }
  return account.alarms.all
    .filter((alarm) => types.includes(isComposite(alarm) ? 'CompositeAlarm' : 'MetricAlarm'))
    .filter(({ name }) => !names?.length || names.includes(name))
    .filter(({ name }) => name.startsWith(prefix ?? ''))
    .filter((alarm) => state === undefined || alarm.state === state)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

const common = ({ region, id }: Account, { name, state, reason, changedAt }: Alarm) => ({
  AlarmName: name,
  AlarmArn: `arn:aws:cloudwatch:${region}:${id}:alarm:${name}`,
  ActionsEnabled: true,
  StateValue: state,
  StateReason: reason,
  StateUpdatedTimestamp: new Date(changedAt),
  StateTransitionedTimestamp: new Date(changedAt),
})

const metricAlarm = (account: Account, alarm: Alarm): MetricAlarm => ({
  ...common(account, alarm),
  Namespace: 'AWS/ApplicationELB',
  MetricName: 'HTTPCode_Target_5XX_Count',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanThreshold',
})

const compositeAlarm = (account: Account, alarm: Alarm): CompositeAlarm => ({
  ...common(account, alarm),
  AlarmRule: alarm.anyOf.map(({ name }) => `ALARM("${name}")`).join(' OR '),
})
