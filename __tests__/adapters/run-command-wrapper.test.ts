/** What Run Command runs in place of the user's script: by the shell of this machine, as the agent would. */
import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { wrapperFor } from '../../src/aws/run-command/wrapper.ts'

/** The agent runs a file by `sh -c` (amazon-ssm-agent, runscript). */
function run(script: string, seconds = 30) {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', wrapperFor(script, { isWindows: false, seconds })], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  })
  return { status, stdout, stderr }
}

describe('exit codes', () => {
  test.each([
    ['exit 0', 'true', 0],
    ['its own', 'exit 7', 7],
    ['the first command that fails ends it', 'false\necho on', 1],
    ['a pipe that fails', 'false | cat', 1],
    ['a variable that is not set', 'echo "$NOWHERE"', 1],
    ['a command that does not exist', 'no-such-command', 127],
    ['a signal', 'kill -9 $$', 137],
    ['a reboot is a failure', 'exit 194', 1],
    ['its time is over', 'sleep 20', 124],
  ])('%s', (_, script, status) => {
    expect(run(script, 1).status).toBe(status)
  })
})

describe('output', () => {
  test('both streams, in their order', () => {
    expect(run('echo one; echo two >&2; echo three').stdout).toBe('one\ntwo\nthree\n')
  })

  test('the last 8 kB', () => {
    const { stdout } = run('for i in $(seq 1 3000); do echo "line $i"; done')
    expect(stdout.length).toBe(8192)
    expect(stdout).toMatch(/line 3000\n$/)
  })

  test('why exit code 194 is a failure', () => {
    expect(run('echo updated; exit 194').stdout).toBe(
      'updated\n\nExit code 194 asks Systems Manager for a reboot, so it counts as a failure.\n',
    )
  })

  test('of a script that is ended, too', () => {
    expect(run('echo waiting; sleep 20', 1).stdout).toBe('waiting\n')
  })

  test('a process that it leaves behind does not keep it', () => {
    const began = Date.now()
    expect(run('sleep 15 &\necho done')).toEqual({ status: 0, stdout: 'done\n', stderr: '' })
    expect(Date.now() - began).toBeLessThan(10_000)
  })
})

test('the script arrives as it was written', () => {
  const script = `cat <<'END'
"quotes" 'single' \`back\` $HOME \\n {{ssm:secret}} 100% ünï 🚀
END
`
  expect(run(script).stdout).toBe(`"quotes" 'single' \`back\` $HOME \\n {{ssm:secret}} 100% ünï 🚀\n`)
  expect(wrapperFor(script, { isWindows: false, seconds: 5 })).not.toContain('{{')
})

test('its input is empty, and nothing of it stays', () => {
  expect(run('cat; echo "$0"').stdout.trim()).toMatch(/script$/)
  const folder = run('dirname "$0"').stdout.trim()
  expect(spawnSync('ls', [folder]).status).not.toBe(0)
})
