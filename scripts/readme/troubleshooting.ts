/** docs/troubleshooting.md: each failure code with the sentences that the log has for it, as the table of failures says them. */
import { failures, variants } from '../../__tests__/report/failures.ts'
import { inRegion, withRegion } from '../../src/report/command.ts'
import { type Failure, type FailureCode, rowOf } from '../../src/rollout/failures/index.ts'
import type { FailureRow } from '../../src/rollout/failures/row.ts'
import { completeHookCommands, refreshCommand, saveCommand } from '../../src/rollout/manual-commands.ts'
import { firstLines } from './first-lines.ts'

/** What a code means, in a sentence for whoever is woken by it. In the order of the page: the commonest first. */
const meanings = {
  'launch-failures': 'EC2 cannot launch the new version: nothing of it ever came into service.',
  'instances-died': 'New instances came into service and ended again.',
  'target-health': 'New instances run, but a target group or a load balancer does not find them healthy.',
  'below-minimum': 'Fewer instances are healthy than the rollout promises.',
  verify: 'Your own check failed, or gave no verdict in time.',
  alarm: 'A CloudWatch alarm of the rollout fired.',
  stalled: 'Nothing moves any more: AWS waits for something.',
  timeout: 'The rollout is not done within its time limit.',
  'aws-failed': 'AWS ended the instance refresh or refused a call, or the group was changed meanwhile.',
  'rollback-failed': 'The rollback did not reach its end: the fleet may be mixed. Go on by hand.',
  cancelled: 'This job was cancelled.',
  'cancelled-elsewhere': 'Somebody else cancelled the instance refresh.',
  trial:
    'The trial of the new version failed: it did not launch, did not pass EC2’s status checks, or verify failed on it. The group was not touched.',
  'handed-over': 'The time of the job is over, and the rollout goes on in AWS until a later job takes it up.',
  'lost-contact': 'AWS did not answer any more. The instance refresh goes on without this job.',
  'credentials-expired': 'The AWS session ended before the rollout. The instance refresh goes on without this job.',
  'access-denied': 'The role lacks a permission.',
  conflict: 'Another instance refresh is in progress.',
  preflight:
    'The plan found an error. Nothing was changed, unless the sentence says that another refresh was cancelled first.',
  'invalid-input': 'The step’s inputs cannot be taken. AWS was not called.',
  drift: '`mode: check` found that the group is not what its template and the last rollout say. Nothing was changed.',
} as const satisfies Record<FailureCode, string>

/** Ends before there is a rollout, of which the table of failures has no sentence: the log's own, and what to do. */
export const refusals = {
  'invalid-input': {
    log: '✖ Refused: the inputs of this step cannot be taken.',
    nextStep: 'Below it each input that is wrong has a line of its own, with what it accepts: [inputs](inputs.md).',
  },
  preflight: {
    log: '✖ Not started: web was not changed.',
    nextStep:
      'Below it each finding has a line of its own, with its remedy after the arrow: [groups](groups.md), [images](images.md).',
  },
  drift: {
    log: '✖ web has drifted: 1 of 6 instances is not on version 7.',
    nextStep: 'Above it each difference has a line of its own. Deploy the image that is wanted.',
  },
} as const satisfies Partial<Record<FailureCode, Refusal>>

interface Refusal {
  readonly log: string
  readonly nextStep: string
}

/** What becomes of the rollout, by who decides it. */
const consequences: Readonly<Record<FailureRow['action'], string>> = {
  'on-failure': 'The rollout is rolled back while AWS still can, unless `on-failure` says otherwise.',
  'on-cancel': 'The rollout is rolled back while AWS still can, unless `on-cancel` says otherwise.',
  rollback: 'The rollback that was begun goes on.',
  leave: 'Nothing is undone.',
}

const HEAD = `# Troubleshooting

<!-- Written by \`npm run readme\` from src/rollout/failures. Do not edit. -->

What does this line in the log mean, and what do I do now? Search this page for the words after the ✖, without the names and numbers, or find the output \`failure-code\` among the headings. Lines of [\`preflight\`](#preflight) and [\`invalid-input\`](#invalid-input) carry their remedy after a →: only those that a first run meets are here.

The examples have a group \`web\` in eu-central-1. The job summary has the same with your names, and the command that matters first. Once AWS is done it can roll nothing back: this action then replaces instances again only if fewer are healthy than promised. Else it leaves the fleet, and the summary has the command that rolls back.

Run again with *Enable debug logging*, the log has a line for each call to AWS: its tries, its time, and the request id that AWS’s support asks for.

`

