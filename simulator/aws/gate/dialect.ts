/** How each service says no: AWS's codes, statuses and words for what comes before every call. */
import { AwsError } from '../error.ts'

/** `prefix`: the service's name in IAM actions. */
interface Dialect {
  readonly prefix: string
  readonly words: Words
}

interface Words {
  /** The token has run out. */
  readonly expired: () => AwsError
  /** The access key, or the token with it, is not known. */
  readonly unknownKey: () => AwsError
  /** `sentence` names principal, action and resource. */
  readonly denied: (sentence: string) => AwsError
  readonly throttled: () => AwsError
  /** Signed too long ago, or in the future; `sentence` says so. */
  readonly notCurrent: (sentence: string) => AwsError
  /** The same in the words of the pages of common errors. */
  readonly requestExpired: () => AwsError
  /** `sentence` says what the service's model does not allow. */
  readonly invalid: (sentence: string) => AwsError
  /** HTTP 500: it may or may not have happened. */
  readonly failed: () => AwsError
  /** HTTP 503. */
  readonly unavailable: () => AwsError
}

const refusal = (code: string, message: string, status: number) => () => new AwsError(code, message, status)

/** [documented: Common Errors; the wording: seen in real logs of EC2, aws-sdk-java #1443] */
const requestExpired = refusal('RequestExpired', 'Request has expired.', 400)

/** Auto Scaling, STS. [documented: Common Errors; the statuses of ExpiredToken and InvalidClientTokenId are from memory] */
const query: Words = {
  notCurrent: (sentence) => new AwsError('SignatureDoesNotMatch', sentence, 403),
  requestExpired,
  expired: refusal('ExpiredToken', 'The security token included in the request is expired', 403),
  unknownKey: refusal('InvalidClientTokenId', 'The security token included in the request is invalid.', 403),
  denied: (sentence) => new AwsError('AccessDenied', sentence, 403),
  throttled: refusal('Throttling', 'Rate exceeded', 400),
  invalid: (sentence) => new AwsError('ValidationError', sentence, 400),
  failed: refusal(
    'InternalFailure',
    'The request processing has failed because of an unknown error, exception or failure.',
    500,
  ),
  unavailable: refusal('ServiceUnavailable', 'The request has failed due to a temporary failure of the server.', 503),
}

/** [documented: elb-api-throttling] */
const loadBalancing: Words = { ...query, throttled: refusal('ThrottlingException', 'Rate exceeded', 400) }

/** [documented: EC2 API error codes; the wording of RequestLimitExceeded and its status are not verified] */
const ec2: Words = {
  // EC2 does not distinguish a wrong clock from wrong credentials [aws-sdk-java #519].
  notCurrent: refusal('AuthFailure', 'AWS was not able to validate the provided access credentials', 401),
  requestExpired,
  expired: requestExpired,
  unknownKey: refusal('AuthFailure', 'AWS was not able to validate the provided access credentials', 401),
  denied: (sentence) =>
    new AwsError('UnauthorizedOperation', `You are not authorized to perform this operation. ${sentence}`, 403),
  throttled: refusal('RequestLimitExceeded', 'Request limit exceeded.', 503),
  invalid: (sentence) => new AwsError('InvalidParameterValue', sentence, 400),
  failed: refusal('InternalError', 'An internal error has occurred', 500),
  unavailable: refusal('Unavailable', "The server is overloaded and can't handle the request.", 503),
}

/** The JSON services suffix their codes. [documented: Common Errors] */
const json: Words = {
  notCurrent: (sentence) => new AwsError('InvalidSignatureException', sentence, 400),
  requestExpired,
  expired: refusal('ExpiredTokenException', 'The security token included in the request is expired', 400),
  unknownKey: refusal('UnrecognizedClientException', 'The security token included in the request is invalid.', 400),
  denied: (sentence) => new AwsError('AccessDeniedException', sentence, 400),
  throttled: refusal('ThrottlingException', 'Rate exceeded', 400),
  invalid: (sentence) => new AwsError('ValidationException', sentence, 400),
  failed: refusal(
    'InternalFailure',
    'The request processing has failed because of an unknown error, exception or failure.',
    500,
  ),
  unavailable: refusal('ServiceUnavailable', 'The request has failed due to a temporary failure of the server.', 503),
}

/** By the SDK's service id. */
const DIALECTS: Readonly<Record<string, Dialect>> = {
  'Auto Scaling': { prefix: 'autoscaling', words: query },
  CloudFormation: { prefix: 'cloudformation', words: query },
  CloudWatch: { prefix: 'cloudwatch', words: json },
  EC2: { prefix: 'ec2', words: ec2 },
  'Elastic Load Balancing': { prefix: 'elasticloadbalancing', words: loadBalancing },
  'Elastic Load Balancing v2': { prefix: 'elasticloadbalancing', words: loadBalancing },
  SSM: { prefix: 'ssm', words: json },
  STS: { prefix: 'sts', words: query },
  'VPC Lattice': { prefix: 'vpc-lattice', words: json },
}

function dialectOf(service: string): Dialect {
  const dialect = DIALECTS[service]
  if (!dialect) throw new Error(`no words are known for the refusals of ${service}`)
  return dialect
}

/** The service's refusals, by the SDK's service id. Throws for a service that is not in the table. */
export const refusalsOf = (service: string): Words => dialectOf(service).words

/** `autoscaling:StartInstanceRefresh`: the IAM action of an operation. */
export const actionOf = (service: string, operation: string): string => `${dialectOf(service).prefix}:${operation}`
