/** Where to look further. */

import { duration, moment } from '../../rollout/measure.ts'
import { groupOf } from '../facts.ts'
import { join, link, md } from '../markdown.ts'
import type { RunPlace, Section } from './story.ts'

/** Links to AWS's console and to the run, and when this was written. */
export const links: Section = ({ timeline, run }) => {
  const group = groupOf(timeline)
  const { began, now, outcome } = timeline
  const parts = [
    md`${outcome ? 'Ended' : 'As of'} ${moment(now)}, ${duration(now - began)} after it began`,
    ...linked('the group in AWS’s console', group === '' ? undefined : consoleAddress(group, run.region)),
    ...linked('this workflow run', runAddress(run)),
  ]
  return join(parts, md` · `)
}

const linked = (label: string, address: URL | undefined) => (address ? [link(label, address)] : [])

/** The console of a partition has its own host: China and GovCloud. */
function consoleAddress(group: string, region: string | undefined): URL | undefined {
  if (!region || !/^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(region)) return undefined
  const page = `ec2/home?region=${region}#AutoScalingGroupDetails:id=${encoded(group)};view=instanceRefresh`
  if (region.startsWith('cn-')) return new URL(`https://${region}.console.amazonaws.cn/${page}`)
  if (region.startsWith('us-gov-')) return new URL(`https://console.amazonaws-us-gov.com/${page}`)
  return new URL(`https://${region}.console.aws.amazon.com/${page}`)
}

/** The run's page, where it can be run again; `undefined` outside of GitHub. */
export function runAddress({ server, repository, runId }: RunPlace): URL | undefined {
  const path = repository.split('/').map(encoded).join('/')
  const address = `${server}/${path}/actions/runs/${encoded(runId)}`
  return /^https?:/.test(server) && URL.canParse(address) ? new URL(address) : undefined
}

/** One part of an address. Half a character, which a name may end with, has no encoding of its own. */
const encoded = (part: string): string => encodeURIComponent(part.toWellFormed())
