/** The programs that workflows find on their machine: AWS's CLI, curl, Terraform, Packer. Each is carried out here, in the simulated world. */
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

type Environment = Readonly<Record<string, string>>

/** What a program shows and leaves. `files`: by their paths from where it was started. */
export interface ProgramEnd {
  readonly stdout?: string
  readonly stderr?: string
  readonly exit?: number
  readonly files?: Readonly<Record<string, string>>
}

export type Program = (args: readonly string[], env: Environment) => ProgramEnd | Promise<ProgramEnd>
export type Programs = Readonly<Record<string, Program>>

interface Invocation {
  readonly program: string
  readonly args: readonly string[]
  readonly env: Environment
}

/** `folder`: for the PATH of jobs, with `variables` in their environment. */
export interface ServedPrograms extends AsyncDisposable {
  readonly folder: string
  readonly variables: Environment
}

const stub = fileURLToPath(new URL('program.js', import.meta.url))

/** Puts them in a folder of their own. One that throws shows what, and exits with 1. */
export async function servePrograms(programs: Programs): Promise<ServedPrograms> {
  const folder = mkdtempSync(join(tmpdir(), 'programs-'))
  for (const name of Object.keys(programs)) symlinkSync(stub, join(folder, name))
  const server = createServer(async (request, response) => {
    const invocation = invocationOf(await json(request))
    response.end(JSON.stringify(await carriedOut(programs, invocation)))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    folder,
    variables: { PROGRAMS_URL: `http://127.0.0.1:${port}` },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      rmSync(folder, { recursive: true })
    },
  }
}

async function carriedOut(programs: Programs, { program, args, env }: Invocation): Promise<ProgramEnd> {
  try {
    const known = programs[program]
    if (!known) throw new Error(`there is no ${program}`)
    return await known(args, env)
  } catch (error) {
    return { stderr: `${program}: ${error instanceof Error ? error.message : error}\n`, exit: 1 }
  }
}

/** As program.js sends it. */
function invocationOf(value: unknown): Invocation {
  const { program, args, env } = { program: '', args: [], env: {}, ...(typeof value === 'object' ? value : {}) }
  return { program, args, env }
}
