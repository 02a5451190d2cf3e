/** moto as a process, with the refresh engine of this folder. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Stage } from '../part.ts'
import { serve } from '../process.ts'
import { variablesFor } from '../world.ts'

export const REQUIREMENTS = fileURLToPath(new URL('../boto.txt', import.meta.url))
const SERVER = fileURLToPath(new URL('server.py', import.meta.url))

/** An account that has the default network and nothing else. */
export interface Moto extends AsyncDisposable {
  readonly url: string
  /** Variables for any client of AWS. */
  readonly env: Readonly<Record<string, string>>
}

/** Starts it. Throws if it does not come up. */
export async function startMoto(stage: Stage): Promise<Moto> {
  const server = await serve({
    program: join(await stage.cache.python(REQUIREMENTS), 'python'),
    args: [SERVER],
    ready: /^ready (http:\S+)$/,
    env: { PYTHONDONTWRITEBYTECODE: '1' },
    onLine: (line) => stage.log(`moto: ${line}`),
  })
  const url = server.ready[1] ?? ''
  return { url, env: variablesFor(url), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}
