/** Rules of Systems Manager parameters. */
import { duration, rule, systemsManagerApi } from './rule.ts'

const ASYNCHRONOUS = systemsManagerApi(
  'API_PutParameter',
  'The aws:ec2:image value is validated asynchronously, and the PutParameter call returns before the validation is complete.',
)

export const parameterRules = {
  imageParameterValidatedAfter: duration(
    'So long after PutParameter has answered, a parameter of the data type aws:ec2:image has its new value: it is validated first.',
    { likely: 2, alsoPlayed: 20 },
    ASYNCHRONOUS,
  ),
  invalidImageIsNotWritten: rule(
    'PutParameter succeeds for an image that is not available, and a parameter of the data type aws:ec2:image stays what it was.',
    systemsManagerApi(
      'API_PutParameter',
      'If you submit an invalid AMI value, the PutParameter operation will return success, but the asynchronous validation will fail and the parameter will not be created or updated.',
    ),
  ),
} as const
