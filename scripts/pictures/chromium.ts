/** Headless Chromium, driven by its DevTools protocol: one browser and one tab for any number of pages. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DevTools } from './devtools.ts'

/** What to say where it is not installed. */
export const howToInstall =
  'Chromium is not installed: apt-get install chromium fonts-liberation fonts-noto-color-emoji, or set CHROMIUM to its path.'

const names = [process.env['CHROMIUM'], 'chromium', 'chromium-browser', 'google-chrome']

/** The program, if there is one on this machine. */
export function findChromium(): string | undefined {
  return names.find((name) => {
    try {
      return name !== undefined && execFileSync(name, ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] }).length > 0
    } catch {
      return false
    }
  })
}

/** No sandbox: it shows our own pages alone, which may ask nothing of the network, and containers have none to offer. */
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
  '--remote-debugging-port=0',
]

/** A running browser. Disposing of it ends its processes and deletes its profile. */
export interface Chromium extends AsyncDisposable {
  readonly tab: DevTools
}

/** Starts it with a profile of its own. Rejects if it does not come up. */
export async function startChromium(program: string): Promise<Chromium> {
  const profile = mkdtempSync(join(tmpdir(), 'chromium-'))
  const child = spawn(program, [...flags, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // A process group of its own, so that all of its processes can be ended together.
    detached: true,
  })
  const close = async () => {
    await end(child)
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const tab = await DevTools.connect(await address(child))
    return {
      tab,
      async [Symbol.asyncDispose]() {
        tab.close()
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Where it listens: Chromium says so on its standard error. */
async function address(child: ChildProcess): Promise<string> {
  if (!child.stderr) throw new Error('no standard error')
  for await (const line of createInterface(child.stderr)) {
    const found = /^DevTools listening on (ws:\S+)$/.exec(line)?.[1]
    if (found !== undefined) {
      child.stderr.resume()
      return found
    }
  }
  throw new Error('Chromium ended before it listened')
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  process.kill(-child.pid, 'SIGKILL')
  await gone
}
