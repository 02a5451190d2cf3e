import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Where .ci/run wants the results as JSON. */
const results = process.env['TEST_RESULTS']

/**
 * The longest begin first, so that no core is idle at the end: on a fresh clone Vitest knows only how large the files are.
 * Two that mostly compute are before the end-to-end tests, which mostly wait: so few processes start at once.
 */
const longest = [
  '/property/random-',
  '/property/features.',
  '/end-to-end/',
  '/kill/kill.',
  '/property/',
  '/kill/',
  '/scenarios/false-red.',
  '/pictures.',
  '/report/hostile.',
  '/adapters/',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => [...longest, ''].findIndex((part) => moduleId.includes(part))
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b))
  }
}

export default defineConfig({
  test: {
    include: ['{__tests__,simulator/__tests__,conformance/__tests__}/**/*.test.ts'],
    // A scenario runs in virtual time; only its HTTP and imports take real time. Machines are shared and noisy.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // The end-to-end tests mostly wait: four files at a time keep two cores busy.
    maxWorkers: 4,
    // One test file after another in the same process: the SDK and the simulator take longer to load than most tests.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    reporters: results === undefined ? ['default'] : ['default', ['json', { outputFile: results }]],
    // GitHub's parser imports its schema as JSON without saying so, which Node itself refuses.
    server: { deps: { inline: [/@actions\/(languageservice|workflow-parser)/] } },
  },
})
