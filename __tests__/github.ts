/** A simulated AWS and a simulated GitHub, and jobs of a repository that has both. */
import { onTestFinished } from 'vitest'
import type { Gate } from '../simulator/aws/call.ts'
import type { Fault } from '../simulator/aws/gate/faults.ts'
import type { Account } from '../simulator/aws/world/account.ts'
import type { Agenda } from '../simulator/aws/world/agenda.ts'
import type { Repository } from '../simulator/github/api/repository.ts'
import { shop } from '../simulator/github/api/scene.ts'
import { type ApiFault, type SimulatedGitHub, serveGitHub } from '../simulator/github/api/server.ts'
import { jobToken, type Token } from '../simulator/github/api/tokens.ts'
import { GROUP, NEW_IMAGE, OLD_IMAGE, web } from '../simulator/scenes/web.ts'
import { sparse } from './brief.ts'
import { type Job, type JobOptions, type Simulated, simulated } from './scenario.ts'

export const TOKEN = 'ghs_of-this-job'

/** What is not as usual. `commits`: of the image in use and of the new one, as far as their tags say. */
export interface Different {
  readonly build?: (agenda: Agenda) => Account
  readonly commits?: readonly [inUse: string | undefined, next: string | undefined]
  readonly repository?: Repository
  readonly token?: Token
  readonly trouble?: readonly ApiFault[]
  readonly faults?: readonly Fault[]
  readonly gate?: Gate
  readonly group?: string
  /** Of all jobs; unless said those of a short rollout. */
  readonly inputs?: Readonly<Record<string, string>>
}

/** An event that began a run: its name, and its payload. */
export interface Event {
  readonly name: string
  readonly payload: object
}

/** Pull request 7 of the scene, from a branch of this repository unless said. */
export const pullRequest = (head = 'octo-org/shop'): Event => ({
  name: 'pull_request',
  payload: { pull_request: { number: 7, head: { repo: { full_name: head } } } },
})

export interface Hub {
  readonly aws: Simulated
  readonly github: SimulatedGitHub
  readonly repository: Repository
  /** One job, begun by this event. */
  job(inputs?: Readonly<Record<string, string>>, options?: JobOptions & { readonly event?: Event }): Promise<Job>
  /** What stands on pull request 7, or another, in its order. */
  comments(number?: number): readonly string[]
}

/** Serves both until the test is over. */
export async function hub(different: Different = {}): Promise<Hub> {
  const { commits = [], repository = shop(), token = jobToken(), trouble = [], build = web, ...options } = different
  const scene = (agenda: Agenda) => {
    const account = build(agenda)
    for (const [i, id] of [OLD_IMAGE, NEW_IMAGE].entries()) {
      const image = account.images.get(id)
      const commit = commits[i]
      if (image && commit !== undefined) account.image({ ...image, tags: { commit } })
    }
    return account
  }
  const aws = await simulated(scene, { group: GROUP, inputs: sparse, ...options })
  const github = await serveGitHub({
    repository,
    tokens: { [TOKEN]: token },
    faults: trouble,
    clock: aws.clock,
  })
  onTestFinished(async () => {
    await github[Symbol.asyncDispose]()
    await aws[Symbol.asyncDispose]()
  })
  return {
    aws,
    github,
    repository,
    job(inputs = {}, { event = pullRequest(), env = {}, ...more } = {}) {
      const where = { GITHUB_API_URL: github.url, GITHUB_REPOSITORY: repository.fullName }
      return aws.job({
        ...more,
        inputs: { 'github-token': TOKEN, ...inputs },
        env: { ...where, GITHUB_EVENT_NAME: event.name, ...env },
        files: { 'event.json': JSON.stringify(event.payload), ...more.files },
      })
    },
    comments: (number = 7) => repository.comments(number).map(({ body }) => body),
  }
}
