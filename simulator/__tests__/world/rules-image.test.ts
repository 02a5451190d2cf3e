/** Rules of images at the end of their life: each is proved in a world that obeys it and in one that does not. */
import { expect } from 'vitest'
import type { Call } from '../../aws/call.ts'
import { AwsError } from '../../aws/error.ts'
import { iam } from '../../aws/gate/iam.ts'
import { permissionLookup } from '../../aws/gate/permissions.ts'
import { policyOf } from '../../aws/gate/policy.ts'
import { inventoryOf } from '../../aws/inventory.ts'
import { imageArchiveCalls } from '../../aws/services/ec2/image-archive.ts'
import type { Account } from '../../aws/world/account.ts'
import { deprecate, disable, lastLaunchedOf } from '../../aws/world/image-archive.ts'
import { imageReferences } from '../../aws/world/image-references.ts'
import { referenceTypes } from '../../aws/world/recipe.ts'
import type { Rules } from '../../aws/world/rules.ts'
import { provesRule, provesSwitch } from './proves.ts'
import { elapsed, refreshTo2, refusalOf, runUntil, scene, start } from './scene.ts'

provesRule('deprecationIsRounded', (rules) => {
  const { account } = scene({ rules })
  deprecate(account, 'ami-1', start + 130_000)
  expect(account.images.get('ami-1')?.deprecationTime).toBe(new Date(start + 120_000).toISOString())
})

provesRule('deprecationIsNotPast', (rules) => {
  const { account } = scene({ rules })
  expect(refusalOf(() => deprecate(account, 'ami-1', start - 60_000)).code).toBe('InvalidParameterValue')
  expect(account.images.get('ami-1')?.deprecationTime).toBeUndefined()
})

provesRule('disabledImageIsPrivate', (rules) => {
  const { account } = scene({ rules })
  account.image({ id: 'ami-3', public: true, sharedWith: ['210987654321'] })
  disable(account, 'ami-3')
  expect(account.images.get('ami-3')).toMatchObject({ state: 'disabled', public: false, sharedWith: [] })
  account.image({ id: 'ami-4', ownerId: '210987654321' })
  expect(refusalOf(() => disable(account, 'ami-4')).code).toBe('AuthFailure')
})

const usersOf = (
  account: Account,
  imageId: string,
  scope: { states?: readonly string[]; versionDepth?: number } = {},
) => imageReferences(account, [imageId], { types: new Set(referenceTypes), ...scope }).map(({ type }) => type)

provesRule('referencesOfTenVersions', (rules) => {
  const { account, template } = scene({ rules })
  account.image({ id: 'ami-3' })
  template.createVersion({ data: { ImageId: 'ami-3' } }, start)
  for (let i = 0; i < 10; i++) template.createVersion({ data: { ImageId: 'ami-2' } }, start)
  expect(usersOf(account, 'ami-3')).toEqual([])
  expect(usersOf(account, 'ami-3', { versionDepth: 10_000 })).toEqual(['ec2:LaunchTemplate'])
})

provesRule('referencesOfEndedInstances', (rules) => {
  const { account, agenda, group } = scene({ rules })
  refreshTo2(group)
  runUntil(agenda, group, 'Successful')
  agenda.run(120)
  const isInstance = (type: string) => type === 'ec2:Instance'
  expect(usersOf(account, 'ami-1').filter(isInstance)).toHaveLength(6)
  expect(usersOf(account, 'ami-1', { states: ['running'] }).filter(isInstance)).toEqual([])
})

/** What DescribeImageReferences answers for a parameter and an instance, where the parameters may not be read. */
async function withoutParameters(rules: Partial<Rules>): Promise<string | readonly unknown[]> {
  const { account, agenda } = scene({ rules })
  account.parameter('/golden', 'ami-1')
  const input = { ImageIds: ['ami-1'], IncludeAllResourceTypes: true }
  const Action = ['ec2:*', 'imagebuilder:*']
  const gate = iam({
    policy: policyOf({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] }),
    principalOf: () => 'somebody',
    permissions: permissionLookup(inventoryOf(account)),
  })
  const operation = 'DescribeImageReferences'
  const call: Call = { service: 'EC2', operation, input, region: 'eu-west-1', accessKeyId: '', at: agenda.now }
  try {
    const answer = await gate(call, async () => imageArchiveCalls(account).DescribeImageReferences(input))
    const { ImageReferences: found = [] } = answer as { ImageReferences?: readonly { ResourceType?: string }[] }
    return [...new Set(found.map(({ ResourceType }) => ResourceType))]
  } catch (thrown) {
    if (thrown instanceof AwsError) return thrown.code
    throw thrown
  }
}

provesSwitch('referencesWithoutPermission', {
  error: async (rules) => expect(await withoutParameters(rules)).toBe('UnauthorizedOperation'),
  gap: async (rules) => expect(await withoutParameters(rules)).toEqual(['ec2:Instance', 'ec2:LaunchTemplate']),
})

provesRule('launchesAreReportedLate', (rules) => {
  const { account, agenda, group } = scene({ rules })
  const image = account.image({ id: 'ami-2', lastLaunched: '2026-01-01T00:00:00.000Z' })
  refreshTo2(group)
  runUntil(agenda, group, 'Successful')
  expect(lastLaunchedOf(account, image)).toBe('2026-01-01T00:00:00.000Z')
  agenda.run(86_400)
  expect(Date.parse(lastLaunchedOf(account, image) ?? '')).toBeGreaterThan(start)
  expect(elapsed(agenda)).toBeGreaterThan(86_400)
})
