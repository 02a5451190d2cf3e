/** Which features a rollout has really met: what is set, or planned for a time after its end, has shown nothing. */
import type { Simulated } from '../scenario.ts'
import type { Counts } from './tally.ts'
import { type Feature, features, featuresOf, type Trial } from './trial.ts'

/** What a group of the trial is set to; the others happen, or do not. */
const settings: ReadonlySet<Feature> = new Set([
  'launch hook',
  'termination hook',
  'long drain',
  'network load balancer',
  'born protected',
])
/** Without a target group nothing drains, and nothing is registered. */
const ofTargets: ReadonlySet<Feature> = new Set(['long drain', 'network load balancer'])

/** As the last job ends. `happened`: what AWS has done by itself until then. None where no refresh has begun. */
export function featuresMet(trial: Trial, { group }: Simulated, happened: ReadonlySet<Feature>): readonly Feature[] {
  if (group.refreshes.all.length === 0) return []
  const isRetaining = group.instances.some(({ lifecycle }) => lifecycle === 'Terminating:Retained')
  return featuresOf(trial).filter((feature) => {
    if (feature === 'retained instances') return isRetaining
    if (!settings.has(feature)) return happened.has(feature)
    return !ofTargets.has(feature) || trial.group.targetGroups.length > 0
  })
}

const MET = 'met: '
const MET_BY_GOOD = 'met by a good image: '

/** To be counted. */
export const metEvents = ({ image }: Trial, met: readonly Feature[]): readonly string[] =>
  met.flatMap((feature) => [`${MET}${feature}`, ...(image.nature.type === 'good' ? [`${MET_BY_GOOD}${feature}`] : [])])

/** How many rollouts have met a feature, and how many of them rolled a good image. */
export interface FeatureCount {
  readonly feature: Feature
  readonly met: number
  readonly good: number
}

export const featureCounts = (counts: Counts): readonly FeatureCount[] =>
  features.map((feature) => ({
    feature,
    met: counts[`${MET}${feature}`] ?? 0,
    good: counts[`${MET_BY_GOOD}${feature}`] ?? 0,
  }))
