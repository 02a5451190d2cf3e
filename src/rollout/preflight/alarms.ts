/** Preflight rules for CloudWatch alarms. AWS starts no refresh with an alarm that is not OK. */
import { isUnseen, type Rule } from './rule.ts'

const notOk: Rule = ({ alarms, problems }, settings) =>
  isUnseen('DescribeAlarms', problems)
    ? []
    : settings.alarms.flatMap((name) => {
        const state = alarms.get(name)?.state
        if (state === 'OK') return []
        const says =
          state === undefined
            ? `The alarm "${name}" does not exist in this region and account.`
            : `The alarm "${name}" is ${state}.`
        const remedy =
          state === undefined
            ? 'Check its name in `alarms`, and `aws-region`.'
            : 'AWS starts no refresh with an alarm that is not OK: see to it, or leave it out of `alarms`.'
        return [{ level: 'error', rule: 'alarm-not-ok', says, remedy }]
      })

export const alarms: readonly Rule[] = [notOk]
