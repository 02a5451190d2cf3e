import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { folded, inRegion, withRegion } from '../../src/report/command.ts'
import {
  endTrialCommand,
  quote,
  refreshCommand,
  saveCommand,
  terminateCommand,
} from '../../src/rollout/manual-commands.ts'

/** The words that a shell makes of it. */
const words = (command: string): readonly string[] =>
  execFileSync('bash', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1)

describe('a command to copy', () => {
  it('that is short stands on one line', () => {
    expect(folded('aws ec2 describe-instances --instance-ids i-1')).toEqual([
      'aws ec2 describe-instances --instance-ids i-1',
    ])
  })

  it('that is long is broken before its options', () => {
    const arn = `arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/6d0ecf831eec9f09`
    expect(folded(inRegion(`aws elbv2 describe-target-health --target-group-arn ${arn}`, 'eu-west-1'))).toEqual([
      'aws elbv2 describe-target-health --region eu-west-1 \\',
      `  --target-group-arn ${arn}`,
    ])
  })

  const instances = Array.from({ length: 50 }, (_, i) => `i-0${String(i).padStart(16, '0')}`)

  it.each([
    ['fifty instances of trials in one call', endTrialCommand, 'aws ec2 terminate-instances --region eu-west-1', 1],
    ['fifty of a group in a loop', terminateCommand, 'aws autoscaling terminate-instance-in-auto-scaling-group', 50],
  ])('that names many instances is broken among them, and ends each: %s', (_what, command, begin, calls) => {
    const lines = folded(inRegion(command(instances), 'eu-west-1'))
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(102)
    const written = execFileSync('bash', ['-c', `aws() { echo "aws $*"; }; ${lines.join('\n')}`], { encoding: 'utf8' })
    const said = written.trim().split('\n')
    expect([said.length, said[0]?.startsWith(begin)]).toEqual([calls, true])
    expect(written.match(/i-\w{17}/g)).toEqual(instances)
    expect(written.match(/--region eu-west-1/g)).toHaveLength(calls)
  })

  it('has long JSON on several lines, which is the same JSON', () => {
    const command = inRegion(
      refreshCommand({ group: 'web' }, [{ id: 'lt-0123456789abcdef0', version: 7 }]),
      'eu-west-1',
    )
    const lines = folded(command)
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(108)
    const preferences = (text: string) => JSON.parse(words(text)[words(text).indexOf('--preferences') + 1] ?? '')
    expect(preferences(lines.join('\n'))).toEqual(preferences(command))
    expect(preferences(command)).toMatchObject({ MaxHealthyPercentage: 200 })
  })

  it('means the same on several lines, whatever stands in a name', () => {
    const name = fc.string({
      unit: fc.constantFrom('a', ' ', '-', '--', "'", '\\', '"', '$', '`', '\u00fc'),
      maxLength: 60,
    })
    const options = fc.array(name, { minLength: 1, maxLength: 5 })
    const command = (names: readonly string[], quoted: (name: string) => string): readonly string[] => [
      'aws',
      'do',
      ...names.flatMap((each, i) => [`--option-${i}`, quoted(each)]),
    ]
    // To start a shell takes longer than all else: twenty commands go into one.
    fc.assert(
      fc.property(fc.array(options, { minLength: 20, maxLength: 20 }), (commands) => {
        const written = commands.map((names) => folded(command(names, quote).join(' ')).join('\n'))
        expect(words(written.join(`;\nprintf '%s\\0' `))).toEqual(commands.flatMap((names) => command(names, String)))
      }),
      { numRuns: 5 },
    )
  })

  it('asks a region only if it is one, and only the AWS CLI', () => {
    expect(inRegion('aws x do --y', 'eu-west-1')).toBe('aws x do --region eu-west-1 --y')
    expect(inRegion('aws x do', 'eu-west-1; reboot')).toBe('aws x do')
    expect(inRegion('gh x do', 'eu-west-1')).toBe('gh x do')
    expect(inRegion('aws ec2 wait image-available --image-ids i', 'eu-west-1')).toBe(
      'aws ec2 wait image-available --region eu-west-1 --image-ids i',
    )
  })

  it('asks a region within a sentence as well', () => {
    expect(withRegion('Resume it: `aws x do --y`. Set `timeout`. Or aws by hand it is.', 'eu-west-1')).toBe(
      'Resume it: `aws x do --region eu-west-1 --y`. Set `timeout`. Or aws by hand it is.',
    )
    expect(withRegion('<code>aws x do &#124;</code>', 'eu-west-1')).toBe(
      '<code>aws x do --region eu-west-1 &#124;</code>',
    )
  })

  it('asks a region on a line of its own, and in each command of it', () => {
    expect(withRegion('See:\n  $ aws x do ; aws x undo', 'eu-west-1')).toBe(
      'See:\n  $ aws x do --region eu-west-1 ; aws x undo --region eu-west-1',
    )
  })

  it('asks the same region within another command', () => {
    const command = saveCommand({ group: 'web', mixed: true }, [{ id: 'lt-1', version: '$Latest' }])
    const regions = folded(inRegion(command, 'eu-west-1'))
      .join('\n')
      .match(/--region eu-west-1/g)
    expect(regions).toHaveLength(2)
  })

  it('changes a policy by its template and keeps all else: what a shell hands to jq is one word', () => {
    const command = refreshCommand({ group: "my web's", mixed: true }, [{ id: 'lt-1', version: 7 }])
    const stubs = `aws() { printf '%s\\0' "$@"; }; jq() { cat >/dev/null; printf '%s' "$2"; }; `
    const said = execFileSync('bash', ['-c', stubs + folded(command).join('\n')], { encoding: 'utf8' }).split('\0')
    expect(said.slice(0, 5)).toEqual([
      'autoscaling',
      'start-instance-refresh',
      '--auto-scaling-group-name',
      "my web's",
      '--desired-configuration',
    ])
    expect(said[5]).toMatch(/^\{"lt-1":"7"\} as \$to \| walk\(.*\) \| \{MixedInstancesPolicy: \.\}$/)
  })
})
