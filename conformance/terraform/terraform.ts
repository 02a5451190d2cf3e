/** The real Terraform with the real AWS provider, in a folder of its own. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Stage } from '../part.ts'
import { output, run, which } from '../process.ts'
import { variablesFor } from '../world.ts'
import { type Hcl, mainTf, type Variables } from './configuration.ts'

/** The last version that `go install` builds: later ones replace modules in their go.mod, which it refuses. */
const MODULE = 'github.com/hashicorp/terraform@v1.5.7'

/** Programs and settings for every folder. */
export interface Installed {
  readonly program: string
  readonly cliConfiguration: string
}

/** Terraform from the PATH, else built; the provider from a plugin folder of this machine, else from its registry. */
export async function install(stage: Stage): Promise<Installed> {
  const program = which('terraform') ?? (await stage.cache.go(MODULE))
  const mirror = await pluginFolder()
  const cliConfiguration = join(stage.scratch, 'terraform.rc')
  const installation = mirror === undefined ? 'direct {}' : `filesystem_mirror {\n    path = "${mirror}"\n  }`
  writeFileSync(cliConfiguration, `provider_installation {\n  ${installation}\n}\n`)
  stage.log(`provider from ${mirror === undefined ? 'its registry' : 'a plugin folder of this machine'}`)
  return { program, cliConfiguration }
}

/** Where machines keep providers [Terraform: "Implied local mirror directories"], else wherever one lies. */
async function pluginFolder(): Promise<string | undefined> {
  const provider = join('registry.terraform.io', 'hashicorp', 'aws')
  const usual = [
    process.env['TERRAFORM_PLUGINS'],
    join(homedir(), '.terraform.d', 'plugins'),
    '/usr/local/share/terraform/plugins',
    '/usr/share/terraform/plugins',
  ]
  const known = usual.find((folder) => folder !== undefined && existsSync(join(folder, provider)))
  if (known !== undefined) return known
  const { stdout } = await run({
    program: 'find',
    args: [
      '/',
      '-maxdepth',
      '4',
      '-path',
      '/proc',
      '-prune',
      '-o',
      '-name',
      'registry.terraform.io',
      '-type',
      'd',
      '-print',
    ],
  })
  return stdout
    .split('\n')
    .map(dirname)
    .find((folder) => existsSync(join(folder, provider)))
}

/** One configuration with its state. */
export class Terraform {
  readonly #stage: Stage
  readonly #installed: Installed
  readonly #folder: string
  #variables: Variables

  /** Writes the files; `init` comes next. */
  constructor(stage: Stage, installed: Installed, given: { readonly hcl: Hcl; readonly variables: Variables }) {
    this.#stage = stage
    this.#installed = installed
    this.#variables = given.variables
    this.#folder = join(stage.scratch, `terraform-${given.variables.name}`)
    mkdirSync(this.#folder, { recursive: true })
    writeFileSync(join(this.#folder, 'main.tf'), mainTf(given.hcl))
  }

  async init(): Promise<void> {
    await this.#run('init', '-input=false')
  }

  /** Changes variables, as somebody edits a file. */
  edit(change: Partial<Variables>): void {
    this.#variables = { ...this.#variables, ...change }
  }

  async apply(): Promise<void> {
    await this.#run('apply', '-input=false', '-auto-approve')
  }

  /** Applies what AWS is expected to refuse: what Terraform says then, or `applied`. */
  async tryApply(): Promise<string> {
    try {
      await this.apply()
      return 'applied'
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  /** What a plan would do: `clean`, or each resource with the arguments that change, by its type. */
  async plan(): Promise<string> {
    if ((await this.#run('plan', '-input=false', '-out=plan')).includes('No changes.')) return 'clean'
    const shown = await this.#run('show', '-json', 'plan')
    const { resource_changes: changes = [] }: Shown = JSON.parse(shown)
    const said = changes
      .filter(({ change }) => !change.actions.includes('no-op'))
      .map(({ type, change }) => `${type}: ${change.actions.join(' and ')} ${changed(change).join(', ')}`)
      .toSorted()
    return said.join('; ') || 'clean'
  }

  /** The version of the provider that `init` chose. */
  providerVersion(): string {
    return providerIn(this.#folder)
  }

  #run(...args: readonly string[]): Promise<string> {
    const variables = Object.entries(this.#variables).map(([name, value]) => [
      `TF_VAR_${name}`,
      typeof value === 'string' ? value : JSON.stringify(value),
    ])
    this.#stage.log(`$ terraform ${args.join(' ')}`)
    return output({
      program: this.#installed.program,
      args: [args[0] ?? '', ...(args[0] === 'show' ? [] : ['-no-color']), ...args.slice(1)],
      cwd: this.#folder,
      env: {
        ...variablesFor(this.#variables.endpoint),
        // The provider takes endpoints from its own block: a second source would only be a warning.
        AWS_ENDPOINT_URL: undefined,
        ...Object.fromEntries(variables),
        TF_CLI_CONFIG_FILE: this.#installed.cliConfiguration,
        TF_IN_AUTOMATION: 'true',
        CHECKPOINT_DISABLE: 'true',
        // The provider is started several times a command, and a quarter of that was Go's garbage collector.
        GOGC: '400',
      },
      ...(args[0] === 'show' ? {} : { onLine: this.#stage.log }),
    })
  }
}

interface Shown {
  readonly resource_changes?: readonly { readonly type: string; readonly change: Change }[]
}

interface Change {
  readonly actions: readonly string[]
  readonly before: Readonly<Record<string, unknown>> | null
  readonly after: Readonly<Record<string, unknown>> | null
}

/** Arguments whose value is another one after it; what is known only after the apply is not compared. */
function changed({ before, after }: Change): readonly string[] {
  return Object.keys(after ?? {}).filter((name) => written(before?.[name]) !== written(after?.[name]))
}

/** Without what is empty: in the state of this provider nothing, an empty text, list or block are one, as Terraform shows them. */
const written = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => (isEmpty(each) ? undefined : each))

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (typeof value === 'object' && Object.values(value).every(isEmpty))

/** The version of the provider that `init` chose in this folder. */
export function providerIn(folder: string): string {
  const lock = readFileSync(join(folder, '.terraform.lock.hcl'), 'utf8')
  return /version\s*=\s*"([\d.]+)"/.exec(lock)?.[1] ?? 'unknown'
}

/** What `terraform version` says. */
export async function versionOf({ program }: Installed): Promise<string> {
  const text = await output({ program, args: ['version', '-json'], env: { CHECKPOINT_DISABLE: 'true' } })
  const { terraform_version: version }: { readonly terraform_version: string } = JSON.parse(text)
  return version
}
