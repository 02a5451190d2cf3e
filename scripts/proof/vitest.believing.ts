/** Vitest's settings with one wrong belief planted in the action: that of the environment. */
import { defineConfig, mergeConfig } from 'vitest/config'
import usual from '../../vitest.config.ts'
import { beliefs } from './beliefs.ts'
import { planted } from './planted.ts'

const belief = beliefs.find(({ name }) => name === process.env['BELIEF'])
if (!belief) throw new Error(`there is no belief ${process.env['BELIEF']}`)

export default mergeConfig(
  usual,
  defineConfig({
    plugins: [
      {
        name: 'plant',
        enforce: 'pre',
        transform: (source, path) => planted(path, source, belief),
        // The patched file is neither kept for another run nor taken from one.
        configureVitest: ({ defineCacheKeyGenerator }) =>
          defineCacheKeyGenerator(({ id }) => (id.endsWith(`/src/${belief.file}`) ? false : undefined)),
      },
    ],
  }),
)
