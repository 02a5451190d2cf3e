/** `npm run simulator`: serves a scene to any AWS client, at any speed. */
import { parseArgs } from 'node:util'
import { simulateAws } from './aws/simulate.ts'
import { standingKey } from './aws/world/credentials.ts'
import { fastClock } from './clock.ts'
import { scenes } from './scenes/index.ts'
import type { Scene } from './scenes/scene.ts'
import { worldAt } from './stage.ts'

const USAGE = 'npm run simulator -- [--scene NAME] [--port N] [--speed N] | --list'

interface Choice {
  readonly scene: Scene
  readonly port: number
  readonly speed: number
}

const list = () => Array.from(scenes.values(), ({ name, says }) => `${name.padEnd(16)}${says}`).join('\n')

/** Throws, with words for the user, for a choice that cannot be served. `undefined`: the list is wanted. */
function choose(args: readonly string[]): Choice | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      list: { type: 'boolean' },
      scene: { type: 'string', default: 'good-image' },
      port: { type: 'string', default: '4566' },
      speed: { type: 'string', default: '60' },
    },
  })
  if (values.list) return undefined
  const scene = scenes.get(values.scene)
  if (!scene) throw new Error(`no scene is called ${values.scene}; there are:\n${list()}`)
  const [port, speed] = [Number(values.port), Number(values.speed)]
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port ${values.port} is no port (0 to 65535)`)
  if (!(speed > 0 && Number.isFinite(speed))) throw new Error(`--speed ${values.speed} is no speed (more than 0)`)
  return { scene, port, speed }
}

async function serve({ scene, port, speed }: Choice): Promise<void> {
  const clock = fastClock({ speed })
  const account = worldAt(scene, clock.now())
  const { url } = await simulateAws({
    account,
    clock,
    port,
    ...(scene.faults && { faults: scene.faults }),
    onCall: ({ at, service, operation }) => console.log(`${new Date(at).toISOString()}  ${service} ${operation}`),
  })
  console.log(`${scene.name}: ${scene.says}

AWS is simulated on ${url}, ${speed} times as fast as life. Nothing reaches AWS. Ctrl-C ends it.
Point any AWS SDK or the AWS CLI there (a CLI older than 2.13 does not read AWS_ENDPOINT_URL):

  export AWS_ENDPOINT_URL=${url}
  export AWS_REGION=${account.region} AWS_DEFAULT_REGION=${account.region}
  export AWS_ACCESS_KEY_ID=${standingKey.accessKeyId}
  export AWS_SECRET_ACCESS_KEY=${standingKey.secretAccessKey}

  aws autoscaling describe-auto-scaling-groups --endpoint-url $AWS_ENDPOINT_URL
`)
}

try {
  const choice = choose(process.argv.slice(2))
  if (choice) await serve(choice)
  else console.log(list())
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
  process.exitCode = 1
}
