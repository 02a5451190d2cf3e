/**
 * Faults of the run's environment: credentials, clock, network, proxy, GitHub's token. Each fault has one row with its
 * sentence and its remedy, which preflight, annotations and summary share.
 */
import type { EnvironmentFault } from './model/environment-fault.ts'

/** What is wrong, as a sentence, and what to do about it. */
export interface Diagnosis {
  readonly says: string
  readonly remedy: string
}

type Rows = {
  readonly [T in EnvironmentFault['type']]: (fault: Extract<EnvironmentFault, { type: T }>) => Diagnosis
}

const rows: Rows = {
  'no-credentials': ({ profile }) =>
    profile === undefined
      ? {
          says: 'This job has no AWS credentials: neither the environment, nor a profile, nor the machine gives any',
          remedy:
            'Set `role-to-assume` and give the job `permissions: id-token: write`; or run aws-actions/configure-aws-credentials before this step, in the same job; or give the self-hosted runner an instance profile or a task role.',
        }
      : {
          says: `The AWS profile "${profile}" (AWS_PROFILE) gives no credentials on this machine`,
          remedy:
            'Unset AWS_PROFILE for this step, or make the profile exist where the job runs: GitHub-hosted runners have no AWS profiles.',
        },
  'credentials-silent': () => ({
    says: 'The source of the AWS credentials did not answer, so AWS was not called',
    remedy:
      'In a container on EC2 allow two hops to the instance metadata service (`HttpPutResponseHopLimit` of the instance), or set `role-to-assume`, or fetch credentials in a step before.',
  }),
  clock: ({ behindMs }) => ({
    says: `This machine's clock is ${span(Math.abs(behindMs))} ${behindMs < 0 ? 'ahead of' : 'behind'} AWS's, and AWS refuses requests that are signed more than 5 minutes off`,
    remedy: 'Set the clock of the runner (NTP or chrony), then run the job again.',
  }),
  'name-unknown': ({ host }) => ({
    says: `The name ${host} cannot be resolved on this machine`,
    remedy:
      'Check `aws-region` and AWS_ENDPOINT_URL for a typing error. Where the network reaches AWS only by a proxy, set HTTPS_PROXY; inside a VPC without internet access, create the interface endpoint of the service with private DNS names.',
  }),
  certificate: ({ host, code }) => ({
    says: `The TLS certificate that ${host} shows is not trusted on this machine (${code})`,
    remedy:
      'Where a proxy or firewall inspects TLS, set NODE_EXTRA_CA_CERTS for this step to a file with its CA certificate; Node does not read AWS_CA_BUNDLE. Or list amazonaws.com in NO_PROXY. Else check AWS_ENDPOINT_URL.',
  }),
  proxy: ({ host, status }) => ({
    says:
      status === undefined
        ? `The proxy ${host} (HTTPS_PROXY) cannot be reached`
        : `The proxy ${host} (HTTPS_PROXY) refuses to connect to AWS: HTTP ${status}`,
    remedy:
      status === 407
        ? 'The proxy asks for a user and a password: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT, with special characters percent-encoded, from a secret.'
        : 'Check HTTPS_PROXY, allow the hosts of AWS in this region on the proxy, or list amazonaws.com in NO_PROXY.',
  }),
  unreachable: ({ host, code }) => ({
    says: `${host} cannot be reached from this machine (${code})`,
    remedy:
      'Check the network of the runner: HTTPS_PROXY and NO_PROXY, its firewall, AWS_ENDPOINT_URL, and the security group of an interface endpoint.',
  }),
  'foreign-answer': ({ host, status, contentType, excerpt }) => ({
    says: `Somebody other than AWS answered for ${host}: HTTP ${status}${contentType === '' ? '' : `, ${contentType}`}${excerpt === '' ? ', an empty answer' : `, which begins "${excerpt}"`}`,
    remedy:
      'If it goes on, check what lies between the runner and AWS: HTTPS_PROXY and NO_PROXY, a captive portal or firewall, AWS_ENDPOINT_URL. https://health.aws.amazon.com shows outages.',
  }),
  'no-identity-token': () => ({
    says: 'GitHub gives this job no identity token, which `role-to-assume` needs',
    remedy:
      'Add `id-token: write` to the `permissions` of the job (of the calling job too, for a reusable workflow). A pull request from a fork never gets a token.',
  }),
  'identity-token-refused': () => ({
    says: 'GitHub did not give the identity token that `role-to-assume` needs',
    remedy: 'Run the job again; https://www.githubstatus.com shows outages of GitHub Actions.',
  }),
  'identity-provider': ({ issuer, audience }) => ({
    says: `The AWS account of the role has no identity provider for the issuer ${issuer}, or that provider does not accept the audience "${audience}"`,
    remedy: `Create an OpenID Connect identity provider with the URL ${issuer} in the account of the role, with "${audience}" among its audiences (client ids). Or set \`audience\` to one that it has. docs/oidc.md has the commands.`,
  }),
  trust: ({ subject, audience, issuer }) => ({
    says: `The role in \`role-to-assume\` does not exist, or its trust policy does not accept this job: issuer ${issuer}, subject "${subject}", audience "${audience}"`,
    remedy: `Compare them with the role's trust policy: the principal is the account's identity provider of that issuer, the action sts:AssumeRoleWithWebIdentity. The condition on \`sub\` matches the subject letter by letter (an environment changes it), that on \`aud\` the audience.`,
  }),
  role: ({ arn }) => ({
    says: `AWS does not accept the role ${arn} as it is written in \`role-to-assume\`, or the name in \`role-session-name\``,
    remedy: 'Check both inputs.',
  }),
  'region-disabled': ({ region }) => ({
    says: `The Security Token Service is switched off in ${region}`,
    remedy: `Activate STS for ${region} in the settings of the account (IAM, account settings).`,
  }),
}

/** The sentence of a fault and its remedy. */
export const diagnosisOf = (fault: EnvironmentFault): Diagnosis =>
  // Each row takes the fault of its own type.
  (rows[fault.type] as (fault: EnvironmentFault) => Diagnosis)(fault)

/** A duration in words: `20 min`, `90 s`. */
const span = (ms: number): string =>
  ms >= 120_000 ? `${Math.round(ms / 60_000)} minutes` : `${Math.round(ms / 1_000)} s`
