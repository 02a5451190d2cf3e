/** The log: a story of one line per change, and a heartbeat while nothing changes. */

import type { Drift } from '../rollout/drift.ts'
import type { Event } from '../rollout/event.ts'
import type { Evidence, TemplateVersion } from '../rollout/model.ts'
import type { Timeline } from '../rollout/timeline.ts'
import { astrayWords, versionWords } from './drift.ts'
import { versionNumbers } from './facts.ts'
import { conclusionLines } from './log/conclusion.ts'
import { beats, type Line, text, timed } from './log/line.ts'
import { lookLines } from './log/look.ts'
import { planLines } from './log/plan.ts'
import { count, duration } from './measure.ts'
import { imageWords } from './provenance.ts'
import { choreWords, tidyingWords } from './words/aftermath.ts'
import { becauseWords, evidenceWords } from './words/because.ts'
import { refreshWords } from './words/fleet.ts'

/** What an event adds to the log. */
export function logLines(before: Timeline, event: Event, after: Timeline): readonly Line[] {
  switch (event.is) {
    case 'surveyed':
      return [timed(event.at, surveyWords(event)), ...imageLines(event)]
    case 'planned':
      return planLines(event.at, event.plan, after)
    case 'checked':
      return astrayLines(event.drift)
    case 'waiting':
      return waitingLines(before, event)
    case 'pinning':
      return event.pins.map(({ name, alias, version }) => {
        const of = event.pins.length > 1 ? ` of ${name}` : ''
        return timed(
          event.at,
          `The group follows ${alias}${of}: it is pinned to version ${version}, which that means now`,
        )
      })
    case 'pinned':
    case 'noted':
      return []
    case 'preparing':
      return [
        timed(event.at, `New version of ${event.source.id} from version ${event.source.version} with ${event.image}`),
      ]
    case 'prepared':
      return [
        timed(
          event.at,
          `Version ${event.to.version}${ofTemplate(event.to, after)} ${event.how === 'made' ? 'is made' : 'stands already'}`,
        ),
      ]
    case 'starting':
      return [
        timed(
          event.at,
          event.leg.by === 'native-rollback'
            ? 'Asking AWS to roll the instance refresh back'
            : `Instance refresh to ${versionNumbers(event.leg.to.templates)}`,
        ),
      ]
    case 'underway':
      return [timed(event.at, underwayWords(event))]
    case 'looked':
      return lookLines(before, event, after)
    case 'evidence':
      return evidenceLines(event.evidence)
    case 'retreating':
      return [
        timed(
          event.at,
          `↩ ${retreatings[event.how]}${event.because.guard === 'interrupted' ? `: ${becauseWords(event.because)}` : ''}`,
        ),
      ]
    case 'tidying':
      return [timed(event.at, tidyingWords(event.cleanUp, after.policy?.mode === 'plan'))]
    case 'chore':
      return [timed(event.at, choreWords(event.chore)), ...commandLine(event)]
    case 'concluded':
      return conclusionLines(after, event.outcome)
  }
}

/** ` of web`, where the group has several templates. */
const ofTemplate = ({ name }: TemplateVersion, { survey }: Timeline): string =>
  survey && survey.templates.length > 1 ? ` of ${name}` : ''

function surveyWords({ survey, policy }: Extract<Event, { is: 'surveyed' }>): string {
  const { group, templates } = survey
  const saved = templates.flatMap((held) => held.saved ?? [])
  if (!group) return `Looked at ${policy.group}`
  const template = saved.length > 0 ? `, template ${versionWords(saved)}` : ''
  const targets = count(group.targetGroups.length, 'target group')
  return `${group.name}: ${count(group.instances.length, 'instance')} (desired ${group.desired}, ${group.min} to ${group.max})${template}, ${targets}`
}

const imageLines = ({ at, survey }: Extract<Event, { is: 'surveyed' }>): readonly Line[] =>
  survey.images.flatMap((each) => imageWords(each, at) ?? []).map((words) => timed(at, words))

/** Instances that a check names in the log; all of them stand in the summary. */
const MOST_ASTRAY = 20

function astrayLines({ astray, saved }: Drift): readonly Line[] {
  const more = astray.length - MOST_ASTRAY
  const named = astray.slice(0, MOST_ASTRAY).map((each) => text(`✖ ${astrayWords(each, saved)}`))
  return more > 0 ? [...named, text(`… and ${more} more`)] : named
}

/** What was found around a failure, in a fold; nothing when nothing was. */
function evidenceLines(evidence: Evidence): readonly Line[] {
  const lines = evidenceWords(evidence)
  const { console: its } = evidence
  const output = its
    ? [`Console of ${its.instance}, its last ${its.lines.length} lines:`, ...its.lines.map((line) => `  ${line}`)]
    : []
  if (lines.length + output.length === 0) return []
  return [{ is: 'group', text: 'What was found' }, ...[...lines, ...output].map(text), { is: 'end' }]
}

/** The first look, every change, and a heartbeat. */
function waitingLines(before: Timeline, { at, refresh }: Extract<Event, { is: 'waiting' }>): readonly Line[] {
  const earlier = before.turns.filter((turn) => turn.is === 'waiting' && turn.refresh.id === refresh.id)
  const words = refreshWords(refresh)
  const previous = earlier.at(-1)
  const first = earlier[0]
  const same = previous?.is === 'waiting' && refreshWords(previous.refresh) === words
  if (same && first && !beats(first.at, previous.at, at)) return []
  const waited = first ? ` for ${duration(at - first.at)}` : ''
  return [timed(at, `Waiting${waited} for another instance refresh: ${words}`)]
}

const underwayWords = ({ how, leg }: Extract<Event, { is: 'underway' }>): string => {
  switch (how) {
    case 'started':
      return `Instance refresh ${leg.refresh} started`
    case 'found':
      return `Instance refresh ${leg.refresh} found: the answer to its start was lost`
    case 'adopted':
      return `Instance refresh ${leg.refresh} of an earlier attempt of this run taken up`
    case 'confirming':
      return 'The group is on this image already: nothing is started, what stands is confirmed'
    case 'back':
      return `On the way back: instance refresh ${leg.refresh}`
  }
}

const retreatings: Readonly<Record<Extract<Event, { is: 'retreating' }>['how'], string>> = {
  'native-rollback': 'Asking AWS to roll the instance refresh back',
  'new-refresh': 'Going back by a second instance refresh',
  cancel: 'Asking AWS to cancel the instance refresh',
  leave: 'Leaving it as it is',
}

const commandLine = ({ chore }: Extract<Event, { is: 'chore' }>): readonly Line[] =>
  'command' in chore ? [text(`          $ ${chore.command}`)] : []
