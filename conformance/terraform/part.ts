/** The real Terraform beside the action: it owns group and template, we roll the image, on the same moto. */
import { inTurn } from '../in-turn.ts'
import { startMoto } from '../moto/serve.ts'
import { missingProgram } from '../needs.ts'
import type { Part } from '../part.ts'
import { which } from '../process.ts'
import { accountAt, image } from '../world.ts'
import { ourImage } from './our-image.ts'
import type { Scene } from './scene.ts'
import { install, versionOf } from './terraform.ts'
import { theirRefresh } from './their-refresh.ts'
import { theirVersion } from './their-version.ts'

export const terraform: Part = {
  name: 'terraform',
  says: 'Terraform applies, the action rolls its version or an image, or watches its refresh, and Terraform plans: with and without ignore_changes, good and bad.',
  needs: 'python3 with venv; terraform, or go to build it; the AWS provider in a plugin folder, or its registry',
  missing: () => missingProgram('python3') ?? (which('terraform') === undefined ? missingProgram('go') : undefined),
  async play(stage) {
    const installed = await install(stage)
    await using moto = await startMoto(stage)
    const world = await accountAt(moto.url)
    const scene: Scene = {
      stage,
      installed,
      moto,
      world,
      old: await image(world, 'web-1', 'good'),
      good: await image(world, 'web-2', 'good'),
      dies: await image(world, 'web-3', 'dies'),
      provider: { version: 'unknown' },
    }
    const plays = [...theirVersion(scene), ...theirRefresh(scene), ...ourImage(scene)]
    const cases = await inTurn(stage, plays, AT_ONCE)
    return { versions: { terraform: await versionOf(installed), 'provider aws': scene.provider.version }, cases }
  },
}

/** The provider is a large program. */
const AT_ONCE = 3
