/** The entry point of main and post. The name of the started file decides which. */
import { basename } from 'node:path'
import { systemClock } from './clock.ts'
import { stopOnSignals } from './github/signals.ts'
import { main, post } from './main.ts'

/**
 * After a cancel the runner leaves about 4 min 45 s for main and all post steps together. Post watches this long and
 * keeps the rest for saying what it saw. Milliseconds.
 */
const POST_WATCHES = 240_000

// By file name, not by saved state: a main that is killed before it has saved anything must not be run again as post.
if (basename(process.argv[1] ?? '') === 'post.js') {
  const time = new AbortController()
  setTimeout(() => time.abort('the time for post steps'), POST_WATCHES).unref()
  process.exitCode = await post({ clock: systemClock, stop: time.signal }, process.env)
} else {
  process.exitCode = await main({ clock: systemClock, stop: stopOnSignals() }, process.env)
}
// Whatever still holds this process (a pipe that a process out of reach keeps open) has no say once the verdict is
// written.
process.stdout.write('', () => process.exit())
