/** Runs a workflow in a world of its own, with GitHub and a chat channel around it. */
import type { Scene } from '../../simulator/scenes/scene.ts'
import { NEW_IMAGE } from '../../simulator/scenes/web.ts'
import { type Simulated, simulated } from '../simulated.ts'
import { act, type Runner, type RunResult, type WorkflowRun } from './act.ts'
import { serveChannel } from './channel.ts'
import { github, PULL_REQUEST } from './github.ts'

/** What every play needs. */
export interface Place extends Runner {
  /** The action as a folder. */
  readonly action: string
  /** aws-actions/configure-aws-credentials as a folder. */
  readonly configure: string
}

/** Virtual seconds in a real one, unless a workflow asks for another pace. */
export const SPEED = 10

export interface Ended extends RunResult {
  /** What each group's instances in service run, and what it launches next. */
  readonly truth: Readonly<Record<string, string>>
  /** How many instances in service were there at the start, by group. */
  readonly kept: Readonly<Record<string, number>>
  /** The comments of the pull request, and what the channel heard. */
  readonly comments: readonly string[]
  readonly posts: readonly string[]
}

export type Run = Omit<WorkflowRun, 'vars' | 'secrets'> & { readonly speed?: number }

export async function run(place: Place, scene: Scene, { speed = SPEED, ...workflow }: Run): Promise<Ended> {
  await using aws = await simulated(scene, speed)
  const before = inService(aws)
  await using around = await github(aws.clock)
  await using channel = await serveChannel()
  const result = await act(place, aws, {
    ...workflow,
    vars: { IMAGE: NEW_IMAGE },
    secrets: { ...around.secrets, SLACK_WEBHOOK: channel.url },
    env: { ...around.env, ...workflow.env },
  })
  const comments = around.repository.comments(PULL_REQUEST).map(({ body }) => body)
  const kept = Object.fromEntries(
    [...inService(aws)].map(([group, ids]) => [group, ids.filter((id) => before.get(group)?.includes(id)).length]),
  )
  return { ...result, truth: truthOf(aws), kept, comments, posts: channel.posts }
}

const inService = ({ account }: Simulated): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...account.groups.keys()].map((group) => [
      group,
      account
        .truth(group)
        .filter(({ lifecycle }) => lifecycle === 'InService')
        .map(({ id }) => id),
    ]),
  )

const word = (image: string) => (image === NEW_IMAGE ? 'new' : 'old')

export const truthOf = ({ account }: Simulated): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...account.groups.keys()].map((name) => {
      const inService = account.truth(name).filter(({ lifecycle }) => lifecycle === 'InService')
      const runs = [...new Set(inService.map(({ imageId }) => word(imageId)))].toSorted().join(' ')
      return [name, `runs ${runs}, next ${word(account.nextLaunch(name).imageId ?? '')}`]
    }),
  )

export const ALL_NEW = 'runs new, next new'
export const ALL_OLD = 'runs old, next old'
