/** act, a runner that we did not write, runs workflows with the action, at the simulated AWS. */
import { join } from 'node:path'
import { inTurn } from '../in-turn.ts'
import { missingProgram } from '../needs.ts'
import type { Part } from '../part.ts'
import { copyAction } from './act.ts'
import { configureFolder, configureVersion } from './configure.ts'
import { examples } from './examples.ts'
import { ownPlays } from './own.ts'
import { played } from './played.ts'

const ACT = 'github.com/nektos/act@v0.2.89'
/** Each run keeps a runner, the action's process and a simulated account busy for moments, and waits the rest of the time. */
const AT_ONCE = 4

export const runner: Part = {
  name: 'runner',
  says: 'nektos/act runs workflows with the action: deploy, bad image, cancel, matrix, composite, reusable, every example.',
  needs: 'go, git, jq and curl; CONFIGURE_AWS_CREDENTIALS=FOLDER, a checkout of aws-actions/configure-aws-credentials',
  missing: () =>
    ['go', 'git', 'jq', 'curl'].map(missingProgram).find((problem) => problem !== undefined) ??
    (configureFolder() === undefined ? 'CONFIGURE_AWS_CREDENTIALS names no folder' : undefined),
  async play(stage) {
    const program = await stage.cache.go(ACT)
    const configure = configureFolder() ?? ''
    const place = { stage, program, action: copyAction(join(stage.scratch, 'action')), configure }
    const plays = [
      ...examples().map((example) => ({ name: example.name, of: () => played(place, example) })),
      ...ownPlays(place),
    ]
    const cases = await inTurn(stage, plays, AT_ONCE)
    const versions = {
      act: ACT.split('@v')[1] ?? '',
      'configure-aws-credentials': configureVersion(configure),
      node: process.versions.node,
    }
    return { versions, cases }
  },
}
