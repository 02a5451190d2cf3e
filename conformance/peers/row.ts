/** What a tool said of a rollout, beside what was so. */
import type { Account } from '../../simulator/aws/world/account.ts'
import { GROUP, NEW_IMAGE } from '../../simulator/scenes/web.ts'

export interface Row {
  readonly isGreen: boolean
  /** From the start of the tool to its end, in virtual time. */
  readonly minutes: number
  readonly isTrue: boolean
  /** What serves when the tool ends. */
  readonly atEnd: Fleet
  /** And after an hour in which nobody does anything. */
  readonly later: Fleet
  readonly nextLaunch: 'old' | 'new'
  readonly calls: number
}

/** Instances in service, and how many of them run the new image and are healthy in both target groups. */
export interface Fleet {
  readonly size: number
  readonly onNew: number
  readonly healthy: number
}

const TARGET_GROUPS = 2

export function fleetOf(account: Account): Fleet {
  const inService = account.truth(GROUP).filter(({ lifecycle }) => lifecycle === 'InService')
  return {
    size: inService.length,
    onNew: inService.filter(({ imageId }) => imageId === NEW_IMAGE).length,
    healthy: inService.filter(({ healthyIn }) => healthyIn.length === TARGET_GROUPS).length,
  }
}

/** Whether everything runs the new image and serves. */
export const isRolledOut = ({ size, onNew, healthy }: Fleet, desired: number): boolean =>
  size === desired && onNew === desired && healthy === desired

function fleetText({ size, onNew, healthy }: Fleet): string {
  const runs = onNew === 0 ? 'old' : onNew === size ? 'new' : `${onNew} of ${size} new`
  return `${runs}, ${healthy} of ${size} healthy`
}

/** The headings of `cellsOf`, for a table in Markdown. */
export const HEADINGS = [
  'tool',
  'image',
  'verdict after',
  'true?',
  'fleet at the verdict',
  'fleet an hour later',
  'next launch',
  'calls',
]

/** A row as one line, for the result file. */
export const lineOf = ({ isGreen, minutes, isTrue, atEnd, later, nextLaunch, calls }: Row): string =>
  [
    `${isGreen ? 'green' : 'red'}, ${minutes.toFixed(1)} min`,
    isTrue ? 'true' : 'not true',
    fleetText(atEnd),
    fleetText(later),
    nextLaunch,
    String(calls),
  ].join('; ')

/** Cells of a table from the name of a case (`tool: image`) and its line. */
export function cellsOf({ name, seen }: { readonly name: string; readonly seen: string }): readonly string[] {
  const at = name.indexOf(': ')
  return [name.slice(0, at), name.slice(at + 2), ...seen.split('; ')]
}
