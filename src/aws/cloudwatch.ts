/** CloudWatch adapter: reads the states of metric and composite alarms. No SDK type leaves this file. */
import { CloudWatchClient, DescribeAlarmsCommand, type DescribeAlarmsCommandInput } from '@aws-sdk/client-cloudwatch'
import { IncompleteAnswer } from './answer.ts'
import type { Calls } from './connection.ts'
import { pages } from './paging.ts'
import type { AlarmReads } from './services.ts'

/** Reads alarms by name. */
export const cloudWatchReads = (calls: Calls): AlarmReads => ({
  async alarms(names) {
    // Without AlarmTypes AWS lists no composite alarms.
    const input: DescribeAlarmsCommandInput = { AlarmNames: [...names], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }
    const found = await pages(calls, 'DescribeAlarms', {
      page: async (token, options) => {
        const describe = new DescribeAlarmsCommand({ ...input, ...(token && { NextToken: token }) })
        const page = await calls.client(CloudWatchClient).send(describe, options)
        // An empty document is not "no alarm": AWS gives both lists, empty ones too.
        if (!page.MetricAlarms && !page.CompositeAlarms) throw new IncompleteAnswer('MetricAlarms')
        return page
      },
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
