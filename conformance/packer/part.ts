/**
 * The whole life of an image with the real Packer: it builds an image on moto, and the action tries one instance of what
 * the manifest names, rolls it, and archives what is past use. Three times, so that something is past use.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DescribeImagesCommand, DescribeInstancesCommand } from '@aws-sdk/client-ec2'
import { startMoto } from '../moto/serve.ts'
import { missingProgram } from '../needs.ts'
import { type Case, expected, explained, type Part, type Stage } from '../part.ts'
import { output, which } from '../process.ts'
import { startAction } from '../simulated.ts'
import { accountAt, found, group, image, region, template, variablesFor, type World } from '../world.ts'

/** The plugin as a file, for machines that cannot download it. */
const PLUGIN = process.env['PACKER_PLUGIN_AMAZON']
const SERIALS = ['1', '2', '3'] as const

export const packer: Part = {
  name: 'packer',
  says: 'Packer builds three images on moto, one after the other; of each the action reads the manifest, tries one instance with tests, and rolls it over a group on the same moto.',
  needs:
    'python3 with venv; packer on the PATH; PACKER_PLUGIN_AMAZON=FILE, or a network from which packer init gets the plugin',
  missing: () => missingProgram('python3') ?? missingProgram('packer'),
  async play(stage) {
    await using moto = await startMoto(stage)
    const world = await accountAt(moto.url)
    const old = await image(world, 'web-1', 'good')
    const workspace = join(stage.scratch, 'workspace')
    mkdirSync(workspace)
    writeFileSync(join(workspace, 'web.pkr.hcl'), templateOf(moto.url, old, world.subnets[0] ?? ''))
    await install(stage, workspace, moto.url)
    await group(world, 'web', {
      LaunchTemplate: { LaunchTemplateId: await template(world, 'web', [old]), Version: '1' },
    })
    const cases: Case[] = []
    for (const serial of SERIALS) {
      await build(stage, workspace, { endpoint: moto.url, serial })
      const manifest = manifestIn(workspace, stage)
      const built = imageOf(manifest.builds.at(-1))
      const { outputs, log } = await startAction({ inputs, env: moto.env, workspace }).done
      for (const line of log) stage.log(line)
      cases.push(...(await casesOf(world, { serial, built, outputs, manifest })))
    }
    const first = imageOf(manifestIn(workspace).builds[0])
    return {
      versions: await versions(),
      cases: [...cases, expected(...(await trialsCase(world, workspace))), await archiveCase(world, first)],
    }
  },
}

/** The verification notes what it was asked to test; it passes where it is told of an instance. */
const TESTED = 'tested.txt'
const inputs = {
  'auto-scaling-group': 'web',
  image: 'packer:packer-manifest.json#web',
  trial: 'true',
  verify: `echo "$AMI_ROLLOUT_STEP" >> ${TESTED}; test -n "$AMI_ROLLOUT_NEW_INSTANCE_IDS"`,
  'keep-launch-template-versions': '2',
  'keep-images': '2',
  'old-images': 'deprecate',
  'poll-interval': '5s',
  // A verification needs 35 s: two polls and 15 s more than it takes itself.
  'bake-time': '45s',
  'target-health-timeout': '10s',
  'max-healthy-percentage': '200',
}

/** One turn of the circle. */
interface Turn {
  readonly serial: string
  readonly built: string
  readonly outputs: Readonly<Record<string, string>>
  readonly manifest: Manifest
}

async function casesOf(world: World, { serial, built, outputs, manifest }: Turn): Promise<readonly Case[]> {
  const { Images = [] } = await world.ec2.send(new DescribeImagesCommand({ ImageIds: [built] }))
  const { instances, next } = await found(world, 'web')
  const runs = instances.every((one) => one.image === built) ? 'what Packer built' : 'something else'
  const of = (what: string) => `build ${serial}: ${what}`
  return [
    expected(of('Packer registers an image and names it'), 'available', Images[0]?.State ?? 'no image'),
    expected(of('its run is the last of the manifest'), `${serial} of ${serial}, the last run named`, runsOf(manifest)),
    expected(of('the action reads the image of the last run'), built, outputs['image-id'] ?? ''),
    expected(of('the commit in its custom data'), COMMIT, outputs['commit'] ?? ''),
    expected(
      of('the image is rolled'),
      'succeeded, runs what Packer built, next what Packer built',
      `${outputs['outcome']}, runs ${runs}, next ${next === built ? 'what Packer built' : 'something else'}`,
    ),
  ]
}

