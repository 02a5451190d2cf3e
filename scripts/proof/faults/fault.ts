/** What a planted fault is: one text of a source put for another; and trials that can show it. */
import type { Trial } from '../../../__tests__/property/trial.ts'

/** `file`: below src. `was` is there exactly once. `where`: trials that can show it at all; any unless said. `elsewhere`: the tests that notice it where no random world shows it. */
export interface Fault {
  readonly name: string
  readonly file: string
  readonly was: string
  readonly becomes: string
  readonly where?: (trial: Trial) => boolean
  readonly elsewhere?: string
}

/** Somebody does one of these. */
export const did =
  (...wanted: readonly string[]) =>
  ({ deeds }: Trial): boolean =>
    deeds.some(({ does }) => wanted.includes(does))
/** The user has a check. */
export const isChecked = ({ check }: Trial): boolean => check !== 'none'
/** The group follows an alias. */
export const follows = ({ group }: Trial): boolean => group.version !== '7'
/** Versions of ours may be deleted. */
export const cleansUp = ({ inputs, group }: Trial): boolean =>
  inputs['keep-launch-template-versions'] !== '' && group.past > 0
/** There is more than one job. */
export const isRestarted = ({ starts }: Trial): boolean => starts.length > 1
/** A job is cancelled, or killed. */
export const isStopped =
  (by: 'cancel' | 'kill') =>
  ({ starts }: Trial): boolean =>
    starts.some(({ stop }) => stop?.by === by)
