/** Rules of launch templates. */
import { ec2DeveloperGuide, ruleSwitch } from './rule.ts'

export const templateRules = {
  latestAfterDeletion: ruleSwitch('moves-back', {
    'moves-back': '$Latest means the version with the highest number that exists: once that is deleted, the one below.',
    stays: '$Latest means the highest number that was ever given: once that version is deleted it means none.',
  }),
  tokenOfDeletedVersion: ruleSwitch(
    'answers',
    {
      answers:
        'The client token of a version that has been deleted since is answered with that version as it was made.',
      makes: 'The client token of a version that has been deleted since makes another version.',
    },
    ec2DeveloperGuide(
      'ec2-api-idempotency',
      'if the original request completes successfully, any subsequent retries complete successfully without performing any further actions',
    ),
  ),
} as const
