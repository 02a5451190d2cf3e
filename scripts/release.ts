/** `node scripts/release.ts draft | publish FILE… | major-tag`: the steps of .github/workflows/release.yml that write to GitHub. */
import { readFileSync } from 'node:fs'
import { GitHub } from './release/github.ts'
import { draft, moveMajorTag, notesIn, publish, type Source } from './release/steps.ts'

const USAGE = 'node scripts/release.ts draft | publish FILE… | major-tag'

const text = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')

function variable(name: string): string {
  const value = process.env[name]
  if (value === undefined || value === '')
    throw new Error(`${name} is not set: this runs in a job of the release workflow`)
  return value
}

function sourceHere(): Source {
  const { version }: { readonly version: string } = JSON.parse(text('package.json'))
  const notes = notesIn(text('CHANGELOG.md'), version)
  return { version, commit: variable('GITHUB_SHA'), branch: variable('DEFAULT_BRANCH'), notes }
}

async function step([name, ...files]: readonly string[]): Promise<string> {
  const source = sourceHere()
  const apiUrl = variable('GITHUB_API_URL')
  const github = new GitHub({ apiUrl, repository: variable('GITHUB_REPOSITORY'), token: variable('GITHUB_TOKEN') })
  if (name === 'draft' && files.length === 0) return draft(github, source)
  if (name === 'publish' && files.length > 0) return publish(github, source, files)
  if (name === 'major-tag' && files.length === 0) return moveMajorTag(github, source)
  throw new Error(USAGE)
}

try {
  console.log(await step(process.argv.slice(2)))
} catch (error) {
  console.error(`::error::${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
