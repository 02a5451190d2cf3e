/**
 * What the post step needs to end a trial: saved before RunInstances is sent, with the instance once EC2 has answered, and
 * taken out when it is seen to be gone. Apart from the state of the rollout, because a trial comes before there is one.
 */
import { getState, saveState, warning } from '@actions/core'
import type { Event } from '../rollout/events.ts'
import type { UnfinishedLaunch } from '../rollout/model/trial.ts'

const KEY = 'trials'

/** Reduces one event to the launches that may still have an instance. */
export function launchesAfter(before: readonly UnfinishedLaunch[], event: Event): readonly UnfinishedLaunch[] {
  if (event.type !== 'trial') return before
  const { trial } = event
  switch (trial.did) {
    case 'launching':
      return [...before, trial.launch]
    case 'launched':
      return before.map((each) => (isSame(each, trial.launch) ? trial.launch : each))
    case 'no-room':
    case 'not-launched':
      return before.filter(({ place, instance }) => instance !== undefined || !isSamePlace(place, trial.place))
    case 'ended':
    case 'left':
      // What could not be ended was reported with the command: the post step would fail alike.
      return before.filter(({ instance }) => instance === undefined || !trial.instances.includes(instance))
    default:
      return before
  }
}

const isSamePlace = (one: UnfinishedLaunch['place'], other: UnfinishedLaunch['place']): boolean =>
  one.subnet === other.subnet && one.type === other.type

const isSame = (one: UnfinishedLaunch, other: UnfinishedLaunch): boolean =>
  one.template === other.template && one.version === other.version && isSamePlace(one.place, other.place)

/** The launches with main's access to AWS, which the post step cannot take from its own inputs. */
interface SavedTrials<Access> {
  readonly launches: readonly UnfinishedLaunch[]
  readonly access: Access
}

/** Saves each change at once. */
export function trialStateReader<Access>(access: Access): (event: Event) => void {
  let known: readonly UnfinishedLaunch[] = []
  return (event) => {
    const next = launchesAfter(known, event)
    if (next === known) return
    known = next
    try {
      saveState(KEY, JSON.stringify({ launches: next, access } satisfies SavedTrials<Access>))
    } catch {
      warning('The trial could not be noted for the post step: if this job is cancelled, see that its instance ends.')
    }
  }
}

/** What main has left; nothing where there was no trial, or it has ended. */
export function trialsLeftByMain<Access>(): SavedTrials<Access> | undefined {
  const text = getState(KEY)
  if (text === '') return undefined
  try {
    const { launches = [], access }: Partial<SavedTrials<Access>> = JSON.parse(text)
    return launches.length > 0 && access !== undefined ? { launches, access } : undefined
  } catch {
    return undefined
  }
}
