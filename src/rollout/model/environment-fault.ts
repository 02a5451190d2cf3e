/** What can be wrong around a run: credentials, clock, network, GitHub's token. Sentences and remedies are in environment.ts. */

/** One fault of the surroundings, with what its sentence needs. Texts that came from outside are foreign. */
export type EnvironmentFault =
  /** The SDK's chain of credential sources found none. `profile`: the one that AWS_PROFILE names. */
  | { readonly type: 'no-credentials'; readonly profile?: string }
  /** The source of the credentials did not answer: instance metadata, a container's endpoint, a process. */
  | { readonly type: 'credentials-silent' }
  /** AWS refuses what this machine signs. `behindMs`: of AWS's clock, in milliseconds; negative: ahead of it. */
  | { readonly type: 'clock'; readonly behindMs: number }
  | { readonly type: 'name-unknown'; readonly host: string }
  /** `code`: Node's word for what is wrong with the certificate. */
  | { readonly type: 'certificate'; readonly host: string; readonly code: string }
  /** The proxy answered the request for a tunnel with this status, or not at all. */
  | { readonly type: 'proxy'; readonly host: string; readonly status?: number }
  /** No connection to the host. `code`: the system's word for it. */
  | { readonly type: 'unreachable'; readonly host: string; readonly code: string }
  /** Somebody else answered in AWS's place. `excerpt`: how the answer begins. */
  | {
      readonly type: 'foreign-answer'
      readonly host: string
      readonly status: number
      readonly contentType: string
      readonly excerpt: string
    }
  /** This job may not have an identity token. */
  | { readonly type: 'no-identity-token' }
  /** GitHub did not give the identity token that this job may have. */
  | { readonly type: 'identity-token-refused' }
  /** The account has no identity provider for this issuer, or it does not accept this audience: AWS has one code for both. */
  | { readonly type: 'identity-provider'; readonly issuer: string; readonly audience: string }
  /** The role's trust policy does not accept this token. */
  | { readonly type: 'trust'; readonly subject: string; readonly audience: string; readonly issuer: string }
  /** STS does not accept `role-to-assume` or `role-session-name` as they are written. */
  | { readonly type: 'role'; readonly arn: string }
  /** STS is switched off in this region. */
  | { readonly type: 'region-disabled'; readonly region: string }
