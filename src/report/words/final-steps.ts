/** Words for the rollback and the final steps. */

import type { FinalStep } from '../../rollout/events.ts'
import { rowOf } from '../../rollout/failures/index.ts'
import { quoted } from '../../rollout/failures/words.ts'
import { count, list } from '../../rollout/measure.ts'
import type { UnarchivedImage } from '../../rollout/model/image-archive.ts'
import type { UndeletedVersion } from '../../rollout/model/launch-template.ts'
import type { RollbackResult } from '../../rollout/outcome.ts'
import type { CleanUp } from '../../rollout/plan/clean-up.ts'
import type { Obstacle, VersionEnd } from '../../rollout/plan/failed-versions.ts'
import { runningWords } from './fleet.ts'
import { imageList } from './images.ts'

/** What was done after a failure. `isLeftToPost`: the post step of the job goes on watching it. */
export function rollbackWords({ how, end, failure }: RollbackResult, isLeftToPost = false): string {
  if (isLeftToPost) return `${underWay[how]}.`
  switch (end) {
    case 'none':
      return 'Nothing was undone.'
    case 'arrived':
      return arrivals[how]
    case 'under-way':
      return `${underWay[how]}, unwatched from here.${failure && failure.code !== 'cancelled' ? ` ${rowOf(failure).sentence}` : ''}`
    case 'failed':
      return `${failures[how]}${failure ? `: ${rowOf(failure).sentence}` : '.'}`
  }
}

const arrivals: Readonly<Record<RollbackResult['how'], string>> = {
  'native-rollback': 'AWS rolled the instance refresh back.',
  'new-refresh': 'A second instance refresh put the old version back.',
  cancel: 'The instance refresh was cancelled; what it had replaced stays replaced.',
  leave: 'Nothing was undone.',
}
const underWay: Readonly<Record<RollbackResult['how'], string>> = {
  'native-rollback': 'AWS goes on rolling the instance refresh back',
  'new-refresh': 'AWS goes on with a second instance refresh to the old version',
  cancel: 'AWS goes on cancelling the instance refresh',
  leave: 'AWS goes on by itself',
}
const failures: Readonly<Record<RollbackResult['how'], string>> = {
  'native-rollback': 'The rollback did not work',
  'new-refresh': 'The second instance refresh, to the old version, did not work',
  cancel: 'The instance refresh could not be cancelled',
  leave: 'How AWS left it could not be seen',
}

/** A final step and its result. */
export function finalStepWords(finalStep: FinalStep): string {
  const of = 'of' in finalStep ? ` of ${finalStep.of}` : ''
  switch (finalStep.did) {
    case 'given-back':
      return `The group follows ${finalStep.alias}${of} again.`
    case 'restored':
      return `The group has version ${finalStep.version} saved again, as before this run.`
    case 'moved':
      return `The group stays on version ${finalStep.version}, the one before. Whoever saved ${finalStep.believed} on it (Terraform, CloudFormation or a person) believes that it still has that: their next run puts it back.`
    case 'set':
      return `Version ${finalStep.version} is the template's default now${of}.`
    case 'noted':
      return `Noted on the group for a later job of this run: instance refresh ${finalStep.refreshId}.`
    case 'forgotten':
      return `Instance refresh ${finalStep.refreshId} is taken up and has ended: the note of it is off the group.`
    case 'kept':
      return `The group stays on version ${finalStep.version}${of}: ${finalStep.alias} means version ${finalStep.means}, which is not the one that proved itself here. Only when ${finalStep.alias} means a proven version, let the group follow it again.`
    case 'written':
      return `The parameter ${finalStep.name} holds ${finalStep.image} now.`
    case 'overtaken':
      return `Somebody else has written the parameter ${finalStep.name} since this run began, so it is left as it is. If it is to hold ${finalStep.image}, write it.`
    case 'unconfirmed':
      return `The parameter ${finalStep.name} did not hold ${finalStep.image} within a minute after it was written: AWS validates an image first, and keeps what was there if it does not accept it.`
    case 'unread':
      return `The job was cancelled before the parameter ${finalStep.name} showed ${finalStep.image}, which was written: AWS validates an image first. Read it, and write it again if need be.`
    case 'removed':
      return `Deleted ${versionList(finalStep.versions)} of ${finalStep.template}, ${endWords(finalStep.end, finalStep.versions.length)}, so that nothing launches ${finalStep.versions.length === 1 ? 'it' : 'them'}.`
    case 'stays':
      return `Version ${finalStep.version}, ${endWords(finalStep.end, 1)}, is kept: ${obstacles[finalStep.why]}. While it is the newest, $Latest means it. Once nothing needs it, delete it.`
    case 'same-image':
      return `${finalStep.versions.length === 1 ? 'Version' : 'Versions'} ${list(finalStep.versions.map(String), 10)}, which this action did not make, ${finalStep.versions.length === 1 ? 'launches' : 'launch'} the image that failed: see that nobody rolls ${finalStep.versions.length === 1 ? 'it' : 'them'}.`
    case 'deleted':
      return `Deleted ${versionList(finalStep.versions)} of ${finalStep.template}, made by this action and past use.`
    case 'retired':
      return `Tagged ${imageList(finalStep.images)} with ami-rollout:retired: only versions of ${finalStep.template} that are deleted now name ${finalStep.images.length === 1 ? 'it' : 'them'}.`
    case 'archived':
      return `${finalStep.how === 'disable' ? 'Disabled' : 'Deprecated'} ${imageList(finalStep.images)}.`
    case 'unarchived':
      return unarchivedWords(finalStep.left)
    case 'stale':
      return `The warm pool still holds other versions: ${runningWords(finalStep.stale)}. The next scale-out draws them. An instance refresh with SkipMatching renews them and leaves all others alone.`
    case 'left':
      return `${count(finalStep.instances.length, 'instance')} (${list(finalStep.instances)}) ${finalStep.instances.length === 1 ? 'has' : 'have'} left the group and ${finalStep.instances.length === 1 ? 'runs' : 'run'} on (Terminating:Retained): yours to end, and still billed.`
    case 'undeleted':
      return undeletedWords(finalStep.undeleted)
    case 'failed':
      return `${undone[finalStep.what]}: ${finalStep.problem}`
  }
}

