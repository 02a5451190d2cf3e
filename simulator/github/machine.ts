/** The machine of one job: its folders, the event's payload, the processes that it must not outlive. */
import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { contextOf, type Folders, jobVariables, type RunContext } from './environment.ts'
import { killOrphans, TRACKING } from './orphans.ts'

/** `workspace`, `temp`: kept if given, else made and deleted again. */
export interface MachineOptions {
  readonly context?: Partial<RunContext>
  readonly event?: object
  readonly workspace?: string
  readonly temp?: string
}

/** `variables`: what every step of the job sees. */
export interface RunnerMachine {
  readonly folders: Folders
  readonly variables: Readonly<Record<string, string>>
  /** Ends what the job left running, and deletes what was made for it. */
  dispose(): void
}

/** A fresh machine. */
export function startMachine({ context, event = {}, workspace, temp }: MachineOptions): RunnerMachine {
  const root = mkdtempSync(join(tmpdir(), 'runner-'))
  const trackingId = `github_${randomUUID()}`
  const folders = {
    home: join(root, 'home'),
    temp: resolve(temp ?? join(root, 'temp')),
    workspace: resolve(workspace ?? join(root, 'workspace')),
    toolCache: join(root, 'tools'),
  }
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true })
  const eventPath = join(root, 'event.json')
  writeFileSync(eventPath, JSON.stringify(event))
  return {
    folders,
    variables: { ...jobVariables(contextOf(context), folders, eventPath), [TRACKING]: trackingId },
    dispose() {
      killOrphans(trackingId)
      rmSync(root, { recursive: true, force: true })
    },
  }
}
