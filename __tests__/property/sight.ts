/** What really stands in the simulated world: the oracle's eyes. */
import type { Account } from '../../simulator/aws/world/account.ts'
import { resolveImage } from '../../simulator/aws/world/cloud.ts'
import type { Configuration } from '../../simulator/aws/world/configuration.ts'
import type { Instance } from '../../simulator/aws/world/instance.ts'
import { templatesOf } from '../../simulator/aws/world/launch-source.ts'
import type { TemplateChoice } from '../../simulator/aws/world/templates.ts'
import type { Job, JobOptions, Simulated } from '../scenario.ts'

/** An instance as it really is. */
export interface Real {
  readonly id: string
  readonly lifecycle: Instance['lifecycle']
  readonly template: string
  readonly version: number
  readonly image: string
  readonly isProtected: boolean
  /** In the eyes of EC2 and of every target group that checks. */
  readonly isHealthy: boolean
  /** Since it came into service, in ms. */
  readonly age: number
  /** ms since epoch. */
  readonly launchedAt: number
}

/** A launch template version, with its image. */
export type Meant = Pick<Real, 'template' | 'version' | 'image'>

/** The world at one moment. */
export interface Truth {
  readonly instances: readonly Real[]
  /** As the group has it saved: a number or an alias; of several launch templates with commas between them. */
  readonly saved: string
  /** What this means now, of each template; `undefined` if one of them is gone. */
  readonly means: readonly Meant[] | undefined
  /** The alias that the group's tag remembers, without who wrote it. */
  readonly aliasesToRestore: string | undefined
  /** The image of the next scale-out; `undefined` if it could launch nothing. */
  readonly next: string | undefined
  readonly active: { readonly id: string; readonly status: string } | undefined
  /** Whether the group stands. */
  readonly exists: boolean
}

/** Looks at the world itself, not at what AWS answers. */
export function truth({ account, group, agenda }: Simulated): Truth {
  const { active } = group.refreshes
  const saved = distinct(templatesOf(group.configuration))
  return {
    instances: group.instances.map((instance) => ({
      id: instance.id,
      lifecycle: instance.lifecycle,
      template: instance.launchInfo.template.id,
      version: Number(instance.launchInfo.template.version),
      image: instance.launchInfo.imageId,
      isProtected: instance.protectedFromScaleIn,
      isHealthy: isWell(instance, group.configuration),
      age: agenda.now - (instance.inServiceAt ?? agenda.now),
      launchedAt: instance.launchInfo.launchedAt,
    })),
    saved: saved.map(({ version }) => version).join(),
    means: attempt(() => saved.map((choice) => meant(choice, account))),
    aliasesToRestore: group.tags.get('ami-rollout:alias')?.value.replace(/ run=.*/, ''),
    next: attempt(() => account.nextLaunch(group.name).imageId),
    active: active && { id: active.id, status: active.status },
    exists: account.groups.has(group.name),
  }
}

/** Several overrides may name one template. */
const distinct = (choices: readonly TemplateChoice[]): readonly TemplateChoice[] =>
  choices.filter(({ id }, i) => choices.findIndex((each) => each.id === id) === i)

function meant(choice: TemplateChoice, account: Account): Meant {
  const { number, data } = account.templates.version(choice)
  return { template: choice.id, version: number, image: resolveImage(account, data.ImageId ?? '') }
}

/** Whether an instance is healthy in the eyes of EC2 and of every target group that checks. A classic load balancer calls what drains in service. */
export const isWell = (instance: Instance, { targetGroups, classicLoadBalancers }: Configuration): boolean =>
  instance.ec2State === 'running' &&
  instance.health === 'Healthy' &&
  classicLoadBalancers.every((balancer) => balancer.health(instance.id).state === 'InService') &&
  targetGroups.every((targetGroup) => targetGroup.isUnjudged || targetGroup.health(instance.id).state === 'healthy')

function attempt<T>(ask: () => T): T | undefined {
  try {
    return ask()
  } catch {
    return undefined
  }
}

/** A job, and the world as it began and at the moment when its main ended. `began`: ms since epoch. `lasted`: in ms. */
export interface Watched {
  readonly job: Job
  readonly before: Truth
  readonly after: Truth
  readonly began: number
  readonly lasted: number
}

