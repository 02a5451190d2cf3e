/** A physical host of EC2 fails under an instance: what EC2's status checks and load balancers find from then on. */
import type { Answer, CheckedPart } from './behaviour.ts'
import type { Cloud } from './cloud.ts'
import type { Instance } from './instance.ts'
import type { Rules } from './rules.ts'

/** What of an account a failing host concerns. */
interface HostWorld extends Pick<Cloud, 'agenda' | 'rules'> {
  readonly ec2Instances: ReadonlyMap<string, Instance>
  readonly targetGroups: readonly Checker[]
  readonly classicLoadBalancers: readonly { readonly targets: Checker }[]
  readonly groups: ReadonlyMap<string, { scheduleTick(): void }>
}

interface Checker {
  answersChanged(instance: Instance): void
}

/** The host of a running instance fails now, for good unless said. An instance that does not run has none. */
export function failHost(world: HostWorld, id: string, forSeconds = Infinity): void {
  const { agenda, rules } = world
  const instance = world.ec2Instances.get(id)
  if (instance?.runningAt === undefined || instance.ec2State !== 'running') return
  instance.hostFailure = { from: agenda.now, until: agenda.now + forSeconds * 1000 }
  const parts: readonly CheckedPart[] = [
    ...(rules.failedHostIsImpaired ? (['system'] as const) : []),
    ...(rules.failedHostFailsInstanceCheck ? (['instance'] as const) : []),
  ]
  const fromSeconds = (agenda.now - instance.runningAt) / 1000 + rules.statusCheckAfter
  instance.statusPeriods = parts.map((check) => ({ check, status: 'impaired', fromSeconds, forSeconds }))
  const checkers = [...world.targetGroups, ...world.classicLoadBalancers.map(({ targets }) => targets)]
  for (const checker of checkers) checker.answersChanged(instance)
  agenda.after((rules.statusCheckAfter + rules.impairedFor) * 1000, () =>
    world.groups.get(instance.launchInfo.group ?? '')?.scheduleTick(),
  )
}

/** What a check of a load balancer gets at a moment, in ms since epoch, where the host lets nothing through; else nothing is known of it here. */
export function answerOfHost(
  { hostFailure }: Instance,
  at: number,
  { failedHostAnswersNobody }: Rules,
): Answer | undefined {
  if (!hostFailure || !failedHostAnswersNobody || at < hostFailure.from || at >= hostFailure.until) return undefined
  return { ok: false, until: hostFailure.until }
}
