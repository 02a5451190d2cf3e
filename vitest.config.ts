import { defineConfig } from 'vitest/config'

/** Where .ci/run wants the results as JSON. */
const results = process.env['TEST_RESULTS']

export default defineConfig({
  test: {
    include: ['__tests__/**/*.test.ts'],
    // A scenario runs in virtual time; only its HTTP and imports take real time. Machines are shared and noisy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // The end-to-end tests mostly wait: three at a time keep two cores busy.
    maxWorkers: 3,
    reporters: results === undefined ? ['default'] : ['default', ['json', { outputFile: results }]],
    // GitHub's parser imports its schema as JSON without saying so, which Node itself refuses.
    server: { deps: { inline: [/@actions\/(languageservice|workflow-parser)/] } },
  },
})
