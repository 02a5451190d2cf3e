/** The shipped bundle as a job on this machine, with the credentials that the program itself has. */
import type { AwsCredentialIdentityProvider } from '@smithy/types'
import { startAction } from '../simulated.ts'
import type { Roll, RunningRoll } from './live.ts'

/** `onLine`: of the job's log. `env`: besides region and credentials. */
export interface JobParts {
  readonly region: string
  readonly credentials: AwsCredentialIdentityProvider
  readonly env?: Readonly<Record<string, string>>
  readonly start?: typeof startAction
  onLine(line: string): void
}

/** Variables that the bundle needs to reach AWS as this process does. */
const ROUTE = /^(AWS_ENDPOINT_URL|AWS_CA_BUNDLE|NODE_EXTRA_CA_CERTS|https?_proxy|no_proxy)$/i

/** Starts jobs whose credentials are asked for anew for each: a session may end during a run. */
export function rollsWith({ region, credentials, env = {}, start = startAction, onLine }: JobParts): Roll {
  return (inputs, runId): RunningRoll => {
    const job = begin()
    async function begin() {
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = await credentials()
      const route = Object.entries(process.env).filter(([name]) => ROUTE.test(name))
      return start({
        inputs,
        env: {
          ...Object.fromEntries(route.map(([name, value = '']) => [name, value])),
          ...env,
          AWS_REGION: region,
          AWS_ACCESS_KEY_ID: accessKeyId,
          AWS_SECRET_ACCESS_KEY: secretAccessKey,
          ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
          ...(expiration && { AWS_CREDENTIAL_EXPIRATION: expiration.toISOString() }),
        },
        context: { runId, repository: 'ami-rollout/live', workflow: 'live', job: 'live' },
      })
    }
    return {
      done: job.then(async ({ done }) => {
        const { main, outputs, log } = await done
        for (const line of log) onLine(line)
        return { exit: main.exit, outputs }
      }),
      cancel: () => void job.then(({ cancel }) => cancel()),
      kill: () => void job.then(({ kill }) => kill()),
    }
  }
}
