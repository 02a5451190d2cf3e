/** The command line of `npm run setup`. */
import { execFileSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import type { Wishes } from './files.ts'

/** How it is called. */
export const USAGE = `npm run setup -- --group NAME --repository OWNER/NAME [--environment production] [--region REGION]
  [--parameter /NAME] [--instance-role NAME] [--role-name NAME] [--role-path /PATH/] [--action ACTION_OWNER/ami-rollout@COMMIT]
  [--out FOLDER]

AWS credentials and region are the shell's. They need what docs/iam-policy-plan.json grants: nothing is written.
--out writes policy.json, trust.json, deploy.yml and rollback.yml into a folder instead of printing them.`

/** What is asked for. */
export interface Choice {
  readonly group: string
  readonly region: string
  readonly wishes: Wishes
  readonly out: string | undefined
}

/** Reads the command line. Throws, with words for the user, for what cannot be right. `undefined`: help is wanted. */
export function choose(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Choice | undefined {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      group: text,
      repository: text,
      environment: { ...text, default: 'production' },
      region: text,
      parameter: text,
      'instance-role': text,
      'role-name': text,
      'role-path': { ...text, default: '/' },
      action: text,
      out: text,
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return undefined
  const { group, repository, environment, 'role-path': rolePath } = values
  if (!group) throw new Error('--group is missing')
  if (!repository || !REPOSITORY.test(repository))
    throw new Error(`--repository must be OWNER/NAME (got “${repository ?? ''}”)`)
  if (/[*?\s]/.test(environment))
    throw new Error(`--environment must be one name, without wildcards (got “${environment}”)`)
  if (!/^\/([!-~]+\/)?$/.test(rolePath))
    throw new Error(`--role-path must begin and end with a slash (got “${rolePath}”)`)
  // CloudFormation's template puts -plan behind it, within IAM's 64.
  const roleName = values['role-name'] ?? `ami-rollout-${group.replaceAll(/[^\w+=,.@-]/g, '-')}`.slice(0, 59)
  if (!/^[\w+=,.@-]{1,59}$/.test(roleName)) throw new Error(`--role-name is no name for a role (got “${roleName}”)`)
  const region = values.region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION']
  if (!region) throw new Error('--region is missing, and the shell has none (AWS_REGION)')
  return {
    group,
    region,
    out: values.out,
    wishes: {
      repository,
      environment,
      rolePath,
      roleName,
      instanceRole: values['instance-role'],
      parameter: values.parameter?.replace(/^\//, ''),
      action: values.action ?? actionHere(),
    },
  }
}

/** An owner's and a repository's name, each with GitHub's id behind it if its identity has them. No wildcard. */
const REPOSITORY = /^[A-Za-z0-9-]+(@\d+)?\/[A-Za-z0-9._-]+(@\d+)?$/

/** This clone, if it is one of a repository on GitHub; else the placeholder of all examples. */
function actionHere(): string {
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  try {
    const [, name] = /github\.com[:/]([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(git('remote', 'get-url', 'origin')) ?? []
    if (name !== undefined) return `${name}@${git('rev-parse', 'HEAD')}`
  } catch {
    // Not a clone, or one without a remote.
  }
  return 'ACTION_OWNER/ami-rollout@COMMIT'
}
