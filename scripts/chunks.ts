/** `node scripts/chunks.ts`: what dist is made of, and when each part of it is loaded, as the table in docs/figures.md. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A part of the bundle: scripts that are loaded for one reason. */
export interface Part {
  readonly name: string
  /** In Markdown. */
  readonly loaded: string
  /** Names its scripts by their file name and the modules in them. */
  holds(file: string, modules: string): boolean
}

const module =
  (path: string): Part['holds'] =>
  (_, modules) =>
    modules.includes(path)

/** In this order: a script belongs to the first part that holds it. */
export const parts: readonly Part[] = [
  {
    name: 'the action, Auto Scaling',
    loaded: 'by every run, and by its post step',
    holds: (file) => /^(index|main|post)\.js$/.test(file),
  },
  {
    name: 'group by tag',
    loaded: '`auto-scaling-group: tag:…`',
    holds: module('src/rollout/group-by-tag.ts'),
  },
  {
    name: 'watch',
    loaded: '`mode: watch`',
    holds: module('src/rollout/watch-other/watch-other.ts'),
  },
  {
    name: 'the rollout and its reports',
    loaded: 'by every run, once its first request has left',
    holds: (_, modules) => /src\/(?:rollout\/(?:run|plan\/decide|finish-in-post)|reporters)\.ts/.test(modules),
  },
  {
    name: 'GitHub’s API',
    loaded: '`pull-request-comment`, or the commits of both images known',
    holds: (_, modules) => /@actions\/github\/|src\/report\/comment\.ts/.test(modules),
  },
  {
    name: 'trial',
    loaded: '`trial: true`, or one is left by an earlier run',
    holds: module('src/rollout/execute/trial/'),
  },
  {
    name: 'archive',
    loaded: '`keep-images`',
    holds: module('src/rollout/execute/archive/'),
  },
  {
    name: 'verify on the instance',
    loaded: '`verify-on-instance`',
    holds: (_, modules) => /src\/(?:rollout\/on-instance\/|aws\/run-command)/.test(modules),
  },
  { name: 'parameter', loaded: '`set-parameter`', holds: module('src/rollout/execute/set-parameter.ts') },
  { name: 'check', loaded: '`mode: check`', holds: module('src/rollout/check.ts') },
  // `check` holds some of its modules as well.
  {
    name: 'deleting versions',
    loaded: '`keep-launch-template-versions`, or a rollout that failed',
    holds: module('src/rollout/execute/deletions/'),
  },
  { name: 'verify', loaded: '`verify`, in a deploy or a rollback', holds: module('@actions/exec/') },
  { name: 'EC2', loaded: 'by every survey', holds: module('/client-ec2/') },
  { name: 'target groups', loaded: 'the group has some', holds: module('/client-elastic-load-balancing-v2/') },
  {
    name: 'classic load balancers',
    loaded: 'the group has some',
    holds: module('/client-elastic-load-balancing/'),
  },
  { name: 'CloudWatch', loaded: '`alarms`', holds: module('/client-cloudwatch/') },
  {
    name: 'Systems Manager',
    loaded: '`image: ssm:…`, `verify-on-instance`, `set-parameter`',
    holds: module('/client-ssm/'),
  },
  { name: 'STS', loaded: '`role-to-assume`', holds: module('/client-sts/') },
  { name: 'GitHub’s OIDC', loaded: '`role-to-assume`', holds: module('@actions/core/') },
  { name: 'proxy', loaded: 'GitHub is reached through a proxy', holds: module('/undici/') },
  {
    name: 'other credentials',
    loaded: 'a profile, a process, SSO, a container’s or an instance’s role',
    holds: (_, modules) => /credential-provider|token-providers|nested-clients/.test(modules),
  },
  {
    name: 'shared by services',
    loaded: 'with the first service that needs it',
    holds: (_, modules) => modules === '' || /@smithy\/core/.test(modules),
  },
]

/** The part of the bundle that a script of dist belongs to; `undefined` for one that nobody has named. */
export function partOf(dist: string, file: string): Part | undefined {
  const text = readFileSync(join(dist, file), 'utf8')
  const modules = [...text.matchAll(/^\/\/ ((?:src|node_modules)\/\S+)$/gm)].map(([, path]) => path).join('\n')
  return parts.find((part) => part.holds(file, modules))
}

/** Bytes and number of the scripts of each part. */
export function sizesIn(dist: string): ReadonlyMap<Part, { readonly files: number; readonly bytes: number }> {
  const scripts = readdirSync(dist).filter((file) => file.endsWith('.js'))
  const by = Map.groupBy(scripts, (file) => partOf(dist, file))
  return new Map(
    parts.map((part) => {
      const files = by.get(part) ?? []
      const bytes = files.reduce((sum, file) => sum + readFileSync(join(dist, file)).length, 0)
      return [part, { files: files.length, bytes }]
    }),
  )
}

/** The table's rows, with sizes in whole kB. */
export const rowsOf = (dist: string): readonly (readonly [name: string, files: number, kB: number, loaded: string])[] =>
  [...sizesIn(dist)].map(([{ name, loaded }, { files, bytes }]) => [name, files, Math.round(bytes / 1000), loaded])

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const dist = fileURLToPath(new URL('../dist', import.meta.url))
  const lines = rowsOf(dist).map((row) => `| ${row.join(' | ')} |`)
  process.stdout.write(['| part | files | kB | loaded |', '|---|---:|---:|---|', ...lines, ''].join('\n'))
}
