/** Every file of examples/, with its placeholders filled in, and the event that starts it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Scene } from '../../simulator/scenes/scene.ts'
import { NEW_IMAGE } from '../../simulator/scenes/web.ts'
import { root } from '../../simulator/stage.ts'
import type { WorkflowRun } from './act.ts'
import { furnished, rolledOut } from './worlds.ts'

/** Whom the filled-in examples name as the owner of the action, and at which commit. */
export const FILLED_IN = 'octo-org/ami-rollout@0123456789abcdef0123456789abcdef01234567'

export interface Example extends Pick<WorkflowRun, 'text' | 'file' | 'event' | 'eventName' | 'files'> {
  readonly scene: Scene
  /** What the group web runs in the end. */
  readonly runs: 'old' | 'new'
}

interface Start {
  readonly eventName?: string
  readonly event?: object
  readonly scene?: () => Scene
  readonly runs?: 'old' | 'new'
}

const inputs = (values: Readonly<Record<string, string>>) => ({ event: { inputs: values } })

/** How each example is started; one that is not listed is started by hand and rolls the new image out. */
const starts: Readonly<Record<string, Start>> = {
  'canary-then-fleet.yml': inputs({ 'eu-image': NEW_IMAGE, 'us-image': NEW_IMAGE }),
  'check.yml': { runs: 'old' },
  'deploy-on-push.yml': { eventName: 'push' },
  'image-published.yml': {
    eventName: 'repository_dispatch',
    event: { action: 'image-published', client_payload: { image: NEW_IMAGE } },
  },
  'packer-build-and-deploy.yml': { eventName: 'push' },
  'plan-on-pull-request.yml': {
    eventName: 'pull_request',
    event: {
      pull_request: { number: 1, head: { ref: 'image', repo: { full_name: 'octo-org/shop' } }, base: { ref: 'main' } },
    },
    runs: 'old',
  },
  'promote.yml': inputs({ image: NEW_IMAGE }),
  'release.yml': {
    eventName: 'release',
    event: { action: 'published', release: { body: `Faster.\nimage: ${NEW_IMAGE}\n` } },
  },
  'rollback.yml': { ...inputs({ group: 'web', to: 'previous', 'plan-first': 'false' }), scene: rolledOut, runs: 'old' },
}

/** What stands in for Packer: the file that its post-processor writes for an image that it has built. */
const manifest = JSON.stringify({
  builds: [
    {
      name: 'web',
      builder_type: 'amazon-ebs',
      build_time: 1_800_000_000,
      artifact_id: `eu-central-1:${NEW_IMAGE}`,
      packer_run_uuid: '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
      custom_data: {},
    },
  ],
  last_run_uuid: '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
})

/** Files that the examples find in the user's repository, and programs that they find on the machine. */
const files: Readonly<Record<string, string>> = {
  'image.txt': `${NEW_IMAGE}\n`,
  'smoke-test.sh': '#!/bin/bash\ntest -n "$1"\n',
  'bin/packer': `#!/bin/bash\n[ "$1" = init ] || printf '%s' '${manifest}' > packer-manifest.json\n`,
}

/** All of them. */
export function examples(): readonly Example[] {
  return readdirSync(join(root, 'examples'))
    .filter((name) => name.endsWith('.yml'))
    .map((file) => {
      const { scene = furnished, runs = 'new', ...start } = starts[file] ?? {}
      return {
        file,
        text: filledIn(readFileSync(join(root, 'examples', file), 'utf8')),
        files,
        scene: scene(),
        runs,
        ...start,
      }
    })
}

/** The reader's own account is one account here: where an example names a second one, it is the same. */
const filledIn = (text: string): string =>
  text.replaceAll(/\b\w+\/ami-rollout@COMMIT\b/g, FILLED_IN).replaceAll('210987654321', '123456789012')
