/** Tags of groups. */
import type { Filter, Tag, TagDescription } from '@aws-sdk/client-auto-scaling'
import type { Account } from '../../world/account.ts'
import type { GroupTag } from '../../world/configuration.ts'
import type { Group } from '../../world/group.ts'
import { refuse } from '../../world/refusal.ts'
import { type AutoScalingHandlers, autoScalingPage, nextToken, writableGroupOf } from './common.ts'

/** Handlers for groups' tags. */
export const tagCalls = (account: Account) =>
  ({
    CreateOrUpdateTags: ({ Tags = [] }) => {
      for (const [group, tag] of withGroups(account, Tags)) {
        const { Key: key = '', Value: value = '', PropagateAtLaunch: propagateAtLaunch = false } = tag
        group.tags.set(key, { key, value, propagateAtLaunch })
      }
      return {}
    },
    DeleteTags: ({ Tags = [] }) => {
      for (const [group, { Key = '' }] of withGroups(account, Tags)) group.tags.delete(Key)
      return {}
    },
    DescribeTags: (input) => {
      const all = [...account.groups.values()].flatMap((group) =>
        [...group.tags.values()].map((tag) => tagDescription(group.name, tag)),
      )
      const wanted = all.filter((tag) => (input.Filters ?? []).every((filter) => passes(tag, filter)))
      const page = autoScalingPage(wanted, input, {
        key: ({ ResourceId, Key }) => `${ResourceId} ${Key}`,
        usual: 50,
        most: 100,
      })
      return { Tags: [...page.records], ...nextToken(page) }
    },
  }) satisfies AutoScalingHandlers

/** All groups are found before any tag is written. */
const withGroups = (account: Account, tags: readonly Tag[]): readonly (readonly [Group, Tag])[] =>
  tags.map((tag) => [writableGroupOf(account, tag.ResourceId), tag] as const)

function passes(tag: TagDescription, { Name, Values = [] }: Filter): boolean {
  switch (Name) {
    case 'auto-scaling-group':
      return Values.includes(tag.ResourceId ?? '')
    case 'key':
      return Values.includes(tag.Key ?? '')
    case 'value':
      return Values.includes(tag.Value ?? '')
    case 'propagate-at-launch':
      return Values.includes(String(tag.PropagateAtLaunch))
    default:
      throw refuse.validation(`Filter type ${Name} is not correct.`) // the simulator's wording
  }
}

/** A group's tag as Auto Scaling describes it. */
export const tagDescription = (group: string, { key, value, propagateAtLaunch }: GroupTag): TagDescription => ({
  ResourceId: group,
  ResourceType: 'auto-scaling-group',
  Key: key,
  Value: value,
  PropagateAtLaunch: propagateAtLaunch,
})
