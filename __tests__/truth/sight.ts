/** What really stands in the simulated world: the oracle's eyes. */
import type { Instance } from '../../simulator/aws/world/instance.ts'
import type { Job, JobOptions, Simulated } from '../scenario.ts'

/** An instance as it really is. */
export interface Real {
  readonly id: string
  readonly lifecycle: Instance['lifecycle']
  readonly version: number
  readonly image: string
  readonly isProtected: boolean
  /** In the eyes of EC2 and of every target group that checks. */
  readonly isHealthy: boolean
  /** Since it came into service, in ms. */
  readonly age: number
}

/** The world at one moment. */
export interface Truth {
  readonly instances: readonly Real[]
  /** As the group has it saved: a number or an alias. */
  readonly saved: string
  /** The number that this means now, and its image. */
  readonly savedVersion: number | undefined
  readonly savedImage: string | undefined
  /** The alias that the group's tag remembers. */
  readonly owed: string | undefined
  /** The image of the next scale-out; `undefined` if it could launch nothing. */
  readonly next: string | undefined
  readonly active: { readonly id: string; readonly status: string } | undefined
  /** Whether the group stands. */
  readonly exists: boolean
}

/** Looks at the world itself, not at what AWS answers. */
export function truth({ account, group, agenda }: Simulated): Truth {
  const { active } = group.refreshes
  const { template } = group.configuration
  const saved = attempt(() => account.templates.version(template))
  return {
    instances: group.instances.map((instance) => ({
      id: instance.id,
      lifecycle: instance.lifecycle,
      version: Number(instance.birth.template.version),
      image: instance.birth.imageId,
      isProtected: instance.protectedFromScaleIn,
      isHealthy:
        instance.machine === 'running' &&
        instance.health === 'Healthy' &&
        group.configuration.targetGroups.every(
          (targetGroup) => isUnjudged(targetGroup.settings) || targetGroup.health(instance.id).state === 'healthy',
        ),
      age: agenda.now - (instance.inServiceAt ?? agenda.now),
    })),
    saved: template.version,
    savedVersion: saved?.number,
    savedImage: saved?.data.ImageId,
    owed: group.tags.get('ami-rollout:alias')?.value,
    next: attempt(() => account.nextLaunch(group.name).imageId),
    active: active && { id: active.id, status: active.status },
    exists: account.groups.has(group.name),
  }
}

/** A target group that can call nobody healthy: no load balancer, or its checks are switched off. */
const isUnjudged = (settings: { readonly balanced: boolean; readonly healthCheck: { readonly enabled: boolean } }) =>
  !settings.balanced || !settings.healthCheck.enabled

function attempt<T>(ask: () => T): T | undefined {
  try {
    return ask()
  } catch {
    return undefined
  }
}

/** A job, and the world as it began and at the moment when its main ended. `lasted`: in ms. */
export interface Watched {
  readonly job: Job
  readonly before: Truth
  readonly after: Truth
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
  return { job, before, ...end }
}

/** What a job was asked, as far as it decides who is answered for. */
export interface Terms {
  /** Of a deploy. */
  readonly image: string
  readonly mode?: 'deploy' | 'rollback' | 'plan' | 'check'
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

/** Whether an instance runs what the job was to lead to: the image, or for a rollback the version that it told. */
export function belongs(each: Pick<Real, 'image' | 'version'>, { job }: Watched, { mode, image }: Terms): boolean {
  return mode === 'rollback' ? each.version === Number(job.outputs['launch-template-version']) : each.image === image
}

/** Instances that a rollout answers for: in service, and not left out. */
export const covered = (ran: Watched, terms: Terms): readonly Real[] =>
  ran.after.instances.filter(
    (each) =>
      each.lifecycle === 'InService' && !(terms.protectedStay && each.isProtected && !belongs(each, ran, terms)),
  )

/** What the covered instances run; an empty group is what its template says. A rollback leads to the previous. */
export function fleet(ran: Watched, terms: Terms): 'new' | 'previous' | 'mixed' {
  const all = covered(ran, terms)
  const [arrived, left] = terms.mode === 'rollback' ? (['previous', 'new'] as const) : (['new', 'previous'] as const)
  if (all.length === 0) {
    const { savedVersion: version = 0, savedImage: image = '' } = ran.after
    return belongs({ version, image }, ran, terms) ? arrived : left
  }
  const renewed = all.filter((each) => belongs(each, ran, terms)).length
  return renewed === all.length ? arrived : renewed === 0 ? left : 'mixed'
}

/** A sentence, if it holds. */
export const said = (holds: boolean, sentence: string): readonly string[] => (holds ? [sentence] : [])
