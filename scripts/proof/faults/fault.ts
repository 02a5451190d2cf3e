/** What a planted fault is: one text of a source put for another; and trials that can show it. */
import type { Trial } from '../../../__tests__/property/trial.ts'
import type { Patch } from '../planted.ts'

/** `where`: trials that can show it at all; any unless said. `elsewhere`: the tests that notice it where no random world shows it. */
export interface Fault extends Patch {
  readonly name: string
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
