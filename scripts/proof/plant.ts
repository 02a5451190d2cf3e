/** Preloaded: the source that the fault of the environment is in is loaded with the fault. */
import { registerHooks } from 'node:module'
import { faults } from './faults.ts'
import { planted } from './planted.ts'

const fault = faults.find(({ name }) => name === process.env['FAULT'])
if (!fault) throw new Error(`there is no fault ${process.env['FAULT']}`)

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    return url.endsWith(`/src/${fault.file}`)
      ? { ...loaded, source: planted(url, String(loaded.source), fault) }
      : loaded
  },
})
