/** The three steps of a release that write to GitHub. Each can be run again after a run that ended half-way. */
import { basename } from 'node:path'
import type { GitHub } from './github.ts'

/** What is released. */
export interface Source {
  /** `1.2.3`, or `1.2.3-rc.1` for a prerelease. */
  readonly version: string
  readonly commit: string
  /** The branch that the commit must be the newest of. */
  readonly branch: string
  /** This version's part of the changelog. */
  readonly notes: string
}

/** Writes the release as a draft, which makes no tag. Throws if this version cannot be released from this commit. */
export async function draft(github: GitHub, source: Source): Promise<string> {
  await refuseIfBehind(github, source)
  const tag = tagOf(source)
  const major = majorTagOf(source)
  // The tag of an immutable release can never be moved again.
  if (await github.release(major))
    throw new Error(`${major} has a release of its own, so it could never move: delete it`)
  const [present, tagged] = [await github.release(tag), await github.taggedCommit(tag)]
  if (tagged !== undefined && tagged !== source.commit)
    throw new Error(`${tag} is the commit ${tagged}: raise the version in package.json`)
  if (present?.isDraft === false) return `${tag} is published already, from this commit`
  const { version, commit, notes } = source
  await github.writeDraft({ tag, commit, notes, isPrerelease: isPrerelease(version) }, present)
  return `${tag} is a draft ${present ? 'still' : 'now'}, for commit ${commit}`
}

/** Adds the files to the draft and publishes it. Throws if the draft is missing, or the branch has moved on. */
export async function publish(github: GitHub, source: Source, files: readonly string[]): Promise<string> {
  await refuseIfBehind(github, source)
  const tag = tagOf(source)
  const release = await github.release(tag)
  if (release === undefined) throw new Error(`${tag} has no draft: run the step «draft» first`)
  if (release.isDraft) {
    for (const file of files) await github.upload(release, file)
    await github.publish(release)
  }
  const tagged = await github.taggedCommit(tag)
  if (tagged !== source.commit) throw new Error(`${tag} is the commit ${tagged}, not ${source.commit}`)
  return `${tag} is published, with ${files.map((file) => basename(file)).join(', ')}`
}

/** Moves the major tag forward to the released commit. A prerelease leaves it alone. */
export async function moveMajorTag(github: GitHub, source: Source): Promise<string> {
  const major = majorTagOf(source)
  if (isPrerelease(source.version)) return `${major} stays: ${source.version} is a prerelease`
  await refuseIfBehind(github, source)
  if ((await github.taggedCommit(tagOf(source))) !== source.commit) throw new Error(`${tagOf(source)} is not published`)
  const present = await github.taggedCommit(major)
  if (present === source.commit) return `${major} is this commit already`
  if (present === undefined) await github.createTag(major, source.commit)
  else await github.moveTagForward(major, source.commit)
  return `${major} is now ${source.commit}${present === undefined ? '' : `, it was ${present}`}`
}

/**
 * A job's token may not tag a commit whose workflow files differ from the branch's newest: GitHub answers 403, and only an
 * App with the permission `workflows` could. So a release is made from the newest commit alone.
 */
async function refuseIfBehind(github: GitHub, { branch, commit }: Source): Promise<void> {
  const head = await github.branchHead(branch)
  if (head !== commit)
    throw new Error(`${branch} has moved on from ${commit} to ${head}: start the release again from there`)
}

const tagOf = ({ version }: Source): string => `v${version}`
const majorTagOf = ({ version }: Source): string => `v${version.split('.')[0]}`
const isPrerelease = (version: string): boolean => version.includes('-')

/** A version's part of a changelog in the form of Keep a Changelog. Throws if it is missing, empty or has no date yet. */
export function notesIn(changelog: string, version: string): string {
  const part = changelog.split(/^## /m).find((each) => each.startsWith(`[${version}]`)) ?? ''
  const [heading = '', ...lines] = part.split('\n')
  const notes = lines.join('\n').trim()
  if (notes === '') throw new Error(`CHANGELOG.md says nothing of ${version}`)
  if (!/ - \d{4}-\d\d-\d\d$/.test(heading)) throw new Error(`CHANGELOG.md has no date for ${version}: ${heading}`)
  return notes
}
