/** The jobs in progress in one world: whose calls reach AWS, told by their credentials. */
import type { Gate } from '../simulator/aws/call.ts'
import type { Entry } from '../simulator/aws/journal.ts'
import type { Account } from '../simulator/aws/world/account.ts'
import { standingKey } from '../simulator/aws/world/credentials.ts'
import type { Life } from './life.ts'

/** A job in progress. `life`: its main's, while there is one. */
export interface RunningJob {
  readonly accessKeyId: string
  life?: Life
}

/** Every job has credentials of its own; one that runs alone has the standing key. */
export class RunningJobs {
  readonly #account: Account
  readonly #jobs = new Set<RunningJob>()
  /** All keys that a job ever had. */
  readonly #keys = new Set<string>()

  constructor(account: Account) {
    this.#account = account
  }

  begin(): RunningJob {
    const used = new Set([...this.#jobs].map(({ accessKeyId }) => accessKeyId))
    let accessKeyId: string = standingKey.accessKeyId
    for (let number = 2; used.has(accessKeyId); number++) accessKeyId = `${standingKey.accessKeyId}${number}`
    const standing = this.#account.credentials.find(standingKey.accessKeyId)
    if (standing && !this.#account.credentials.find(accessKeyId))
      this.#account.credentials.add({ ...standing, accessKeyId })
    const job: RunningJob = { accessKeyId }
    this.#keys.add(accessKeyId)
    this.#jobs.add(job)
    return job
  }

  end(job: RunningJob): void {
    this.#jobs.delete(job)
  }

  /** Whether a call is of this job: of no other's key, since a job may have assumed a role. */
  isOf({ accessKeyId }: RunningJob, entry: Pick<Entry, 'accessKeyId'>): boolean {
    return entry.accessKeyId === accessKeyId || !this.#keys.has(entry.accessKeyId)
  }

  /** Lets each call pass as the fate of its job's main will have it. */
  readonly gate: Gate = (call, next) => {
    const job = [...this.#jobs].find((each) => this.isOf(each, call))
    return job?.life ? job.life.gate(call, next) : next()
  }
}
