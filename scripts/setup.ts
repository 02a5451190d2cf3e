/**
 * `npm run setup -- --group web --repository octo-org/shop`: reads the group in AWS, and prints policy, trust and workflow
 * with its names filled in. It only reads; what is printed is put in place by hand.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Setup, setupOf, type Wishes } from './setup/files.ts'
import { readGroup } from './setup/group.ts'

const USAGE = `npm run setup -- --group NAME --repository OWNER/NAME [--environment production] [--region REGION]
  [--parameter /NAME] [--instance-role NAME] [--role-name NAME] [--role-path /PATH/] [--action OWNER/ami-rollout@COMMIT]
  [--out FOLDER]

AWS credentials and region are the shell's. They need what docs/iam-policy-plan.json grants: nothing is written.
--out writes policy.json, trust.json and deploy.yml into a folder as well.`

interface Choice {
  readonly group: string
  readonly region: string
  readonly wishes: Wishes
  readonly out: string | undefined
}

/** Throws, with words for the user, for what cannot be right. `undefined`: help is wanted. */
function choose(args: readonly string[]): Choice | undefined {
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
  const region = values.region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION']
  if (!region) throw new Error('--region is missing, and the shell has none (AWS_REGION)')
  return {
    group,
    region,
    out: values.out,
    wishes: {
      repository,
      environment,
      rolePath,
      // IAM's own alphabet and length; a group's name may have more.
      roleName: values['role-name'] ?? `ami-rollout-${group.replaceAll(/[^\w+=,.@-]/g, '-')}`.slice(0, 64),
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
  return 'OWNER/ami-rollout@COMMIT'
}

const filesOf = ({ policy, trust, workflow }: Setup): Readonly<Record<string, string>> => ({
  'policy.json': `${JSON.stringify(policy, null, 2)}\n`,
  'trust.json': `${JSON.stringify(trust, null, 2)}\n`,
  'deploy.yml': workflow,
})

async function run({ group, region, wishes, out }: Choice): Promise<void> {
  const facts = await readGroup(group, region)
  const setup = setupOf(facts, wishes)
  const say = (text: string) => process.stdout.write(`${text}\n`)
  say(`Group ${group} in ${region}, account ${facts.account}: launch template ${facts.templates.join(', ')}\n`)
  for (const [name, text] of Object.entries(filesOf(setup))) {
    say(`--- ${name === 'deploy.yml' ? '.github/workflows/deploy.yml' : name}\n${text}`)
    if (out === undefined) continue
    mkdirSync(out, { recursive: true })
    writeFileSync(join(out, name), text)
  }
  say(`--- commands\n${setup.commands}`)
  say(`--- by hand\n${setup.notes.map((note) => `- ${note}`).join('\n')}`)
}

try {
  const choice = choose(process.argv.slice(2))
  if (choice === undefined) process.stdout.write(`${USAGE}\n`)
  else
    await run(choice).catch((error: unknown) => {
      process.stderr.write(`${wordsOf(error)}\n`)
      process.exitCode = 1
    })
} catch (error) {
  process.stderr.write(`${wordsOf(error)}\n\n${USAGE}\n`)
  process.exitCode = 2
}

/** AWS's errors by their code and message. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.name === 'Error' || error.name === 'TypeError' ? error.message : `${error.name}: ${error.message}`
}
