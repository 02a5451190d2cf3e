import { expect } from 'vitest'
import { provesSwitch } from './proves.ts'
import { scene } from './scene.ts'

const latestOnceDeleted = (rules: Parameters<typeof scene>[0]): readonly unknown[] => {
  const { template } = scene(rules)
  template.createVersion({ data: {} }, 0)
  template.deleteVersion(3)
  const seen = [template.latestVersion, template.find('$Latest')?.number]
  // No number is given twice.
  expect(template.createVersion({ data: {} }, 0).number).toBe(4)
  return seen
}
provesSwitch('latestAfterDeletion', {
  'moves-back': (rules) => expect(latestOnceDeleted({ rules })).toEqual([2, 2]),
  stays: (rules) => expect(latestOnceDeleted({ rules })).toEqual([3, undefined]),
})

const askedTwice = (rules: Parameters<typeof scene>[0]): readonly number[] => {
  const { account, template } = scene(rules)
  const make = () => account.templates.createVersion(template, { data: { ImageId: 'ami-2' } }, 0, 'token').number
  const first = make()
  expect(make()).toBe(first)
  template.deleteVersion(first)
  const second = make()
  expect(make()).toBe(second)
  return [first, second]
}
provesSwitch('tokenOfDeletedVersion', {
  answers: (rules) => expect(askedTwice({ rules })).toEqual([3, 3]),
  makes: (rules) => expect(askedTwice({ rules })).toEqual([3, 4]),
})
