/** The job of every rollout in the bench: what the runner gives the action. */
import { standingKey } from '../../simulator/aws/world/credentials.ts'
import { readAction } from '../../simulator/github/action.ts'
import { contextOf, inputsOf, inputVariables } from '../../simulator/github/environment.ts'
import { GROUP, NEW_IMAGE } from '../../simulator/scenes/web.ts'
import { root } from '../build/bundle.ts'

/** The environment of a deploy of the new image, with these inputs besides; `url`: of the simulated AWS. */
export function jobEnvironment(
  url: string,
  inputs: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const { runId, sha, repository, serverUrl } = contextOf()
  return {
    ...inputVariables(inputsOf(readAction(root), { 'auto-scaling-group': GROUP, image: NEW_IMAGE, ...inputs })),
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: standingKey.accessKeyId,
    AWS_SECRET_ACCESS_KEY: standingKey.secretAccessKey,
    GITHUB_RUN_ID: runId,
    GITHUB_SHA: sha,
    GITHUB_REPOSITORY: repository,
    GITHUB_SERVER_URL: serverUrl,
  }
}
