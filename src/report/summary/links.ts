/** Links for further details. */

import { duration, moment } from '../../rollout/measure.ts'
import { partitionOf } from '../../rollout/partition.ts'
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

/** The group's instance refreshes in the AWS console. Each partition has its own console; some are not public. */
export function consoleAddress(group: string, region = ''): URL | undefined {
  const host = partitionOf(region)?.console?.(region)
  const page = `ec2/home?region=${region}#AutoScalingGroupDetails:id=${encoded(group)};view=instanceRefresh`
  return host === undefined ? undefined : new URL(`https://${host}/${page}`)
}

/** The run's page; `undefined` outside of GitHub. */
export function runAddress({ server, repository, runId }: RunPlace): URL | undefined {
  const path = repository.split('/').map(encoded).join('/')
  const address = `${server}/${path}/actions/runs/${encoded(runId)}`
  return /^https?:/.test(server) && URL.canParse(address) ? new URL(address) : undefined
}

/** GitHub's comparison of two commits; `undefined` outside of GitHub. */
export function compareAddress({ server, repository }: RunPlace, base: string, head: string): URL | undefined {
  const path = repository.split('/').map(encoded).join('/')
  const address = `${server}/${path}/compare/${encoded(base)}...${encoded(head)}`
  return repository !== '' && /^https?:/.test(server) && URL.canParse(address) ? new URL(address) : undefined
}

/** Encodes one part of an address. A lone surrogate, with which a cut name may end, would throw. */
const encoded = (part: string): string => encodeURIComponent(part.toWellFormed())
