/** CloudWatch: the state of alarms, metric and composite. Its shapes end here. */
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import type { Reads } from '../rollout/world.ts'
import { ask } from './ask.ts'
import type { Clients } from './clients.ts'

/** Alarms by name; one call, since a refresh takes at most ten. */
export const cloudWatchReads = ({ cloudWatch }: Clients): Pick<Reads, 'alarms'> => ({
  async alarms(names) {
    const found = await ask('DescribeAlarms', () =>
      // Composite alarms are only listed when they are asked for by type.
      cloudWatch.send(
        new DescribeAlarmsCommand({ AlarmNames: [...names], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
      ),
    )
    const all = [...(found.MetricAlarms ?? []), ...(found.CompositeAlarms ?? [])]
    return new Map(all.map(({ AlarmName = '', StateValue = '' }) => [AlarmName, StateValue]))
  },
})
