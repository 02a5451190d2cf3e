/** The simulated accounts in which workflows run. */
import type { Account } from '../../simulator/aws/world/account.ts'
import { type Behaviour, dies } from '../../simulator/aws/world/behaviour.ts'
import type { Scene } from '../../simulator/scenes/scene.ts'
import { NEW_IMAGE, TEMPLATE, web } from '../../simulator/scenes/web.ts'
import { sceneOf } from '../simulated.ts'

/** Every group, alarm, role and parameter that a workflow here or in examples/ names. */
export function furnished(behaviour?: Behaviour): Scene {
  return {
    name: 'furnished',
    says: 'Several groups on one template, with all that workflows name.',
    speed: 60,
    inputs: {},
    build: (agenda) => {
      const account = web(agenda, behaviour === undefined ? {} : { behaviour })
      for (const name of ['worker', 'batch', 'web-canary', 'web-staging'])
        account.group({
          name,
          template: { id: TEMPLATE, version: '7' },
          desired: 3,
          targetGroups: ['web'],
          defaultInstanceWarmup: 60,
        })
      return withRoles(account)
    },
  }
}

export const badImage = (): Scene => furnished(dies(40))

/** The group web after a rollout of this action, so that there is something to go back to. */
export const rolledOut = (): Scene => {
  const scene = sceneOf('rollback')
  return { ...scene, build: (agenda) => withRoles(scene.build(agenda)) }
}

function withRoles(account: Account): Account {
  for (const name of ['web-canary-5xx', 'web-5xx', 'web-latency']) account.alarm({ name })
  for (const name of [
    'ami-rollout-web',
    'deploy-staging',
    'deploy-production',
    'ami-rollout-web-plan',
    'check',
    'build-image',
    'notify',
  ])
    account.credentials.role({ name, maxSessionDuration: 12 * 3600 })
  if (!account.parameters.names.includes('/web/ami')) account.parameter('/web/ami', NEW_IMAGE, { labels: ['stable'] })
  return account
}
