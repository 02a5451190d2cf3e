/** The facts of a run in a line, and the addresses of what it belongs to. */

import { duration, moment } from '../../rollout/measure.ts'
import { partitionOf } from '../../rollout/partition.ts'
import type { Timeline } from '../../rollout/timeline.ts'
import { groupOf } from '../facts.ts'
import { code, join, link, type Markdown, md } from '../markdown.ts'
import { codeOf } from '../outcomes.ts'
import { shortCommit } from '../words/commits.ts'
import type { RunPlace, Section } from './story.ts'

/** When it ended and how long it took, where, by whom, its failure code, its commits, and the group in AWS's console. */
export const runFacts: Section = ({ timeline, run }) => {
  const { now, outcome } = timeline
  const group = groupOf(timeline)
  const failure = outcome ? codeOf(outcome) : ''
  return join(
    [
      md`${outcome ? 'Ended' : 'As of'} ${moment(now)} after ${lengthWords(timeline)}`,
      ...(run.region !== undefined && partitionOf(run.region) ? [md`${run.region}`] : []),
      ...(run.actor === '' ? [] : [md`started by ${run.actor}`]),
      ...(failure === '' ? [] : [md`failure-code ${code(failure)}`]),
      ...commitRanges(timeline, run),
      ...linked('AWS console', group === '' ? undefined : consoleAddress(group, run.region)),
    ],
    md` · `,
  )
}

/** `6 min 19 s (estimate 18 min)`. */
function lengthWords({ began, now, plan, operations }: Timeline): string {
  const estimate = plan?.action === 'roll' && operations.length > 0 ? plan.estimate.length : 0
  return `${duration(now - began)}${estimate > 0 ? ` (estimate ${duration(estimate)})` : ''}`
}

const commitRanges = ({ survey }: Timeline, run: RunPlace): readonly Markdown[] =>
  (survey?.comparisons ?? []).flatMap(({ base, head, answer }) => {
    const address = 'problem' in answer ? undefined : compareAddress(run, base, head)
    return address ? [link(`${shortCommit(base).slice(0, 7)}…${shortCommit(head).slice(0, 7)}`, address)] : []
  })

/** The workflow run, for a comment: the summary is on its page already. */
export const runLink: Section = ({ run }) => {
  const [to] = linked('The workflow run', runAddress(run))
  return to && md`${to}`
}

const linked = (label: string, address: URL | undefined): readonly Markdown[] => (address ? [link(label, address)] : [])

/** The group's instance refreshes in the AWS console. Each partition has its own console; some are not public. */
export function consoleAddress(group: string, region = ''): URL | undefined {
  const host = partitionOf(region)?.console?.(region)
  const page = `ec2/home?region=${region}#AutoScalingGroupDetails:id=${encoded(group)};view=instanceRefresh`
  return host === undefined ? undefined : new URL(`https://${host}/${page}`)
}

/** The run's page; `undefined` outside of GitHub. */
function runAddress({ server, repository, runId }: RunPlace): URL | undefined {
  const path = repository.split('/').map(encoded).join('/')
  const address = `${server}/${path}/actions/runs/${encoded(runId)}`
  const isKnown = repository !== '' && runId !== ''
  return isKnown && /^https?:/.test(server) && URL.canParse(address) ? new URL(address) : undefined
}

/** GitHub's comparison of two commits; `undefined` outside of GitHub. */
export function compareAddress({ server, repository }: RunPlace, base: string, head: string): URL | undefined {
  const path = repository.split('/').map(encoded).join('/')
  const address = `${server}/${path}/compare/${encoded(base)}...${encoded(head)}`
  return repository !== '' && /^https?:/.test(server) && URL.canParse(address) ? new URL(address) : undefined
}

/** Encodes one part of an address. A lone surrogate, with which a cut name may end, would throw. */
const encoded = (part: string): string => encodeURIComponent(part.toWellFormed())
