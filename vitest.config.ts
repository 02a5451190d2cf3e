import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['__tests__/**/*.test.ts'],
    // A scenario runs in virtual time; only its HTTP and imports take real time. Machines are shared and noisy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
  },
})
