/** Mixed instances policies that cannot be rolled, or not with what was asked for: told before anything is touched. */
import { describe, expect, test } from 'vitest'
import { ARM_NEW_IMAGE, ARM_TEMPLATE, mixed } from '../../simulator/scenes/mixed.ts'
import { NEW_IMAGE, OLD_IMAGE, TEMPLATE } from '../../simulator/scenes/web.ts'
import { simulated } from '../scenario.ts'

const inputs = { image: `${NEW_IMAGE}\n${ARM_NEW_IMAGE}` }
const quick = { ...inputs, 'max-healthy-percentage': '200', 'poll-interval': '30s', 'bake-time': '150s' }
const rules = (job: { readonly annotations: readonly { readonly message: string }[] }) =>
  job.annotations.map(({ message }) => message).join('\n')

describe('refused, nothing changed', () => {
  const arm = { instanceType: 'm7g.large', template: { id: ARM_TEMPLATE, version: '3' } }
  test.each<[title: string, scene: Parameters<typeof mixed>[1], inputs: Record<string, string>, says: RegExp]>([
    ['an architecture without an image', {}, { image: NEW_IMAGE }, /web-arm\) launches arm64, and there is no image/],
    [
      'two images of one architecture',
      {},
      { image: `${NEW_IMAGE}, ${ARM_NEW_IMAGE}, ${OLD_IMAGE}` },
      /could launch each of/,
    ],
    [
      'an image that no template needs',
      { overrides: [{ instanceType: 'm5.large' }] },
      inputs,
      /needs the image ami-0a64ac1ed7a1e5002 \(arm64\)/,
    ],
    [
      'attribute-based selection',
      { overrides: [{ requirements: { VCpuCount: { Min: 2 }, MemoryMiB: { Min: 8192 } } }] },
      { image: NEW_IMAGE },
      /chooses instance types by their attributes/,
    ],
    [
      'one template at two versions',
      { overrides: [{ instanceType: 'm5.large', template: { id: TEMPLATE, version: '6' } }, arm] },
      inputs,
      /at several versions: 7 and 6/,
    ],
    ['a version number of several templates', {}, { mode: 'rollback', image: '', to: '6' }, /has 2 launch templates/],
    ['an image of no template', {}, { mode: 'plan', image: '', to: 'ami-0123456789abcdef0' }, /does not exist/],
  ])('%s', async (_, scene, wishes, says) => {
    await using aws = await simulated((agenda) => mixed(agenda, scene))
    const job = await aws.job({ inputs: wishes })
    expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight' })
    expect(rules(job)).toMatch(says)
    expect(job.writes).toEqual([])
  })

  test.each(['$Latest', '$Default'])('another group on %s of the same template', async (version) => {
    await using aws = await simulated((agenda) => {
      const account = mixed(agenda)
      account.group({ name: 'batch', template: { id: ARM_TEMPLATE, version }, desired: 1 })
      return account
    })
    const job = await aws.job({ inputs: quick })
    // $Default moves only when somebody moves it.
    expect(job.outputs['outcome']).toBe(version === '$Latest' ? 'refused' : 'succeeded')
    if (version === '$Default') return
    expect(rules(job)).toMatch(/"batch" follows \$Latest of the launch template lt-0f1e2d3c4b5a69788 \(web-arm\) too/)
    expect(job.writes).toEqual([])
  })
})