/** Runs a job and looks at the world as its main ends. */
export async function watched(aws: Simulated, options: JobOptions = {}): Promise<Watched> {
  const before = truth(aws)
  const began = aws.agenda.now
  let end = { after: before, lasted: 0 }
  const job = await aws.job({
    ...options,
    whenMainEnds: () => {
      end = { after: truth(aws), lasted: aws.agenda.now - began }
    },
  })
  return { job, before, began, ...end }
}

/** What a job was asked, as far as it decides who is answered for. */
export interface Terms {
  /** Of a deploy: one for each architecture. */
  readonly images: readonly string[]
  readonly mode?: 'deploy' | 'rollback' | 'plan' | 'check'
  /** Without a new image: an instance is new that was launched since, in ms since epoch. */
  readonly renewedSince?: number
  /** Whether AWS rolled back, of a rollback, what was in flight. */
  readonly undoes?: boolean
  /** Whether instances that are protected from scale-in are left out. */
  readonly protectedStay: boolean
  /** ms; younger instances may still become healthy. */
  readonly warmup?: number
  /** Whether health at the end of main is health at its last look; so unless said. */
  readonly settled?: boolean
  /** Whether AWS itself may have answered late, or with what was true before; a green end rests on several looks all the same. */
  readonly stale?: boolean
  /** Whether calls may have failed, or taken effect without an answer. */
  readonly disturbed?: boolean
  /** Whether somebody moves what the saved template means: what it says is then nobody's fault. */
  readonly moved?: boolean
}

/**
 * Whether an instance runs what the job was to lead to: an image, or for a rollback the version that it told. AWS's own
 * rollback of what was in flight leads away from that, and leaves what ran something else before.
 */
export function belongs(each: Meant | Real, { job, before }: Watched, terms: Terms): boolean {
  const { mode, images, undoes, renewedSince } = terms
  if (renewedSince !== undefined) {
    const isMeant = before.means?.some(({ template, image }) => template === each.template && image === each.image)
    return isMeant === true && (!('launchedAt' in each) || each.launchedAt >= renewedSince)
  }
  if (mode !== 'rollback') return images.includes(each.image)
  const { 'launch-template-version': to, 'previous-launch-template-version': from } = job.outputs
  return undoes ? !isAmong(each, job, from) : isAmong(each, job, to)
}

/** Whether an instance runs one of the versions that a job told. */
const isAmong = ({ template, version }: Meant, { outputs }: Job, versions = ''): boolean =>
  versions.split(',')[outputs['launch-template-id']?.split(',').indexOf(template) ?? 0] === String(version)

/** Whether all that the group has saved is what the job was to lead to. */
export const isSaved = (ran: Watched, settings: Terms): boolean =>
  ran.after.means?.every((each) => belongs(each, ran, settings)) ?? false

/** Instances that a rollout answers for: in service, and not left out. */
export function covered(ran: Watched, settings: Terms): readonly Real[] {
  const { mode, protectedStay } = settings
  const isThere = (each: Real) =>
    mode === 'rollback'
      ? isAmong(each, ran.job, ran.job.outputs['launch-template-version'])
      : belongs(each, ran, settings)
  return ran.after.instances.filter(
    (each) => each.lifecycle === 'InService' && !(protectedStay && each.isProtected && !isThere(each)),
  )
}

/** What the covered instances run; an empty group is what its template says. A rollback leads to the previous. */
export function fleet(ran: Watched, settings: Terms): 'new' | 'previous' | 'mixed' {
  const all = covered(ran, settings)
  const [arrived, left] = settings.mode === 'rollback' ? (['previous', 'new'] as const) : (['new', 'previous'] as const)
  if (all.length === 0) return isSaved(ran, settings) ? arrived : left
  const renewed = all.filter((each) => belongs(each, ran, settings)).length
  return renewed === all.length ? arrived : renewed === 0 ? left : 'mixed'
}

/** When the refresh that a job answers for was asked for; a job without one has replaced nothing. */
export const beganOf = ({ job }: Watched, { group }: Simulated): number =>
  group.refreshes.all.find(({ id }) => id === job.outputs['instance-refresh-id'])?.createdAt ?? Number.POSITIVE_INFINITY

/** A sentence, if it holds. */
export const said = (holds: boolean, sentence: string): readonly string[] => (holds ? [sentence] : [])
