/** Takes out of a recording what says whose it is: the account, names of people, ids. The same thing has the same mask throughout. */

/** `is`: what is replaced. `mask`: of the nth of its kind, from 1; `prefix` is the first group of `is`. */
interface Kind {
  readonly is: RegExp
  mask(n: number, prefix: string): string
}

const digits = (n: number, length: number): string => String(n).padStart(length, '0')

const kinds: readonly Kind[] = [
  // Prefixed ids of EC2; sixteen digits behind the prefix are kept, so that an id keeps its form.
  {
    is: /\b(i|ami|lt|r|snap|vol|eni|eni-attach|subnet|sg|vpc|igw|rtb|rtbassoc|eipalloc|aki|ari)-[0-9a-f]{8,17}\b/g,
    mask: (n, prefix) => `${prefix}-0${digits(n, 16)}`,
  },
  {
    is: /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g,
    mask: (n) => `00000000-0000-4000-8000-${digits(n, 12)}`,
  },
  // The ends of load balancer ARNs and names.
  { is: /(?<=\/[\w-]+\/)[0-9a-f]{16}\b/g, mask: (n) => digits(n, 16) },
  { is: /(?<=ami-rollout-live-)\d{6,}(?=\.)/g, mask: (n) => digits(n, 10) },
  // Addresses that anybody could reach; those of the stack's own network stay.
  {
    is: /\b(?!10\.79\.)(?!127\.)(?!169\.254\.)(?!0\.0\.0\.0)\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g,
    mask: (n) => `203.0.113.${n % 256}`,
  },
  { is: /\bec2-\d+(?:-\d+){3}(?=\.)/g, mask: (n) => `ec2-203-0-113-${n % 256}` },
  { is: /(?<=AIDA|AROA|AKIA|ASIA|AGPA|AIPA)[A-Z0-9]{12,17}\b/g, mask: (n) => digits(n, 16) },
  // Names that CloudFormation makes up, with thirteen characters at the end.
  { is: /(?<=ami-rollout-live-[A-Za-z]+-)[A-Za-z0-9]{8,13}\b/g, mask: (n) => digits(n, 12) },
]

/** Who pays, and who calls. */
interface Owner {
  readonly account: string
  readonly arn: string
}

/** What stands for every account. AWS's own owners of images are no account of anybody's. */
export const MASKED_ACCOUNT = '111122223333'

/** The text with masks. Throws if the account's number or the caller's name is left in it all the same. */
export function masked(text: string, { account, arn }: Owner): string {
  const caller = /:(?:user|assumed-role|federated-user)\/(.+)$/.exec(arn)?.[1]
  const people = text
    .replaceAll(
      /(:iam::\d*:(?:user|role)|:sts::\d*:(?:assumed-role|federated-user))\/(?!aws-service-role\/)(?!ami-rollout-live)[^"\s]+/g,
      '$1/somebody',
    )
    .replaceAll(account, MASKED_ACCOUNT)
  const result = kinds.reduce((before, { is, mask }) => {
    const known = new Map<string, string>()
    return before.replace(is, (whole: string, prefix: unknown) => {
      const value = known.get(whole) ?? mask(known.size + 1, String(prefix))
      known.set(whole, value)
      return value
    })
  }, people)
  const left = [account, ...(caller?.split('/') ?? [])].filter((name) => name.length > 3 && result.includes(name))
  if (left.length > 0)
    throw new Error('the recording still holds the account or the name of the caller: it was not written')
  return result
}