/** Each image was tried outside the group, tested there and in the fleet, and no trial is left. */
async function trialsCase(world: World, workspace: string): Promise<Parameters<typeof expected>> {
  const Filters = [{ Name: 'tag-key', Values: ['ami-rollout:trial'] }]
  const { Reservations = [] } = await world.ec2.send(new DescribeInstancesCommand({ Filters }))
  const states = Reservations.flatMap(({ Instances = [] }) => Instances.map(({ State }) => State?.Name ?? ''))
  const file = join(workspace, TESTED)
  const steps = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
  return [
    'each image is tried by one instance outside the group, which is tested and terminated',
    '3 trials: terminated; tested: trial, bake, trial, bake, trial, bake',
    `${states.length} trials: ${[...new Set(states)].join(', ')}; tested: ${steps.join(', ')}`,
  ]
}

/** The first image is the third newest. */
async function archiveCase(world: World, first: string): Promise<Case> {
  const { Images = [] } = await world.ec2.send(new DescribeImagesCommand({ ImageIds: [first] }))
  const seen = Images[0]?.DeprecationTime === undefined ? 'not deprecated' : 'deprecated'
  return explained(
    expected('the image that is past use is deprecated', 'deprecated', seen),
    'moto has no DescribeImageReferences; where EC2 does not say who uses an image, nothing is archived (docs/archive.md)',
  )
}

interface Manifest {
  readonly builds: readonly { readonly artifact_id: string; readonly packer_run_uuid: string }[]
  readonly last_run_uuid: string
}

const COMMIT = '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c'

const imageOf = (build: Manifest['builds'][number] | undefined): string => build?.artifact_id.split(':')[1] ?? ''

function manifestIn(workspace: string, stage?: Stage): Manifest {
  const text = readFileSync(join(workspace, 'packer-manifest.json'), 'utf8')
  for (const line of text.split('\n')) stage?.log(line)
  return JSON.parse(text)
}

function runsOf({ builds, last_run_uuid: last }: Manifest): string {
  const runs = new Set(builds.map(({ packer_run_uuid: run }) => run))
  const isNamed = builds.at(-1)?.packer_run_uuid === last
  return `${runs.size} of ${builds.length}, the last run ${isNamed ? 'named' : 'not named'}`
}

/** No communicator: nobody can log in to a machine of moto's. */
const templateOf = (endpoint: string, source: string, subnet: string) => `packer {
  required_plugins {
    amazon = {
      source  = "github.com/hashicorp/amazon"
      version = ">= 1.3.0"
    }
  }
}

variable "serial" { type = string }

source "amazon-ebs" "web" {
  ami_name                    = "web-built-\${var.serial}"
  region                      = "${region}"
  source_ami                  = "${source}"
  instance_type               = "t3.micro"
  subnet_id                   = "${subnet}"
  communicator                = "none"
  custom_endpoint_ec2         = "${endpoint}"
  skip_credential_validation  = true
  skip_metadata_api_check     = true
  tags = {
    commit    = "${COMMIT}"
    behaviour = "good"
  }
}

build {
  name    = "web"
  sources = ["source.amazon-ebs.web"]
  post-processor "manifest" {
    custom_data = {
      commit = "${COMMIT}"
    }
  }
}
`

/** Runs Packer in the workspace. */
const step = (stage: Stage, cwd: string, endpoint: string) => {
  const env = {
    ...variablesFor(endpoint),
    CHECKPOINT_DISABLE: '1',
    PACKER_PLUGIN_PATH: join(stage.scratch, 'plugins'),
    PACKER_NO_COLOR: '1',
  }
  return (...args: readonly string[]) => output({ program: 'packer', args, cwd, env, onLine: stage.log })
}

const install = (stage: Stage, cwd: string, endpoint: string): Promise<string> =>
  PLUGIN === undefined
    ? step(stage, cwd, endpoint)('init', 'web.pkr.hcl')
    : step(stage, cwd, endpoint)('plugins', 'install', '--path', PLUGIN, 'github.com/hashicorp/amazon')

const build = (
  stage: Stage,
  cwd: string,
  { endpoint, serial }: { readonly endpoint: string; readonly serial: string },
): Promise<string> => step(stage, cwd, endpoint)('build', '-var', `serial=${serial}`, 'web.pkr.hcl')

async function versions(): Promise<Readonly<Record<string, string>>> {
  const said = await output({
    program: which('packer') ?? 'packer',
    args: ['version'],
    env: { CHECKPOINT_DISABLE: '1' },
  })
  const plugin = PLUGIN === undefined ? 'from its registry' : await describe(PLUGIN)
  return { packer: /v(\S+)/.exec(said)?.[1] ?? said, 'packer-plugin-amazon': plugin }
}

/** Plugins print their version in JSON. */
async function describe(plugin: string): Promise<string> {
  const { version }: { readonly version: string } = JSON.parse(await output({ program: plugin, args: ['describe'] }))
  return version
}
