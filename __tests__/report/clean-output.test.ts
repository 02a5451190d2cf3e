/** What an output may hold: one line, no control character, no account id. */
import { describe, expect, test } from 'vitest'
import { cleanOutput, cleanPath } from '../../src/report/clean-output.ts'

const ACCOUNT = '123456789012'

describe('an output', () => {
  test.each([
    ['plain text', 'Succeeded: 6 of 6 run version 8.', 'Succeeded: 6 of 6 run version 8.'],
    ['a line end', 'one\ntwo\r\nthree\u2028four', 'one two three four'],
    ['control characters', 'a\u0000b\u001b[31mc\u202ed', 'a\uFFFDb\uFFFD[31mc\uFFFDd'],
    ['a tab', 'a\tb', 'a b'],
    [
      'an ARN of this account',
      `arn:aws:iam::${ACCOUNT}:role/deploy is denied`,
      'arn:aws:iam::ACCOUNT:role/deploy is denied',
    ],
    [
      'an ARN of another account',
      'arn:aws-cn:sts::210987654321:assumed-role/x/y',
      'arn:aws-cn:sts::ACCOUNT:assumed-role/x/y',
    ],
    [
      'an ARN with a region',
      `arn:aws:autoscaling:eu-central-1:${ACCOUNT}:autoScalingGroup:8d:autoScalingGroupName/web`,
      'arn:aws:autoscaling:eu-central-1:ACCOUNT:autoScalingGroup:8d:autoScalingGroupName/web',
    ],
    ['the account alone', `owner ${ACCOUNT}, not 210987654321`, 'owner ACCOUNT, not 210987654321'],
    ['the account in a name', `web-${ACCOUNT}-blue`, 'web-ACCOUNT-blue'],
    ['a longer number', `9${ACCOUNT} and ${ACCOUNT}9`, `9${ACCOUNT} and ${ACCOUNT}9`],
    ['an image', 'ami-01234567890123456', 'ami-01234567890123456'],
    ['an instance refresh', '8d666b0d-c1d4-4e0b-8d3a-210987654321', '8d666b0d-c1d4-4e0b-8d3a-210987654321'],
    ['nothing', '', ''],
  ])('with %s', (_, text, clean) => {
    expect(cleanOutput(text, ACCOUNT)).toBe(clean)
  })

  test('where the account is not known keeps a number that might be one, but in an ARN', () => {
    expect(cleanOutput(`${ACCOUNT} arn:aws:iam::${ACCOUNT}:role/x`, '')).toBe(`${ACCOUNT} arn:aws:iam::ACCOUNT:role/x`)
  })

  test('is cut where nobody would read on', () => {
    expect(cleanOutput('x'.repeat(100_000), ACCOUNT).length).toBeLessThan(4_100)
  })

  test('that is a path stays whole, but for what no path should have', () => {
    const path = `/runner/${ACCOUNT}/${'x'.repeat(5_000)}.json`
    expect(cleanPath(path)).toBe(path)
    expect(cleanPath('/a\nb')).toBe('/a b')
  })
})
