/** The real Packer builds an image on moto, writes its manifest, and the action rolls what the manifest names. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DescribeImagesCommand } from '@aws-sdk/client-ec2'
import { startMoto } from '../moto/serve.ts'
import { missingProgram } from '../needs.ts'
import { expected, type Part, type Stage } from '../part.ts'
import { output, which } from '../process.ts'
import { startAction } from '../simulated.ts'
import { accountAt, found, group, image, region, template, variablesFor } from '../world.ts'

/** The plugin as a file, for machines that cannot download it. */
const PLUGIN = process.env['PACKER_PLUGIN_AMAZON']

export const packer: Part = {
  name: 'packer',
  says: 'Packer builds images on moto, two runs in one manifest; the action reads it and rolls the last image over a group on the same moto.',
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
    await build(stage, workspace, moto.url)
    const text = readFileSync(join(workspace, 'packer-manifest.json'), 'utf8')
    for (const line of text.split('\n')) stage.log(line)
    const manifest: Manifest = JSON.parse(text)
    const [first, last] = manifest.builds.map(({ artifact_id: id }) => id.split(':')[1] ?? '')
    const built = last ?? ''
    await group(world, 'web', {
      LaunchTemplate: { LaunchTemplateId: await template(world, 'web', [old]), Version: '1' },
    })
    const job = startAction({
      inputs: {
        'auto-scaling-group': 'web',
        image: 'packer:packer-manifest.json',
        'poll-interval': '5s',
        'bake-time': '25s',
        'target-health-timeout': '10s',
        'max-healthy-percentage': '200',
      },
      env: moto.env,
      workspace,
    })
    const { outputs, log } = await job.done
    for (const line of log) stage.log(line)
    const { Images = [] } = await world.ec2.send(new DescribeImagesCommand({ ImageIds: [built] }))
    const { instances, next } = await found(world, 'web')
    const runs = instances.every((one) => one.image === built) ? 'what Packer built' : 'something else'
    return {
      versions: await versions(),
      cases: [
        expected('Packer registers an image and names it in its manifest', 'available', Images[0]?.State ?? 'no image'),
        expected(
          'its second run is added to the manifest of the first',
          'two images of two runs, the last run named',
          `${first === built ? 'one image' : 'two images'} of ${runsOf(manifest)}`,
        ),
        expected('the action reads the image of the last run', built, outputs['image-id'] ?? ''),
        expected('the commit in its custom data', COMMIT, outputs['commit'] ?? ''),
        expected(
          'the image is rolled',
          'succeeded, runs what Packer built, next what Packer built',
          `${outputs['outcome']}, runs ${runs}, next ${next === built ? 'what Packer built' : 'something else'}`,
        ),
      ],
    }
  },
}

interface Manifest {
  readonly builds: readonly { readonly artifact_id: string; readonly packer_run_uuid: string }[]
  readonly last_run_uuid: string
}

const COMMIT = '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c'

function runsOf({ builds, last_run_uuid: last }: Manifest): string {
  const runs = new Set(builds.map(({ packer_run_uuid: run }) => run))
  const isNamed = builds.at(-1)?.packer_run_uuid === last
  return `${runs.size === 2 ? 'two runs' : `${runs.size} run`}, the last run ${isNamed ? 'named' : 'not named'}`
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

async function build(stage: Stage, cwd: string, endpoint: string): Promise<void> {
  const env = {
    ...variablesFor(endpoint),
    CHECKPOINT_DISABLE: '1',
    PACKER_PLUGIN_PATH: join(stage.scratch, 'plugins'),
    PACKER_NO_COLOR: '1',
  }
  const step = (...args: readonly string[]) => output({ program: 'packer', args, cwd, env, onLine: stage.log })
  if (PLUGIN === undefined) await step('init', 'web.pkr.hcl')
  else await step('plugins', 'install', '--path', PLUGIN, 'github.com/hashicorp/amazon')
  for (const serial of ['1', '2']) await step('build', '-var', `serial=${serial}`, 'web.pkr.hcl')
}

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
