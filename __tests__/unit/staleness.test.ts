import { describe, expect, test } from 'vitest'
import type { CommitComparison, Comparison, GitHubProblem } from '../../src/rollout/github.ts'
import { describe as marked } from '../../src/rollout/launch-template/marker.ts'
import { currentImage, type GroupTemplate, targetImage } from '../../src/rollout/model/group-template.ts'
import type { Image } from '../../src/rollout/model/image.ts'
import type { RolloutSettings } from '../../src/rollout/model/settings.ts'
import type { Survey } from '../../src/rollout/model/survey.ts'
import { staleness } from '../../src/rollout/plan/staleness.ts'
import { aim, asked, image, known, NEW, OLD, policy, refresh, survey, T, v7, v8, whole } from './fixtures.ts'

const DAY = 86_400_000
const [OLDER, NEWER] = ['a1a1a1a', 'c3c3c3c']

const found = (more: Partial<Survey>, wishes: Partial<RolloutSettings> = {}) =>
  staleness(survey(more), { ...policy, ...wishes }).map(({ level, rule }) => `${level} ${rule}`)

/** The image in use, and the new one. */
const images = (current: Partial<Image>, target: Partial<Image>): Partial<Survey> => ({
  ...asked(image(NEW, target)),
  ...known({ current: image(OLD, current), target: image(NEW, target) }),
})
const later = images({ created: T - DAY }, { created: T })
const earlier = images({ created: T }, { created: T - DAY })
const committed = (of: Partial<Survey> = later, answer?: CommitComparison['answer']): Partial<Survey> => {
  const [template] = of.templates ?? []
  const [current, target] = template ? [currentImage(template), targetImage(template)] : []
  return {
    ...images({ ...current, commit: NEWER }, { ...target, commit: OLDER }),
    ...(answer && { comparisons: [{ base: NEWER, head: OLDER, answer }] }),
  }
}
const compared = (status: Comparison['status']): Comparison => ({ status, aheadBy: 1, behindBy: 1, commits: [] })
const problem: GitHubProblem = { problem: 'denied', message: 'no' }

test.each<readonly [string, Partial<Survey>, readonly string[]]>([
  ['built later', later, []],
  ['built earlier', earlier, ['warning image-older']],
  ['built at the same time', images({ created: T }, { created: T }), []],
  ['built at a time that EC2 does not say', images({ created: T }, {}), []],
  ['while the image in use is gone', known({ current: undefined }), []],
  ['behind', committed(later, compared('behind')), ['warning image-behind']],
  ['ahead, though built earlier', committed(earlier, compared('ahead')), []],
  ['diverged, though built earlier', committed(earlier, compared('diverged')), []],
  ['not compared, and built later', committed(later, problem), ['warning commits-not-compared']],
  [
    'not compared, and built earlier',
    committed(earlier, problem),
    ['warning commits-not-compared', 'warning image-older'],
  ],
  ['where GitHub was not asked, and built earlier', committed(earlier), ['warning image-older']],
  [
    'of the same commit, though built earlier',
    images({ created: T, commit: 'c3c3c3c3' }, { created: 0, commit: NEWER }),
    [],
  ],
  ['the one in use', { ...asked(image(OLD)), ...known({ target: image(OLD, { created: 0 }) }) }, []],
])('an image %s', (_, facts, says) => {
  expect(found(facts)).toEqual(says)
  expect(found(facts, { onStale: 'allow' })).toEqual([])
  expect(found(facts, { to: 'previous' })).toEqual([])
  const refused = says.map((each) => (each.endsWith('compared') ? each : each.replace('warning', 'error')))
  expect(found(facts, { onStale: 'refuse' })).toEqual(refused)
})

describe('a newer run', () => {
  const made = (run: string): readonly GroupTemplate[] =>
    known({ versions: [whole(v7), whole(v8, marked(7, v8.image, { id: run, sha: '' }))], target: image('ami-3') })
      .templates
  const rolled = [refresh('Successful', { to: aim(8) })]

  test.each<readonly [string, Partial<Survey>, readonly string[]]>([
    ['that has rolled', { templates: made('43'), refreshes: rolled }, ['warning newer-run']],
    ['with a longer number', { templates: made('101'), refreshes: rolled }, ['warning newer-run']],
    ['that is this one', { templates: made('42'), refreshes: rolled }, []],
    ['that is older', { templates: made('41'), refreshes: rolled }, []],
    ['of which AWS’s history knows nothing', { templates: made('43') }, []],
    ['whose rollout failed', { templates: made('43'), refreshes: [refresh('Failed', { to: aim(8) })] }, []],
    ['that is still rolling', { templates: made('43'), refreshes: [refresh('InProgress', { to: aim(8) })] }, []],
    ['that rolled another version', { templates: made('43'), refreshes: [refresh('Successful', { to: aim(9) })] }, []],
    ['whose id is no number', { templates: made('local'), refreshes: rolled }, []],
  ])('%s', (_, facts, says) => {
    expect(found(facts)).toEqual(says)
  })

  test('is not looked for by a run whose own id is no number', () => {
    expect(found({ templates: made('43'), refreshes: rolled }, { run: { id: 'local', sha: '' } })).toEqual([])
  })
})

test('several templates with the same pair of images say it once', () => {
  const [one] = known({ current: image(OLD, { created: T }), target: image(NEW, { created: T - DAY }) }).templates
  const two = one && { ...one, named: { ...one.named, id: 'lt-2' } }
  expect(found({ templates: [one, two].flatMap((each) => each ?? []) })).toEqual(['warning image-older'])
})
