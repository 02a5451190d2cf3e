/** Faults of the run's environment: credentials, clock, network, GitHub's token. Their sentences are in environment.ts. */

/** One fault, with the facts for its sentence. Texts from outside are foreign and must be escaped. */
export type EnvironmentFault =
  /** The SDK's chain of credential sources found none. `profile`: the one that AWS_PROFILE names. */
  | { readonly type: 'no-credentials'; readonly profile?: string }
  /** The source of the credentials did not answer: instance metadata, a container's endpoint, a process. */
  | { readonly type: 'credentials-silent' }
  /** AWS refuses signatures because the runner's clock is off. `behindMs`: how far behind AWS's clock; negative: ahead. */
  | { readonly type: 'clock'; readonly behindMs: number }
  | { readonly type: 'name-unknown'; readonly host: string }
  /** The TLS certificate is not accepted. `code`: Node's error code. */
  | { readonly type: 'certificate'; readonly host: string; readonly code: string }
  /** The proxy answered the request for a tunnel with this status, or not at all. */
  | { readonly type: 'proxy'; readonly host: string; readonly status?: number }
  /** No connection to the host. `code`: the system's error code. */
  | { readonly type: 'unreachable'; readonly host: string; readonly code: string }
  /** Something other than AWS answered, such as a proxy's error page. `excerpt`: the beginning of the answer. */
  | {
      readonly type: 'foreign-answer'
      readonly host: string
      readonly status: number
      readonly contentType: string
      readonly excerpt: string
    }
  /** The job lacks the permission `id-token: write`. */
  | { readonly type: 'no-identity-token' }
  /** GitHub refused to issue the identity token although the job may have one. */
  | { readonly type: 'identity-token-refused' }
  /** The account has no identity provider for this issuer, or it does not accept this audience: AWS has one code for both. */
  | { readonly type: 'identity-provider'; readonly issuer: string; readonly audience: string }
  /** The role's trust policy does not accept this token. */
  | { readonly type: 'trust'; readonly subject: string; readonly audience: string; readonly issuer: string }
  /** STS does not accept `role-to-assume` or `role-session-name` as they are written. */
  | { readonly type: 'role'; readonly arn: string }
  /** STS is switched off in this region. */
  | { readonly type: 'region-disabled'; readonly region: string }