/** The whole page. */
export function troubleshootingPage(): string {
  const all: readonly Failure[] = Object.values(failures).map(([failure]) => failure)
  // What a finding says after another refresh was cancelled is the finding's own: there is no sentence to search for.
  const known = [...all, ...variants.map(([failure]) => failure)].filter(
    (failure) => !('reason' in failure && failure.reason === 'refused-later'),
  )
  const sections = Object.entries(meanings).map(([code, meaning]) => {
    const these = known.filter((failure) => failure.code === code)
    const lead = `${meaning}${consequenceOf(code, these.map(rowOf))}`
    return [`## ${code}`, lead, ...refusalOf(code), ...remediesOf(these)].join('\n\n')
  })
  return `${HEAD}${sections.join('\n\n')}\n`
}

const unlessNotItsFault =
  ' The rollout is rolled back while AWS still can, unless `on-failure` says otherwise; it is left where the image is not the cause.'

/** What becomes of the rollout, where the reasons of the code have it in common. */
function consequenceOf(code: string, rows: readonly FailureRow[]): string {
  if (code === 'rollback-failed') return ''
  const [action, ...more] = distinct(rows.map((row) => row.action)).toSorted()
  if (action === 'leave' && more.join() === 'on-failure') return unlessNotItsFault
  if (action === undefined || more.length > 0) return ''
  const again = code !== 'access-denied' && rows.every(({ runAgain }) => runAgain)
  return ` ${consequences[action]}${again ? ' Running the job again may be enough.' : ''}`
}

function refusalOf(code: string): readonly string[] {
  const found: readonly (readonly [string, Refusal])[] = Object.entries(refusals)
  return found.flatMap(([each, { log, nextStep }]) =>
    each === code ? [fence('text', [log]), nextStep, ...(code === 'preflight' ? [firstOnes()] : [])] : [],
  )
}

const firstOnes = (): string =>
  `What a first run meets:\n\n${firstLines()
    .map(({ says, remedy }) => `- **✖ ${says}** → ${linked(remedy)}`)
    .join('\n')}`

/** Pages of docs are beside this one. */
const linked = (text: string): string => withRegion(text, REGION).replaceAll(/docs\/([a-z-]+\.md)/g, '[$1]($1)')

/** The sentences of each next step together, then the step, then the commands that show the cause. */
function remediesOf(failures: readonly Failure[]): readonly string[] {
  return [...Map.groupBy(failures, (failure) => rowOf(failure).nextStep)].flatMap(([nextStep, same]) => {
    const rows = same.map(rowOf)
    const commands = distinct(rows.flatMap((row) => row.commands('web')))
    const logs = distinct(rows.map(({ sentence }) => `✖ ${sentence}`))
    const gone = distinct(rows.flatMap(({ onceGone }) => onceGone ?? []))
    return [
      fence('text', logs),
      nextStep,
      ...(commands.length === 0 ? [] : [fence('sh', commands)]),
      ...gone.map((says) => `Once it is rolled back, ${says.charAt(0).toLowerCase()}${says.slice(1)}`),
      ...distinct(same.flatMap(byHand)),
    ]
  })
}

/** The command that the summary has first where the fleet needs one, whatever the cause. */
function byHand(failure: Failure): readonly string[] {
  const before = [{ id: 'lt-0123456789abcdef0', version: 7 }]
  const has = 'The summary has this command with your launch template and the version before:'
  if (failure.code === 'rollback-failed')
    return [
      `Then roll back by a second instance refresh, or by \`mode: rollback\`. ${has}`,
      fence('sh', [refreshCommand({ group: 'web' }, before)]),
    ]
  const waits =
    'hookWaits' in failure
      ? failure.hookWaits
      : 'waitingFor' in failure
        ? failure.waitingFor.flatMap((each) => ('waits' in each ? each.waits : []))
        : undefined
  if (waits?.[0])
    return [
      'While an instance still waits, the summary has a command for each hook of that transition:',
      fence('sh', completeHookCommands('web', waits[0])),
    ]
  const isSaving =
    failure.code === 'aws-failed' && (failure.reason === 'version-gone' || failure.reason === 'nothing-proven')
  return isSaving ? [has, fence('sh', [saveCommand({ group: 'web' }, before)])] : []
}

/** Commands have a region, as the log and the summary have them. */
const fence = (language: string, lines: readonly string[]): string =>
  `\`\`\`${language}\n${(language === 'sh' ? lines.map((line) => inRegion(line, REGION)) : lines).join('\n')}\n\`\`\``

const REGION = 'eu-central-1'

const distinct = <T>(values: readonly T[]): readonly T[] => [...new Set(values)]
