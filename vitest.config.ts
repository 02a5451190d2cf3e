import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Where .ci/run wants the results as JSON. */
const results = process.env['TEST_RESULTS']

/** The longest begin first, so that no core is idle at the end: on a fresh clone Vitest knows only how large the files are. */
const longest = ['/kill/kill.', '/property/', '/pictures.', '/kill/', '/report/hostile.', '/adapters/command.']

/** How many files run at once. */
const WORKERS = 3

/** The end-to-end tests mostly wait: one of them at a time, beside others that keep both cores busy. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => [...longest, ''].findIndex((part) => moduleId.includes(part))
    const sorted = (await super.sort(files)).toSorted((a, b) => place(a) - place(b))
    const waits = ({ moduleId }: TestSpecification) => moduleId.includes('/end-to-end/')
    const waiting = sorted.filter(waits)
    const busy = sorted.filter((file) => !waits(file))
    return busy.flatMap((file, i) => [...(i % (WORKERS - 1) === 0 ? waiting.splice(0, 1) : []), file]).concat(waiting)
  }
}

export default defineConfig({
  test: {
    include: ['{__tests__,simulator/__tests__,conformance/__tests__}/**/*.test.ts'],
    // A scenario runs in virtual time; only its HTTP and imports take real time. Machines are shared and noisy.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: WORKERS,
    // One test file after another in the same process: the SDK and the simulator take longer to load than most tests.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    reporters: results === undefined ? ['default'] : ['default', ['json', { outputFile: results }]],
    // GitHub's parser imports its schema as JSON without saying so, which Node itself refuses.
    server: { deps: { inline: [/@actions\/(languageservice|workflow-parser)/] } },
  },
})
