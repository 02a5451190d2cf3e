/** Programs that examples run and that are not at hand, or must not be asked: what stands in for each. */
import { NEW_IMAGE } from '../../simulator/scenes/web.ts'

const script = (...lines: readonly string[]): string => ['#!/bin/bash', ...lines, ''].join('\n')

/** The file that Packer's post-processor writes for an image that it has built. */
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

/** Builds nothing, and leaves the manifest. */
export const packer = { packer: script(`[ "$1" = init ] || printf '%s' '${manifest}' > packer-manifest.json`) }

/** It is always ten in the morning of this day; 1 is Monday. */
export const date = (day: number) => ({
  date: script('case "$1" in', `  +%u) echo ${day} ;;`, '  +%-H) echo 10 ;;', '  *) exec /bin/date "$@" ;;', 'esac'),
})

/** The AWS CLI, of which examples want a topic: nobody simulates SNS, so what would be published is left in `sns`. */
export const aws = { aws: script(`printf '%s\\n' "$@" > "$RESULTS/sns"`) }