/** Why such versions go. The trial of several templates is one: it does not say which of them failed. */
function endWords(end: VersionEnd, versions: number): string {
  const were = versions === 1 ? 'was' : 'were'
  switch (end) {
    case 'rollout-failed':
      return 'whose rollout failed'
    case 'trial-failed':
      return `which ${were} not rolled out because the trial failed`
    case 'trial-passed':
      return `which passed the trial but ${were} not rolled out`
    case 'not-begun':
      return `which ${were} not rolled out`
  }
}

/** Why such a version stays. */
const obstacles: Readonly<Record<Obstacle, string>> = {
  default: 'it is the template’s default',
  saved: 'the group has it saved',
  instances: 'instances of the group run it',
  refresh: 'an instance refresh in progress leads to it',
  group: 'another Auto Scaling group uses this launch template',
  trial: 'another trial of it goes on',
  origin: 'a newer version names it as the one to roll back to',
  copied: 'another tool has copied its description',
}

const undeletedWords = (undeleted: readonly UndeletedVersion[]): string =>
  [...Map.groupBy(undeleted, ({ code, message }) => `(${code}).${quoted(message)}`)]
    .map(([why, these]) => `EC2 did not delete ${versionList(these.map(({ version }) => version))} ${why}`)
    .join(' ')

const unarchivedWords = (left: readonly UnarchivedImage[]): string =>
  [...Map.groupBy(left, ({ code, message }) => `(${code}).${quoted(message)}`)]
    .map(([why, these]) => `EC2 did not archive ${imageList(these.map(({ image }) => image))} ${why}`)
    .join(' ')

const undone: Readonly<Record<Extract<FinalStep, { did: 'failed' }>['what'], string>> = {
  alias: "The group's alias could not be given back",
  'saved-version': 'What the group had saved before could not be given back',
  'default-version': "The template's default version could not be set",
  'failed-version': 'What failed or was not rolled out could not be deleted, so $Latest may mean it',
  parameter: 'The parameter could not be set',
  'clean-up': 'Old template versions could not be cleaned up',
  images: 'No image was archived, because who uses them could not be read',
  'hand-over': 'That the rollout is handed over could not be noted on the group',
}

/** What a clean-up deletes or, for a plan, would delete. */
export function cleanUpWords({ versions, template, keep }: CleanUp, isPreview: boolean): string {
  const rest = `the newest ${keep} that this action made stay, and all that is in use`
  if (versions.length === 0) return `Clean-up after a success would delete nothing of ${template}: ${rest}`
  const which = `${versionList(versions.map(({ version }) => version))} of ${template}`
  return isPreview ? `Clean-up after a success would delete ${which}: ${rest}` : `Clean-up: deleting ${which}; ${rest}`
}

/** `version 3`, `versions 1, 2 and 3`. */
const versionList = (versions: readonly number[]): string =>
  `${versions.length === 1 ? 'version' : 'versions'} ${list(versions.map(String), 10)}`
