/** Rules of images at the end of their life: deprecation, disabling, and who is said to use them. */
import { ec2Api, ec2Guide, rule, ruleSwitch } from './rule.ts'

export const imageRules = {
  deprecationIsRounded: rule(
    'The time at which an image is to be deprecated is rounded to the nearest minute.',
    ec2Api(
      'API_EnableImageDeprecation',
      'If you specify a value for seconds, Amazon EC2 rounds the seconds to the nearest minute.',
    ),
  ),
  deprecationIsNotPast: rule(
    'An image cannot be deprecated in the past.',
    ec2Api('API_EnableImageDeprecation', 'You can’t specify a date in the past.'),
  ),
  disabledImageIsPrivate: rule(
    'Whoever an image was shared with loses it when the owner disables it, for good; others cannot disable it.',
    ec2Api(
      'API_DisableImage',
      'A disabled AMI can’t be shared. If an AMI was public or previously shared, it is made private. (…) Only the AMI owner can disable an AMI.',
    ),
    ec2Guide(
      'disable-an-ami',
      'AWS accounts, organizations, and Organizational Units that lost access to the AMI when it was disabled do not regain access automatically',
    ),
  ),
  referencesOfTenVersions: rule(
    'DescribeImageReferences reads the newest ten versions of each launch template unless version-depth asks for more.',
    ec2Api(
      'API_ResourceTypeOption',
      'version-depth - The number of launch template versions to check, starting from the most recent version. (…) Valid values: Integers between 1 and 10000 (…) Default: 10',
    ),
  ),
  referencesOfEndedInstances: rule(
    'DescribeImageReferences names instances in every state unless state-name leaves some out: a terminated one is a user until EC2 forgets it.',
    ec2Api(
      'API_ResourceTypeOption',
      'Valid values: pending | running | shutting-down | terminated | stopping | stopped (…) Default: All states',
    ),
  ),
  referencesWithoutPermission: ruleSwitch(
    'error',
    {
      error: 'DescribeImageReferences fails where its caller lacks a permission to read one of the types asked for.',
      gap: 'DescribeImageReferences leaves out what its caller may not read, and does not say so.',
    },
    ec2Guide('ec2-ami-references', 'Identify your resources referencing specified AMIs'),
  ),
  launchesAreReportedLate: rule(
    'LastLaunchedTime shows a launch a day later.',
    ec2Api(
      'API_Image',
      'When the AMI is used to launch an instance, there is a 24-hour delay before that usage is reported.',
    ),
  ),
} as const
