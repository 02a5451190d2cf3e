/** The worlds of moved workflows: a small fleet that is rolled within minutes. */
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { type Behaviour, boots, neverHealthy } from '../../simulator/aws/world/behaviour.ts'
import { type Mixed, mixed } from '../../simulator/scenes/mixed.ts'
import { type Web, web } from '../../simulator/scenes/web.ts'
import type { Weather } from './move.ts'
import type { Program } from './programs.ts'

/** The region that the workflows name. */
export const REGION = 'eu-central-1'
export const BALANCER = 'balancer.example.com'

const quick = { desired: 2, min: 1, max: 4, defaultInstanceWarmup: 15 } as const

/** Two web servers of a group of this name, whose template has its name, too. */
export const fleet = (agenda: Agenda, name: string, different: Web = {}): Account =>
  web(agenda, {
    region: REGION,
    groupName: name,
    templateName: name,
    ...different,
    group: { ...quick, ...different.group },
  })

/** Two instances of each of two architectures. */
export const twoArchitectures = (agenda: Agenda, name: string, different: Mixed = {}): Account =>
  mixed(agenda, { region: REGION, ...different, group: { ...quick, desired: 4, max: 8, name, ...different.group } })

/** An image that no load balancer finds healthy where what is rolled is bad. */
export const behaviourIn = (weather: Weather): Behaviour =>
  weather === 'bad' ? { ...boots(20), ...neverHealthy() } : boots(20)

export const encoded = (text: string): string => Buffer.from(text).toString('base64')
const decoded = (text: string | undefined): string => Buffer.from(text ?? '', 'base64').toString()

/** What runs on an instance: its image, and the user data that it was started with. */
export interface Running {
  readonly imageId: string
  readonly userData: string
}

/** What each instance in service of a group runs, by its address. */
export const runningIn = (account: Account, group: string): ReadonlyMap<string, Running> =>
  new Map(
    account
      .truth(group)
      .filter(({ lifecycle }) => lifecycle === 'InService')
      .map(({ id, imageId, templateId, version }) => {
        const data = account.templates.find({ id: templateId }).version(String(version)).data
        return [account.ec2Instances.get(id)?.launchInfo.address ?? '', { imageId, userData: decoded(data.UserData) }]
      }),
  )

/** Asks one instance, or by the balancer's name all of them: an answer unless one that is asked is broken. */
export const curl =
  (account: Account, group: string, isBroken: (running: Running) => boolean): Program =>
  (args) => {
    const { hostname } = new URL(args.at(-1) ?? '')
    const asked = [...runningIn(account, group)].filter(([address]) => hostname === BALANCER || hostname === address)
    const isServed = asked.length > 0 && !asked.some(([, running]) => isBroken(running))
    return isServed ? {} : { exit: 22, stderr: 'curl: (22) The requested URL returned error: 503\n' }
  }
