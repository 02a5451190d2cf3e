/** CloudWatch: the state of alarms, metric and composite. Its shapes end here. */
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { ask } from './ask.ts'
import type { Connection } from './connection.ts'
import type { AlarmReads } from './services.ts'

/** Alarms by name; one call, since a refresh takes at most ten. */
export const cloudWatchReads = ({ client }: Connection): AlarmReads => ({
  async alarms(names) {
    const found = await ask('DescribeAlarms', () =>
      // Composite alarms are only listed when they are asked for by type.
      client(CloudWatchClient).send(
        new DescribeAlarmsCommand({ AlarmNames: [...names], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
      ),
    )
    const all = [...(found.MetricAlarms ?? []), ...(found.CompositeAlarms ?? [])]
    return new Map(all.map(({ AlarmName = '', StateValue = '' }) => [AlarmName, StateValue]))
  },
})
