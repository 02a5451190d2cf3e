/** How the run went: its picture, its phases, and what was found before it. */
import { chartOf } from '../chart.ts'
import { fromOf, lastSeen, refreshOf } from '../facts.ts'
import { blocks, bullets, code, codeBlock, details, type Markdown, md, prose, table } from '../markdown.ts'
import { clock, count, duration } from '../measure.ts'
import { phasesOf } from '../phases.ts'
import { choreWords } from '../words/aftermath.ts'
import { evidenceWords } from '../words/because.ts'
import { refreshWords } from '../words/fleet.ts'
import type { Section } from './story.ts'

/** Instances over time. */
export const chart: Section = ({ timeline }) => {
  const drawn = chartOf(timeline)
  return drawn && blocks([md`### The roll over time`, drawn])
}

/** Each phase with its length. */
export const phases: Section = ({ timeline }) => {
  const gone = phasesOf(timeline)
  if (timeline.legs.length === 0 || gone.length === 0) return undefined
  return blocks([
    md`### Phases`,
    table(
      ['phase', 'from (UTC)', 'took'],
      [
        ...gone.map(({ name, from, to }) => [name, clock(from), duration(to - from)]),
        [md`**in all**`, clock(timeline.began), md`**${duration(timeline.now - timeline.began)}**`],
      ],
      [1, 2],
    ),
  ])
}

/** What lies around a failure, in AWS's words, and the end of a console. */
export const found: Section = ({ timeline: { turns } }) => {
  const turn = turns.findLast(({ is }) => is === 'evidence')
  if (turn?.is !== 'evidence') return undefined
  const { evidence } = turn
  const lines = evidenceWords(evidence)
  const { console: its } = evidence
  if (lines.length === 0 && !its) return undefined
  return blocks([
    md`### What was found`,
    ...(lines.length > 0 ? [bullets(lines.map(prose))] : []),
    ...(its
      ? [
          details(
            md`Console of ${code(its.instance)}, its last ${its.lines.length} lines`,
            codeBlock(its.lines, 'text'),
          ),
        ]
      : []),
  ])
}

/** Warnings; the errors of a refusal stand at the head. */
export const findings: Section = ({ timeline: { plan, outcome } }) => {
  const found = (outcome?.is === 'refused' ? outcome.findings : (plan?.findings ?? [])).filter(
    ({ level }) => level === 'warning',
  )
  if (found.length === 0) return undefined
  return blocks([
    md`### Found before the start: ${count(found.length, 'warning')}`,
    bullets(found.map(({ says, remedy }) => md`${prose(says)} ${prose(remedy)}`)),
  ])
}

/** What the run leaves in AWS. */
export const standing: Section = ({ timeline }) => {
  const { outcome, turns } = timeline
  const seen = lastSeen(timeline)
  const made = turns.flatMap((turn) => (turn.is === 'prepared' && turn.how === 'made' ? [turn.to] : []))
  const refresh = refreshOf(timeline)
  const active = outcome && 'standing' in outcome ? outcome.standing.active : undefined
  const lines: readonly Markdown[] = [
    ...(refresh
      ? [md`Instance refresh ${code(refresh)}${seen?.refresh?.id === refresh ? md`: ${seen.refresh.status}` : md``}`]
      : []),
    ...(active ? [md`AWS is still at work: ${refreshWords(active)}`] : []),
    ...made.map(({ id, version }) => {
      const source = fromOf(timeline).find((each) => each.id === id)
      return md`Version ${version} of ${code(id)}, made by this run from version ${source?.version ?? '–'}`
    }),
    ...(seen
      ? [
          md`The group’s saved template version at the last look: ${code(seen.saved.map(({ version }) => version).join(', '))}`,
        ]
      : []),
    ...turns
      .flatMap((turn) => (turn.is === 'pinned' ? turn.pins : []))
      .map(
        ({ name, alias, version }, _, { length }) =>
          md`The group followed ${alias}${length > 1 ? ` of ${name}` : ''} and was pinned to version ${version} for the rollout`,
      ),
    ...turns.flatMap((turn) => {
      if (turn.is !== 'chore') return []
      const command = 'command' in turn.chore ? md` By hand: ${code(turn.chore.command)}` : md``
      return [md`${choreWords(turn.chore)}${command}`]
    }),
  ]
  return lines.length > 0 ? blocks([md`### What stands in AWS`, bullets(lines)]) : undefined
}
