/** Which random rollout is the first to notice each planted fault. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Fault } from './faults/fault.ts'

/** The rollout that noticed a fault, and what it said first. */
export interface Notice {
  readonly seed: number
  readonly promise: string
}

/** `by`: missing when none of the rollouts noticed it. */
export interface Noticed {
  readonly fault: Fault
  readonly by: Notice | undefined
}

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

/** Where the table is. */
export const faultsFile = here('../../__tests__/property/faults.golden.md')

/** Plays `runs` rollouts with each fault, from the seed `first` on, until one of them breaks a promise. */
export async function noticing(
  faults: readonly Fault[],
  { runs, first, parts }: { readonly runs: number; readonly first: number; readonly parts: number },
): Promise<readonly Noticed[]> {
  const noticed = new Map<Fault, Notice | undefined>()
  const left = [...faults]
  const work = async () => {
    for (let fault = left.shift(); fault; fault = left.shift()) noticed.set(fault, await noticeOf(fault, [runs, first]))
  }
  await Promise.all(Array.from({ length: parts }, work))
  return faults.map((fault) => ({ fault, by: noticed.get(fault) }))
}

async function noticeOf({ name }: Fault, range: readonly number[]): Promise<Notice | undefined> {
  const child = fork(here('notice.ts'), range.map(String), {
    execArgv: ['--import', here('plant.ts')],
    env: { ...process.env, FAULT: name },
  })
  const heard: Notice[] = []
  child.on('message', (notice: Notice) => heard.push(notice))
  const [exit] = await once(child, 'exit')
  // What cannot even be loaded is no fault that a test has noticed.
  if (exit !== 0) throw new Error(`with “${name}” the rollouts could not be played`)
  return heard[0]
}

/** A table in Markdown, a row for each fault. */
export function tableOfFaults(noticed: readonly Noticed[]): string {
  const rows = noticed.map(({ fault: { name, elsewhere = '' }, by }) =>
    by ? `| ${name} | ${by.seed} | ${by.promise} |` : `| ${name} | none | ${elsewhere} |`,
  )
  const text = [
    '# Faults that random rollouts notice',
    'Each fault was planted in the action alone. The seed is of a rollout that broke a promise then; beside it what the oracle said first, or the tests that notice what no rollout that was tried has shown.',
    ['| fault | seed | noticed by |', '| --- | --- | --- |', ...rows].join('\n'),
  ]
  return `${text.join('\n\n')}\n`
}
