/** The examples of the documentation, as they stand with their placeholders filled in, and how each is started and ends. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Scene } from '../../simulator/scenes/scene.ts'
import { NEW_IMAGE } from '../../simulator/scenes/web.ts'
import { root } from '../../simulator/stage.ts'
import type { WorkflowRun } from './act.ts'
import { PULL_REQUEST } from './github.ts'
import { aws, date, packer } from './programs.ts'
import { badImage, furnished, rolledOut } from './worlds.ts'

/** Whom the filled-in examples name as the owner of the action, and at which commit. */
export const FILLED_IN = 'octo-org/ami-rollout@0123456789abcdef0123456789abcdef01234567'

/** What a group runs in the end, and launches next. */
export type Ends = Readonly<Record<string, 'old' | 'new'>>

interface Start extends Pick<WorkflowRun, 'event' | 'eventName' | 'programs'> {
  /** Added to the example's name where it is started in several ways. */
  readonly how?: string
  readonly scene?: () => Scene
  /** What is changed of its text besides the placeholders. */
  readonly changed?: (text: string) => string
  /** Virtual seconds in a real one, where it waits for nothing: calls to GitHub may then take as long as on a busy machine. */
  readonly speed?: number
  readonly exit?: 0 | 1
  readonly ends?: Ends
  /** Whether no instance is left that was there at the start. */
  readonly isReplaced?: boolean
  /** What the pull request's comment, the channel or the topic is to hear. */
  readonly hears?: Hears
}

export interface Hears {
  readonly comment?: RegExp
  readonly channel?: RegExp
  readonly topic?: RegExp
}

export interface Example extends Pick<WorkflowRun, 'text' | 'file' | 'event' | 'eventName' | 'files' | 'programs'> {
  readonly name: string
  readonly scene: Scene
  readonly speed?: number
  readonly exit: 0 | 1
  readonly ends: Ends
  readonly isReplaced: boolean
  readonly hears: Hears
}

const inputs = (values: Readonly<Record<string, string>>) => ({ event: { inputs: values } })
const image = inputs({ image: NEW_IMAGE })

const LONGEST = 'longer-than-a-job.yml'

/** How each example is started; one that is not listed is started by hand and rolls the new image over the group web. */
const starts: Readonly<Record<string, readonly Start[]>> = {
  'build-try-deploy-archive.yml': [{ eventName: 'push', programs: packer }],
  'canary-then-fleet.yml': [
    {
      ...inputs({ 'eu-image': NEW_IMAGE, 'us-image': NEW_IMAGE }),
      ends: { 'web-canary': 'new', web: 'new', worker: 'new' },
    },
    {
      ...inputs({ 'eu-image': NEW_IMAGE, 'us-image': NEW_IMAGE }),
      how: 'with a bad image',
      scene: badImage,
      exit: 1,
      ends: { 'web-canary': 'old', web: 'old', worker: 'old' },
    },
  ],
  'check.yml': [{ ends: { web: 'old', worker: 'old' } }],
  'deploy-on-push.yml': [{ eventName: 'push' }],
  'freeze-window.yml': [
    { ...inputs({ image: NEW_IMAGE, urgent: 'false' }), how: 'on a Wednesday', programs: date(3) },
    {
      ...inputs({ image: NEW_IMAGE, urgent: 'false' }),
      how: 'on a Saturday',
      programs: date(6),
      exit: 1,
      ends: { web: 'old' },
    },
    { ...inputs({ image: NEW_IMAGE, urgent: 'true' }), how: 'on a Saturday, urgent', programs: date(6) },
  ],
  'image-published.yml': [
    {
      eventName: 'repository_dispatch',
      event: { action: 'image-published', client_payload: { image: NEW_IMAGE } },
    },
  ],
  [LONGEST]: [{ ...image, how: 'ten minutes for an hour', changed: shortHours }],
  'notify.yml': [
    { ...image, programs: aws, hears: { channel: /web: succeeded/, topic: /web succeeded/ } },
    {
      ...image,
      how: 'with a bad image',
      scene: badImage,
      programs: aws,
      exit: 1,
      ends: { web: 'old' },
      hears: { channel: /web: failed instances-died/, topic: /web failed/ },
    },
  ],
  'packer-build-and-deploy.yml': [{ eventName: 'push', programs: packer }],
  'plan-on-pull-request.yml': [
    {
      eventName: 'pull_request',
      event: {
        pull_request: {
          number: PULL_REQUEST,
          head: { ref: 'image', repo: { full_name: 'octo-org/shop' } },
          base: { ref: 'main' },
        },
      },
      speed: 2,
      ends: { web: 'old' },
      hears: { comment: new RegExp(NEW_IMAGE) },
    },
  ],
  'promote.yml': [{ ...image, ends: { 'web-staging': 'new', web: 'new' } }],
  'recycle.yml': [{ ends: { web: 'old' }, isReplaced: true }],
  'release.yml': [
    {
      eventName: 'release',
      event: { action: 'published', release: { body: `Faster.\nimage: ${NEW_IMAGE}\n` } },
    },
  ],
  'rollback.yml': [
    { ...inputs({ group: 'web', to: 'previous', 'plan-first': 'false' }), scene: rolledOut, ends: { web: 'old' } },
    {
      ...inputs({ group: 'web', to: 'previous', 'plan-first': 'true' }),
      how: 'plan first',
      scene: rolledOut,
      ends: { web: 'new' },
    },
  ],
  'several-groups.yml': [{ ...image, ends: { web: 'new', worker: 'new', batch: 'new' } }],
}

/** Files that the examples find in the user's repository. */
const files: Readonly<Record<string, string>> = {
  'image.txt': `${NEW_IMAGE}\n`,
  'smoke-test.sh': '#!/bin/bash\ntest -n "$1"\n',
  'test-server.sh': '#!/bin/bash\ntest -n "$1"\n',
}

/** All of them, the longest first. */
export function examples(): readonly Example[] {
  return readdirSync(join(root, 'examples'))
    .filter((file) => file.endsWith('.yml'))
    .flatMap((file) => (starts[file] ?? [image]).map((start) => exampleOf(file, start)))
    .toSorted((a, b) => Number(b.file === LONGEST) - Number(a.file === LONGEST))
}

function exampleOf(file: string, start: Start): Example {
  const {
    how,
    scene = furnished,
    exit = 0,
    ends = { web: 'new' },
    isReplaced = false,
    hears = {},
    changed,
    ...started
  } = start
  const text = filledIn(readFileSync(join(root, 'examples', file), 'utf8'))
  return {
    ...started,
    name: `examples/${file}${how === undefined ? '' : `, ${how}`}`,
    file,
    text: changed === undefined ? text : changed(text),
    files,
    scene: scene(),
    exit,
    ends,
    isReplaced,
    hears,
  }
}

/** The reader's own account is one account here: where an example names a second one, it is the same. */
const filledIn = (text: string): string =>
  text.replaceAll(/\b\w+\/ami-rollout@COMMIT\b/g, FILLED_IN).replaceAll('210987654321', '123456789012')

/** Twenty hours are too long to wait for: `6h30m` becomes 65 min. Its jobs hand over as they stand. */
function shortHours(text: string): string {
  return text.replaceAll(
    /\b(\d+)h(\d+)m\b/g,
    (_, hours: string, minutes: string) => `${Number(hours) * 10 + Number(minutes) / 6}m`,
  )
}
