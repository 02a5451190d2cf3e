/** What a rule of AWS is: a sentence that the simulated world obeys, with the place where AWS, or a public record, says it. */

/** How sure a rule is. What is `unknown` is a switch or a duration, and every setting is played. */
export type Confidence = 'documented' | 'public record' | 'inferred' | 'unknown'

/** Where something is said, and the words that say it. */
export interface RuleSource {
  /** An address, or the name of a package's documentation with the member that it describes. */
  readonly at: string
  readonly words: string
}

/** What every kind of rule has. Without sources it is unknown, and says so. */
interface Sourced {
  readonly confidence: Confidence
  readonly sources: readonly RuleSource[]
}

/** One sentence. A world in which it is switched off breaks it; that is for the rule's own test, which must notice. */
export interface PlainRule extends Sourced {
  readonly type: 'rule'
  readonly says: string
}

/** A question that AWS leaves open: a sentence for each setting. `likely` holds unless a scene says otherwise. */
export interface RuleSwitch<Setting extends string = string> extends Sourced {
  readonly type: 'switch'
  readonly settings: Readonly<Record<Setting, string>>
  readonly likely: Setting
}

/** How long something takes, in seconds, where AWS gives no figure or a range. `alsoPlayed`: another value that is tested. */
export interface RuleDuration extends Sourced {
  readonly type: 'duration'
  readonly says: string
  readonly likely: number
  readonly alsoPlayed: number
}

/** Any of them. */
export type WorldRule = PlainRule | RuleSwitch | RuleDuration

/** What a scene may set a rule to. */
export type SettingOf<R extends WorldRule> =
  R extends RuleSwitch<infer S> ? S : R extends RuleDuration ? number : boolean

/** A rule with its sources; `documented` unless said. */
export const rule = (says: string, ...sources: readonly RuleSource[]): PlainRule => ({
  type: 'rule',
  says,
  confidence: 'documented',
  sources,
})

/** The same, less sure of it. */
export const less = <R extends WorldRule>(confidence: Confidence, one: R): R => ({ ...one, confidence })

/** A switch; `unknown` unless said. The first setting is the likely one. */
export function ruleSwitch<Setting extends string>(
  likely: NoInfer<Setting>,
  settings: Readonly<Record<Setting, string>>,
  ...sources: readonly RuleSource[]
): RuleSwitch<Setting> {
  return { type: 'switch', settings, likely, confidence: 'unknown', sources }
}

/** A duration in seconds; `unknown` unless said. */
export const duration = (
  says: string,
  { likely, alsoPlayed }: Pick<RuleDuration, 'likely' | 'alsoPlayed'>,
  ...sources: readonly RuleSource[]
): RuleDuration => ({ type: 'duration', says, likely, alsoPlayed, confidence: 'unknown', sources })

/** A page of one of AWS's guides: `page('autoscaling', 'instance-refresh-overview')(words)`. */
const guide =
  (root: string) =>
  (page: string, words: string): RuleSource => ({ at: `https://docs.aws.amazon.com/${root}/${page}.html`, words })

/** Amazon EC2 Auto Scaling User Guide. */
export const autoScalingGuide = guide('autoscaling/ec2/userguide')
/** Amazon EC2 Auto Scaling API Reference. */
export const autoScalingApi = guide('autoscaling/ec2/APIReference')
/** Amazon EC2 User Guide. */
export const ec2Guide = guide('AWSEC2/latest/UserGuide')
/** Amazon EC2 API Reference. */
export const ec2Api = guide('AWSEC2/latest/APIReference')
/** Amazon EC2 Developer Guide. */
export const ec2DeveloperGuide = guide('ec2/latest/devguide')
/** AWS Systems Manager User Guide. */
export const systemsManagerGuide = guide('systems-manager/latest/userguide')
/** AWS Systems Manager API Reference. */
export const systemsManagerApi = guide('systems-manager/latest/APIReference')
/** User guides of the load balancers. */
export const applicationBalancerGuide = guide('elasticloadbalancing/latest/application')
/** The same for Network Load Balancers. */
export const networkBalancerGuide = guide('elasticloadbalancing/latest/network')

/** A report that somebody published: `owner/repository#number`, or an address. */
export const record = (at: string, words: string): RuleSource => ({
  at: at.startsWith('http') ? at : `https://github.com/${at.replace('#', '/issues/')}`,
  words,
})
