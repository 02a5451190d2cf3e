/** `npm run simulator` as a user meets it. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { AutoScaling } from '@aws-sdk/client-auto-scaling'
import { afterEach, expect, test } from 'vitest'

const PROGRAM = fileURLToPath(new URL('../../index.ts', import.meta.url))
const running: ReturnType<typeof spawn>[] = []
afterEach(() => {
  for (const child of running.splice(0)) child.kill()
})

/** Starts the program; resolves with what it has printed once that holds `until`, or once it has ended. */
function simulator(args: readonly string[], until?: RegExp): Promise<{ text: string; exit: number | null }> {
  const child = spawn(process.execPath, [PROGRAM, ...args])
  running.push(child)
  return new Promise((resolve) => {
    let text = ''
    const read = (chunk: Buffer) => {
      text += chunk
      if (until?.test(text)) resolve({ text, exit: null })
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.on('close', (exit) => resolve({ text, exit }))
  })
}

test('the list names each scene and says what happens in it', async () => {
  const { text, exit } = await simulator(['--list'])
  expect(text).toMatch(/^good-image +\w/m)
  expect(exit).toBe(0)
})

test('a scene is served to who follows the printed instructions', async () => {
  const { text } = await simulator(['--port', '0', '--speed', '600'], /--endpoint-url/)
  const value = (name: string) => new RegExp(`${name}=(\\S+)`).exec(text)?.[1] ?? ''
  const client = new AutoScaling({
    endpoint: value('AWS_ENDPOINT_URL'),
    region: value('AWS_REGION'),
    credentials: { accessKeyId: value('AWS_ACCESS_KEY_ID'), secretAccessKey: value('AWS_SECRET_ACCESS_KEY') },
  })
  const { AutoScalingGroups } = await client.describeAutoScalingGroups({})
  expect(AutoScalingGroups).toHaveLength(1)
})

test.each([
  [['--scene', 'none'], 'no scene is called none; there are:'],
  [['--port', 'x'], '--port x is no port'],
  [['--port', '70000'], '--port 70000 is no port'],
  [['--speed', '0'], '--speed 0 is no speed'],
  [['--sped', '1'], "Unknown option '--sped'"],
])('%j is refused with the usage', async (args, message) => {
  const { text, exit } = await simulator(args)
  expect(text).toContain(message)
  expect(text).toContain('npm run simulator -- [--scene NAME]')
  expect(exit).toBe(1)
})
