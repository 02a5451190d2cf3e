/** Software of others, installed outside the repository and kept for the next run. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { output } from './process.ts'

/** Installs what is not there yet. */
export interface Cache {
  /** A folder for what a part builds itself. */
  folder(name: string): string
  /** A virtual environment with the packages of a requirements file: the folder of its programs. */
  python(requirements: string): Promise<string>
  /** A program of a Go module, such as `github.com/nektos/act@v0.2.89`: its path. */
  go(module: string): Promise<string>
}

/** `root`: the folder of the cache; `log` hears what is installed. */
export function cacheIn(root: string, log: (line: string) => void): Cache {
  const folder = (name: string) => {
    const path = join(root, name)
    mkdirSync(path, { recursive: true })
    return path
  }
  return {
    folder,
    async python(requirements) {
      const text = readFileSync(requirements)
      const home = join(folder('python'), createHash('sha256').update(text).digest('hex').slice(0, 12))
      const programs = join(home, 'bin')
      if (existsSync(join(home, 'installed'))) return programs
      log(`installing the Python packages of ${requirements}`)
      // A run that was ended half-way leaves no mark: begun again from nothing.
      rmSync(home, { recursive: true, force: true })
      await output({ program: 'python3', args: ['-m', 'venv', home] })
      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements]
      await output({ program: join(programs, 'python'), args: pip, timeoutMs: INSTALLING_MS })
      mkdirSync(join(home, 'installed'))
      return programs
    },
    async go(module) {
      const [path = '', version = ''] = module.split('@')
      const bin = join(folder('go'), `${path.replaceAll('/', '_')}@${version}`)
      const last = path.split('/').at(-1) ?? ''
      const program = join(bin, last)
      if (existsSync(program)) return program
      log(`installing the Go module ${module}`)
      const env = { GOBIN: bin, GOFLAGS: '-modcacherw' }
      await output({ program: 'go', args: ['install', module], env, timeoutMs: INSTALLING_MS })
      return program
    },
  }
}

const INSTALLING_MS = 30 * 60_000

/** Where the cache lies unless somebody says otherwise. */
export const defaultCache = (): string =>
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'ami-rollout-conformance')
