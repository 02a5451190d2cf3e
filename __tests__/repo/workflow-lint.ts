/** GitHub's own parser over a workflow, and what our action's own reading of inputs says of its steps. */
import { join } from 'node:path'
import { validate } from '@actions/languageservice'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { parse } from 'yaml'
import { root } from '../../scripts/build/bundle.ts'
import { readContract } from '../../scripts/contract.ts'
import { inputsFrom } from '../../src/inputs/index.ts'

/** Our own action, in examples: where it lives and which commit to trust is the reader's to say. */
export const ours = 'ACTION_OWNER/ami-rollout@COMMIT'

/** The inputs that our workflows and examples set of other people's actions. */
const theirs: Readonly<Record<string, readonly string[]>> = {
  'actions/attest': ['subject-path', 'sbom-path'],
  'actions/checkout': ['persist-credentials', 'ref'],
  'actions/create-github-app-token': ['client-id', 'private-key', 'permission-contents'],
  'actions/download-artifact': ['name', 'path'],
  'actions/upload-artifact': ['name', 'path', 'if-no-files-found'],
  'actions/setup-node': ['node-version', 'package-manager-cache'],
  'github/codeql-action': ['languages', 'build-mode', 'queries', 'config', 'category'],
  'aws-actions/configure-aws-credentials': ['aws-region', 'role-to-assume', 'role-duration-seconds'],
}

interface Action {
  readonly owner: string
  readonly name: string
}

const actionsMetadataProvider = {
  fetchActionMetadata: async ({ owner, name }: Action) => {
    const known = theirs[`${owner}/${name}`]?.map((input) => [input, { description: input }] as const)
    const inputs = `${owner}/${name}` === ours.split('@')[0] ? ownInputs : known
    return inputs && { name, description: name, inputs: Object.fromEntries(inputs) }
  },
}
const ownInputs = readContract(join(root, 'action.yml')).inputs.map(
  ({ name, meaning, required }) => [name, { description: meaning, required }] as const,
)

/** GitHub's own complaints about a file. It keeps results by URI, so no two texts may share one. */
export async function complaints(uri: string, text: string): Promise<readonly string[]> {
  const found = await validate(TextDocument.create(`file:///${uri}`, 'yaml', 1, text), { actionsMetadataProvider })
  return found.map(({ message, range }) => `${uri}:${range.start.line + 1} ${message}`)
}

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps?: readonly Step[] }>>
}
interface Step {
  readonly uses?: string
  readonly with?: Readonly<Record<string, unknown>>
}

const manifest = (region: string): string =>
  JSON.stringify({
    builds: [{ name: 'web', artifact_id: `${region}:ami-0123456789abcdef0`, packer_run_uuid: '1' }],
    last_run_uuid: '1',
  })

/** A job with `permissions: id-token: write`. */
const job = { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x' }

/** What the action itself would refuse in the steps that use it. What an expression becomes is not known: it is taken to be right. */
export function refusedInputs(workflow: string): readonly string[] {
  const { jobs }: Workflow = parse(workflow)
  const steps = Object.values(jobs).flatMap((job) => job.steps ?? [])
  return steps
    .filter(({ uses }) => uses === ours)
    .flatMap((step) => {
      const given = Object.entries(step.with ?? {}).map(([name, value]) => [name, String(value)] as const)
      const written = new Set(given.flatMap(([name, value]) => (value.includes('${{') ? [name] : [])))
      // What else is needed hangs on the mode, and on whether a version is named.
      const decides = written.has('mode') || written.has('launch-template-version')
      const unknown = decides ? new Set([...written, 'image', 'to']) : written
      const inputs = new Map(given.filter(([name]) => !unknown.has(name)))
      const region = inputs.get('aws-region') ?? 'eu-central-1'
      // A manifest of an earlier step is taken to be right.
      const open = (path: string) => ({ path, text: manifest(region) })
      const read = inputsFrom({ inputs, region, run: { id: '1', sha: '' }, attempt: 1, open, env: job })
      const problems = 'problems' in read ? read.problems : []
      return problems.filter(({ input }) => !unknown.has(input)).map(({ input, says }) => `${input} ${says}`)
    })
}

/** Minutes of a duration such as `5h40m`. */
export const minutesOf = (duration: string): number => {
  const [, hours = 0, minutes = 0] = /^(?:(\d+)h)?(?:(\d+)m)?$/.exec(duration) ?? []
  return 60 * Number(hours) + Number(minutes)
}
