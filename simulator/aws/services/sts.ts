/** STS as a service: who calls, and sessions for GitHub's tokens. */

import type { Call } from '../call.ts'
import { AwsError } from '../error.ts'
import type { Handlers } from '../wire/service.ts'
import type { Account } from '../world/account.ts'

/** Handlers for the operations of STS that are simulated. */
export const sts = (account: Account): Handlers<typeof import('@aws-sdk/client-sts'), Call> => ({
  GetCallerIdentity: (_input, { accessKeyId }) => {
    const key = account.credentials.find(accessKeyId)
    if (!key) throw new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403)
    return { Account: account.id, Arn: key.arn, UserId: key.userId }
  },
  AssumeRoleWithWebIdentity: ({ RoleArn = '', RoleSessionName = '', WebIdentityToken = '', DurationSeconds }) => {
    const { key, subject, audience, issuer } = account.credentials.assume({
      roleArn: RoleArn,
      sessionName: RoleSessionName,
      token: WebIdentityToken,
      durationSeconds: DurationSeconds,
    })
    return {
      Credentials: {
        AccessKeyId: key.accessKeyId,
        SecretAccessKey: key.secretAccessKey,
        SessionToken: key.sessionToken,
        Expiration: new Date(key.expiresAt),
      },
      AssumedRoleUser: { Arn: key.arn, AssumedRoleId: key.userId },
      SubjectFromWebIdentityToken: subject,
      Audience: audience,
      Provider: issuer,
    }
  },
})
