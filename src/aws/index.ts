/** Builds the ports `Reads` and `Writes` from the service adapters. */
import type { Reads, Writes } from '../rollout/ports.ts'
import { autoScalingReads } from './auto-scaling/reads.ts'
import { autoScalingWrites } from './auto-scaling/writes.ts'
import type { Calls } from './connection.ts'
import {
  type AlarmReads,
  type ArchiveReads,
  type ArchiveWrites,
  alarmReads,
  archiveReads,
  archiveWrites,
  type BalancerReads,
  balancerReads,
  type CommandReads,
  type CommandWrites,
  commandReads,
  commandWrites,
  type ImageReads,
  imageReads,
  onDemand,
  type ParameterReads,
  type ParameterWrites,
  parameterReads,
  parameterWrites,
  type TemplateReads,
  type TemplateWrites,
  type TrialReads,
  type TrialWrites,
  templateReads,
  templateWrites,
  trialReads,
  trialWrites,
} from './services.ts'

export { connectionTo } from './connection.ts'
export { ambient, assumedRole, type Credentials, type Lifetime, sessionNameFrom } from './credentials.ts'

/** All reads. Only Auto Scaling's adapter is loaded at once, because every run reads the group first. */
export const readsOf = (calls: Calls): Reads => ({
  ...autoScalingReads(calls),
  ...onDemand<TemplateReads>(calls, templateReads, async () => (await import('./ec2.ts')).ec2Reads(calls)),
  ...onDemand<ImageReads>(calls, imageReads, async () => (await import('./ec2/images.ts')).imageReadsOf(calls)),
  ...onDemand<BalancerReads>(calls, balancerReads, async () =>
    (await import('./elastic-load-balancing-v2.ts')).elasticLoadBalancingReads(calls),
  ),
  ...onDemand<TrialReads>(calls, trialReads, async () => (await import('./ec2/trial.ts')).trialReadsOf(calls)),
  ...onDemand<AlarmReads>(calls, alarmReads, async () => (await import('./cloudwatch.ts')).cloudWatchReads(calls)),
  ...onDemand<ParameterReads>(calls, parameterReads, async () => (await import('./ssm.ts')).systemsManagerReads(calls)),
  ...onDemand<ArchiveReads>(calls, archiveReads, async () => (await import('./ec2/archive.ts')).archiveReadsOf(calls)),
  ...onDemand<CommandReads>(calls, commandReads, async () => (await import('./run-command.ts')).commandReadsOf(calls)),
  within: (stop) => readsOf(calls.within(stop)),
  retrying: (retryLimit) => readsOf(calls.retrying(retryLimit)),
})

/** All writes. */
export const writesOf = (calls: Calls): Writes => ({
  ...autoScalingWrites(calls),
  ...onDemand<TemplateWrites>(calls, templateWrites, async () => (await import('./ec2.ts')).ec2Writes(calls)),
  ...onDemand<TrialWrites>(calls, trialWrites, async () => (await import('./ec2/trial.ts')).trialWritesOf(calls)),
  ...onDemand<ArchiveWrites>(calls, archiveWrites, async () =>
    (await import('./ec2/archive.ts')).archiveWritesOf(calls),
  ),
  ...onDemand<CommandWrites>(calls, commandWrites, async () =>
    (await import('./run-command.ts')).commandWritesOf(calls),
  ),
  ...onDemand<ParameterWrites>(calls, parameterWrites, async () =>
    (await import('./ssm.ts')).systemsManagerWrites(calls),
  ),
  within: (stop) => writesOf(calls.within(stop)),
  retrying: (retryLimit) => writesOf(calls.retrying(retryLimit)),
})
