/** The files of a setup, filled in for one group: policy, trust and workflow, and the commands that put them in place. */
import { stringify } from 'yaml'
import { commandsOf } from './commands.ts'
import { documented, filledPolicy, filledTrust, type PolicyDocument } from './documents.ts'
import type { GroupFacts } from './group.ts'

/** What AWS does not say, but whoever sets up does. */
export interface Wishes {
  /** `owner/name` of the repository whose workflow rolls the group, with GitHub's ids if its identity has them. */
  readonly repository: string
  readonly environment: string
  readonly roleName: string
  /** Begins and ends with a slash. */
  readonly rolePath: string
  /** The role of the instance profile; unless said it has the profile's name. */
  readonly instanceRole: string | undefined
  /** The parameter that holds the image, without its first slash. */
  readonly parameter: string | undefined
  /** What is behind `uses:`. */
  readonly action: string
}

/** Everything that is printed. */
export interface Setup {
  readonly policy: PolicyDocument
  readonly trust: PolicyDocument
  readonly deploy: string
  readonly rollback: string
  readonly commands: string
  /** What to check by hand. */
  readonly notes: readonly string[]
}

/** Fills in. */
export function setupOf(group: GroupFacts, wishes: Wishes): Setup {
  const { partition, account, region } = group
  const parameter = wishes.parameter ?? group.parameter
  const [profile] = group.profiles
  const instanceRole = wishes.instanceRole ?? profile
  return {
    policy: filledPolicy(documented('iam-policy'), {
      partition,
      account,
      region,
      group: literal(group.name),
      templates: group.templates,
      ...(parameter !== undefined && { parameter }),
      ...(instanceRole !== undefined && { instanceRole }),
    }),
    trust: filledTrust(documented('iam-trust'), {
      partition,
      account,
      repository: wishes.repository,
      subject: `environment:${wishes.environment}`,
    }),
    deploy: deployOf(group, wishes),
    rollback: rollbackOf(group, wishes),
    commands: commandsOf(group, { ...wishes, instanceRole, parameter }),
    notes: notesOf(group, wishes),
  }
}

function notesOf(
  { profiles, name }: GroupFacts,
  { instanceRole, action, environment, repository }: Wishes,
): readonly string[] {
  const notes = [
    'Commit deploy.yml and rollback.yml into .github/workflows of the repository.',
    `Make the environment ${environment} in the settings of ${repository.replaceAll(/@\d+/g, '')}, limited to the branch that may deploy: the role trusts nothing else.`,
  ]
  if (!repository.includes('@'))
    notes.push(
      `If ${repository} was made, renamed or transferred after 15 July 2026, its identity has ids: \`gh api repos/${repository} --jq '"\\(.owner.id) \\(.id)"'\` prints both. Run this again with --repository ${repository.replace('/', '@ID/')}@ID.`,
    )
  if (profiles.length > 1)
    notes.push(
      `The templates of ${name} have ${profiles.length} instance profiles (${profiles.join(', ')}): name each one's role in PassTheInstanceRole.`,
    )
  else if (profiles[0] !== undefined && instanceRole === undefined)
    notes.push(
      `The policy assumes that the role in the instance profile ${profiles[0]} has the profile's name. If \`aws iam get-instance-profile --instance-profile-name ${profiles[0]} --query 'InstanceProfile.Roles[0].RoleName'\` says otherwise, run this again with --instance-role.`,
    )
  if (action.startsWith('ACTION_OWNER/'))
    notes.push(`Put your copy of this repository, and the commit that you trust, in the place of ${action}.`)
  return notes
}

const roleArn = ({ partition, account }: GroupFacts, { rolePath, roleName }: Wishes): string =>
  `arn:${partition}:iam::${account}:role${rolePath}${roleName}`

/** A name as IAM reads it letter by letter: in a resource `*` and `?` are wildcards and `$` begins a variable [IAM: "Policy variables"]. */
const literal = (name: string): string => name.replaceAll(/[*?$]/g, (letter) => `\${${letter}}`)

/** A name as YAML: quoted where it would mean something else. */
const scalar = (text: string): string => stringify(text, { lineWidth: 0 }).trimEnd()

/** The workflow of a first deploy: by hand, and first as a plan. */
const deployOf = (group: GroupFacts, wishes: Wishes): string => `name: ${scalar(`Deploy ${group.name}`)}
on:
  workflow_dispatch:
    inputs:
      image:
        description: The image, such as ami-0123456789abcdef0
        required: true
      mode:
        description: plan only reads
        type: choice
        options: [plan, deploy]
        default: plan

permissions: {}

concurrency:
  group: ${scalar(`deploy-${group.name}`)}
  cancel-in-progress: false

jobs:
  deploy:
${jobOf(group, wishes, ['image', 'mode'])}`

/** The workflow that takes a deploy back. It has a queue of its own: it must not wait for the rollout that it undoes. */
const rollbackOf = (group: GroupFacts, wishes: Wishes): string => `name: ${scalar(`Roll back ${group.name}`)}
on:
  workflow_dispatch:
    inputs:
      to:
        description: previous, a launch template version number, or ami-…
        default: previous
      mode:
        description: plan only reads
        type: choice
        options: [rollback, plan]
        default: rollback

permissions: {}

concurrency:
  group: ${scalar(`rollback-${group.name}`)}
  cancel-in-progress: false

jobs:
  rollback:
${jobOf(group, wishes, ['to', 'mode'])}`

/** The job of either, with these inputs of the workflow. Both assume the same role. */
const jobOf = (group: GroupFacts, wishes: Wishes, asked: readonly string[]): string => `    runs-on: ubuntu-latest
    environment: ${scalar(wishes.environment)}
    timeout-minutes: 180
    permissions:
      id-token: write
    steps:
      - uses: ${wishes.action}
        with:
          auto-scaling-group: ${scalar(group.name)}
${asked.map((name) => `          ${name}: \${{ inputs.${name} }}`).join('\n')}
          aws-region: ${group.region}
          hand-over: 2h30m # before the job's 180 minutes are over
          role-to-assume: ${roleArn(group, wishes)}
`
