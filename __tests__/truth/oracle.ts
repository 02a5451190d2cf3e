/** The oracle: what really stands in the simulated world, and where a job's words differ from it. */
import type { Instance } from '../../simulator/aws/world/instance.ts'
import { markerIn } from '../../src/rollout/marker.ts'
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
  /** The image that this means now. */
  readonly savedImage: string | undefined
  /** The alias that the group's tag remembers. */
  readonly owed: string | undefined
  /** The image of the next scale-out; `undefined` if it could launch nothing. */
  readonly next: string | undefined
  readonly active: { readonly id: string; readonly status: string } | undefined
}

/** Looks at the world itself, not at what AWS answers. */
export function truth({ account, group, agenda }: Simulated): Truth {
  const { active } = group.refreshes
  const { template } = group.configuration
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
    savedImage: attempt(() => account.templates.version(template).data.ImageId),
    owed: group.tags.get('ami-rollout:alias')?.value,
    next: attempt(() => account.nextLaunch(group.name).imageId),
    active: active && { id: active.id, status: active.status },
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

/** A job, and the world at the moment when its main ended. */
export interface Watched {
  readonly job: Job
  readonly then: Truth
}

/** Runs a job and looks at the world as its main ends. */
export async function watched(aws: Simulated, options: JobOptions = {}): Promise<Watched> {
  let then = truth(aws)
  const job = await aws.job({
    ...options,
    whenMainEnds: () => {
      then = truth(aws)
    },
  })
  return { job, then }
}

/** What the inputs say of who is answered for. */
export interface Terms {
  readonly image: string
  /** Whether instances that are protected from scale-in are left out. */
  readonly protectedStay: boolean
  /** ms; younger instances may still become healthy. */
  readonly warmup?: number
  /** Whether health at the end of main is health at its last look; so unless said. */
  readonly settled?: boolean
  /** Whether AWS itself may have answered late, or with what was true before; a green end rests on several looks all the same. */
  readonly stale?: boolean
  /** Whether somebody moves what the saved template means: what it says is then nobody's fault. */
  readonly moved?: boolean
}

/** Instances that a rollout answers for: in service, and not left out. */
export const covered = ({ instances }: Truth, { image, protectedStay }: Terms): readonly Real[] =>
  instances.filter(
    (each) => each.lifecycle === 'InService' && !(protectedStay && each.isProtected && each.image !== image),
  )

/** What the covered instances run; an empty group is what its template says. */
export function fleet(then: Truth, terms: Terms): 'new' | 'previous' | 'mixed' {
  const all = covered(then, terms)
  if (all.length === 0) return then.savedImage === terms.image ? 'new' : 'previous'
  const renewed = all.filter(({ image }) => image === terms.image).length
  return renewed === all.length ? 'new' : renewed === 0 ? 'previous' : 'mixed'
}

const green = new Set(['succeeded', 'unchanged'])

/** Where the words of a job that ended by itself differ from the world; empty when it told the truth. */
export function lies({ job, then }: Watched, terms: Terms): readonly string[] {
  if (job.exit === undefined) return []
  const { outcome = '', fleet: told, 'failure-code': code } = job.outputs
  const isGreen = green.has(outcome)
  const { warmup = 0, settled = true } = terms
  const isIll = ({ isHealthy, age }: Real) => settled && age > warmup && !isHealthy
  const others = terms.moved === true && (covered(then, terms).length === 0 || then.saved.startsWith('$'))
  const wrong = covered(then, terms).filter((each) => each.image !== terms.image || isIll(each))
  const really = fleet(then, terms)
  return [
    ...said(
      job.log.some((line) => line.includes('This is a bug in ami-rollout')),
      'a bug came to light',
    ),
    ...said(isGreen !== (job.exit === 0), `exit ${job.exit} with outcome "${outcome}"`),
    ...said(isGreen !== (code === ''), `failure-code "${code}" with outcome "${outcome}"`),
    ...said(isGreen && wrong.length > 0, `${outcome}, but ${wrong.length} covered instances are not right`),
    ...said(
      isGreen && then.savedImage !== terms.image && !others,
      `${outcome}, but the group has ${then.savedImage} saved`,
    ),
    ...said(told !== 'unknown' && told !== really && (isGreen || !terms.stale), `fleet "${told}", but it is ${really}`),
    ...said(isGreen && told !== 'new' && !others, `fleet "${told}" with outcome "${outcome}"`),
  ]
}

/** Where the world shows that the jobs together did too much; and whether the simulator was able to play its part. */
export function excesses({ account, group, journal }: Simulated): readonly string[] {
  const makers = account.templates.all.flatMap(({ versions }) =>
    versions.flatMap(({ description }) => madeBy(description)),
  )
  const twice = new Set(makers.filter((run, i) => makers.indexOf(run) !== i))
  const repeated = group.refreshes.all.filter(({ desiredTemplate, preferences }, i, all) => {
    const before = all[i + 1]
    const same = desiredTemplate && before?.desiredTemplate?.version === desiredTemplate.version
    return same && before?.status === 'Successful' && preferences.SkipMatching
  })
  return [
    ...[...twice].map((run) => `${run}, twice`),
    ...repeated.map(({ desiredTemplate }) => `version ${desiredTemplate?.version} was rolled out twice running`),
    ...journal.unknown,
    ...journal.bugs,
  ]
}

/** Who made a version, and of what: another source, which somebody has saved meanwhile, makes another version. */
function madeBy(description = ''): readonly string[] {
  const marker = markerIn(description)
  return marker ? [`run ${marker.run} made a version from ${marker.from}`] : []
}

const said = (holds: boolean, sentence: string): readonly string[] => (holds ? [sentence] : [])
