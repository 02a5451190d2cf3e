/** Data → sentences: what a check has found, and what to do about it. */
import { aliasCommand } from '../rollout/alias.ts'
import type { Astray, Drift } from '../rollout/drift.ts'
import type { TemplateVersion } from '../rollout/model.ts'
import { quote } from '../rollout/shell.ts'
import { count, duration, moment } from './measure.ts'
import { refreshWords } from './words.ts'

/** The verdict of a check that found nothing. */
export function inSyncWords(drift: Drift): string {
  const { saved, compared, active } = drift
  const right = compared - (active?.onTheWay ?? 0)
  const counted =
    compared === 0
      ? `the group is empty; its template is ${versionWords(saved)}`
      : `${right} of ${count(compared, 'instance')} ${right === 1 ? 'runs' : 'run'} ${versionWords(saved)}`
  return `In sync: ${counted}.${activeWords(drift)}`
}

/** The verdict of a check that found something. */
export function driftWords(drift: Drift): string {
  const { saved, compared, astray, moved, owed } = drift
  const when = moved?.ended === undefined ? '' : ` (${moment(moved.ended)})`
  const parts = [
    ...(moved
      ? [
          `the group’s template is ${versionWords(saved)}, where the last rollout left ${versionWords(moved.left)}${when}`,
        ]
      : []),
    ...(astray.length > 0
      ? [
          `${astray.length} of ${count(compared, 'instance')} ${astray.length === 1 ? 'does' : 'do'} not run ${versionWords(saved)}`,
        ]
      : []),
    ...(owed
      ? [`the group should follow ${owed.alias} (now version ${owed.means}), which a rollout has not given back`]
      : []),
  ]
  return `Drifted: ${parts.join('; ')}.${activeWords(drift)}`
}

const versionWords = ({ version, image }: TemplateVersion): string => `version ${version} with ${image}`

function activeWords({ active }: Drift): string {
  if (!active) return ''
  const { refresh, onTheWay } = active
  const there =
    onTheWay > 0 ? `: ${count(onTheWay, 'instance')} ${onTheWay === 1 ? 'runs' : 'run'} what it leads to` : ''
  return ` An instance refresh is at work, ${refreshWords(refresh)}${there}.`
}

/** `i-… runs version 6 with ami-…, launched 3 d ago`. */
export function astrayWords(
  { instance, lifecycle, differs, template, image, age }: Astray,
  saved: TemplateVersion,
): string {
  const where = lifecycle === 'InService' ? '' : ` (${lifecycle})`
  const since = age === undefined ? '' : `, launched ${duration(age)} ago`
  const says = {
    version: `runs ${templateWords(template, saved)}${image === undefined ? '' : ` with ${image}`}`,
    image: `was launched from version ${saved.version}, but runs ${image}`,
    unknown: 'is not listed by EC2',
  }
  return `${instance}${where} ${says[differs]}${since}`
}

const templateWords = (template: Astray['template'], saved: TemplateVersion): string => {
  if (!template) return 'no launch template'
  return `version ${template.version}${template.id === saved.id ? '' : ` of ${template.id}`}`
}

/** Instances that one sentence names. */
const MOST_NAMED = 3

/** The first few instances in a sentence; nothing when there are none. */
export function astrayList({ astray, saved }: Drift): readonly string[] {
  if (astray.length === 0) return []
  const named = astray.slice(0, MOST_NAMED).map((each) => astrayWords(each, saved))
  const more = astray.length - named.length
  return [`${[...named, ...(more > 0 ? [`${more} more`] : [])].join('; ')}.`]
}

/** What to do: first whether the template is right, then the instances, then the alias. */
export function driftStep(group: string, { saved, astray, moved, owed }: Drift) {
  const onlyImages = astray.length > 0 && astray.every(({ differs }) => differs === 'image')
  const says = [
    ...(moved
      ? [
          `Find out who moved the group, then deploy the image that is wanted: ${saved.image}, or ${moved.left.image} to undo it.`,
        ]
      : []),
    ...(astray.length > 0 && !moved
      ? [
          `Deploy ${saved.image} to this group: that replaces what differs${onlyImages ? ', here with `skip-matching: false`' : ''}.`,
        ]
      : []),
    ...(owed
      ? [
          `Look at version ${owed.means}, which the next scale-out will launch, then give the alias back with the last command.`,
        ]
      : []),
  ]
  const commands = [
    ...(moved
      ? [
          'aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=UpdateAutoScalingGroup',
        ]
      : []),
    ...(astray.length > 0 ? [describeCommand(astray)] : []),
    ...(owed ? [aliasCommand(group, saved.id, owed.alias)] : []),
  ]
  return { says: says.join(' '), commands }
}

const describeCommand = (astray: readonly Astray[]): string =>
  `aws ec2 describe-instances --instance-ids ${astray
    .slice(0, MOST_NAMED)
    .map(({ instance }) => quote(instance))
    .join(' ')}`
