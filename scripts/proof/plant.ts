/** Preloaded: the source that the fault of the environment is in is loaded with the fault. Nothing on the disk changes. */
import { registerHooks } from 'node:module'
import { faults } from './faults.ts'

const fault = faults.find(({ name }) => name === process.env['FAULT'])
if (!fault) throw new Error(`there is no fault ${process.env['FAULT']}`)
const { file, was, becomes } = fault

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    if (!url.endsWith(`/src/${file}`)) return loaded
    const [before, after, ...more] = String(loaded.source).split(was)
    if (before === undefined || after === undefined || more.length > 0)
      throw new Error(`src/${file} does not hold exactly once: ${was}`)
    return { ...loaded, source: before + becomes + after }
  },
})
