/** CloudWatch adapter: reads the states of metric and composite alarms. No SDK type leaves this file. */
import { CloudWatchClient, DescribeAlarmsCommand, type DescribeAlarmsCommandInput } from '@aws-sdk/client-cloudwatch'
import type { Calls } from './connection.ts'
import { pages } from './paging.ts'
import type { AlarmReads } from './services.ts'

/** Reads alarms by name. */
export const cloudWatchReads = (calls: Calls): AlarmReads => ({
  async alarms(names) {
    // Without AlarmTypes AWS lists no composite alarms.
    const input: DescribeAlarmsCommandInput = { AlarmNames: [...names], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }
    const found = await pages(calls, 'DescribeAlarms', {
      page: (token, options) =>
        calls
          .client(CloudWatchClient)
          .send(new DescribeAlarmsCommand({ ...input, ...(token && { NextToken: token }) }), options),
      items: ({ MetricAlarms = [], CompositeAlarms = [] }) => [...MetricAlarms, ...CompositeAlarms],
      next: ({ NextToken }) => NextToken,
    })
    return new Map(
      found.map(({ AlarmName = '', StateValue: state = '', StateTransitionedTimestamp: changed }) => [
        AlarmName,
        { state, ...(changed && { changed: changed.getTime() }) },
      ]),
    )
  },
})
