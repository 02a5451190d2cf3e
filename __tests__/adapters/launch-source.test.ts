/** A mixed instances policy goes to AWS as it came, but for the versions: what a request leaves out, the group loses. */
import type { MixedInstancesPolicy } from '@aws-sdk/client-auto-scaling'
import { describe, expect, test } from 'vitest'
import { refreshTarget, savedIn, sourceWith } from '../../src/aws/launch-source.ts'
import type { Group } from '../../src/rollout/model/group.ts'

const named = (id: string, name: string, Version: string) => ({
  LaunchTemplateId: id,
  LaunchTemplateName: name,
  Version,
})

/** As AWS describes it: every member that the API has, templates by id and name both. */
const described: MixedInstancesPolicy = {
  LaunchTemplate: {
    LaunchTemplateSpecification: named('lt-1', 'web', '7'),
    Overrides: [
      { InstanceType: 'm5.large', WeightedCapacity: '4' },
      {
        InstanceType: 'm7g.large',
        WeightedCapacity: '2',
        LaunchTemplateSpecification: named('lt-2', 'arm', '$Latest'),
        ImageId: 'ami-1',
      },
      { LaunchTemplateSpecification: named('lt-1', 'web', '7'), InstanceType: 'c6i.large' },
      {
        InstanceRequirements: {
          VCpuCount: { Min: 2, Max: 8 },
          MemoryMiB: { Min: 4096 },
          CpuManufacturers: ['intel'],
          ExcludedInstanceTypes: ['t3.*'],
          BaselinePerformanceFactors: { Cpu: { References: [{ InstanceFamily: 'm6i' }] } },
        },
      },
    ],
  },
  InstancesDistribution: {
    OnDemandAllocationStrategy: 'prioritized',
    OnDemandBaseCapacity: 2,
    OnDemandPercentageAboveBaseCapacity: 25,
    SpotAllocationStrategy: 'lowest-price',
    SpotInstancePools: 3,
    SpotMaxPrice: '0.05',
  },
}

/** The same, with these versions and without a name. */
const expected = (web: string, arm: string): unknown =>
  JSON.parse(JSON.stringify(described), (key, value: unknown) => {
    if (key === 'LaunchTemplateName') return undefined
    const isNamed = typeof value === 'object' && value !== null && 'LaunchTemplateId' in value
    return isNamed ? { ...value, Version: value.LaunchTemplateId === 'lt-1' ? web : arm } : value
  })

const group = (source: Parameters<typeof savedIn>[0]): Pick<Group, 'mixed'> => savedIn(source, [])

describe('a policy', () => {
  test('is sent with all its members, other versions, and templates by their ids', () => {
    const choices = [
      { id: 'lt-1', version: 8 },
      { id: 'lt-2', version: 4 },
    ]
    const sent = sourceWith(group({ MixedInstancesPolicy: described }), choices)
    expect(JSON.parse(JSON.stringify(sent))).toEqual({ MixedInstancesPolicy: expected('8', '4') })
  })

  test('keeps the version of a template that no choice names', () => {
    const sent = sourceWith(group({ MixedInstancesPolicy: described }), [{ id: 'lt-1', version: '$Default' }])
    expect(JSON.parse(JSON.stringify(sent))).toEqual({ MixedInstancesPolicy: expected('$Default', '$Latest') })
  })

  test('without overrides is sent without', () => {
    const bare = { LaunchTemplate: { LaunchTemplateSpecification: named('lt-1', 'web', '7') } }
    const sent = sourceWith(group({ MixedInstancesPolicy: bare }), [{ id: 'lt-1', version: 8 }])
    expect(sent).toEqual({
      MixedInstancesPolicy: {
        LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateId: 'lt-1', Version: '8' } },
      },
    })
  })

  test('is read as the templates that it names, each once for each version, and its overrides', () => {
    expect(savedIn({ MixedInstancesPolicy: described }, [])).toEqual({
      form: 'mixed-instances-policy',
      templates: [
        { id: 'lt-1', name: 'web', version: '7' },
        { id: 'lt-2', name: 'arm', version: '$Latest' },
      ],
      mixed: {
        whole: described,
        unknown: [],
        overrides: [
          { type: 'm5.large', byAttributes: false },
          { type: 'm7g.large', template: 'lt-2', image: 'ami-1', byAttributes: false },
          { type: 'c6i.large', template: 'lt-1', byAttributes: false },
          { byAttributes: true },
        ],
      },
    })
  })
})

test('a template alone is sent alone', () => {
  const source = { LaunchTemplate: named('lt-1', 'web', '$Latest') }
  expect(sourceWith(group(source), [{ id: 'lt-1', version: 8 }])).toEqual({
    LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '8' },
  })
  expect(savedIn(source, [])).toEqual({
    form: 'launch-template',
    templates: [{ id: 'lt-1', name: 'web', version: '$Latest' }],
  })
})

test('neither is a launch configuration', () => {
  expect(savedIn({}, [])).toEqual({ form: 'launch-configuration', templates: [] })
})

describe('where a refresh goes', () => {
  test.each([
    ['nowhere that it says', undefined, {}],
    ['to a template', { LaunchTemplate: named('lt-1', 'web', '8') }, { to: [{ template: 'lt-1', version: '8' }] }],
    [
      'to a policy',
      { MixedInstancesPolicy: described },
      {
        to: [
          { template: 'lt-1', version: '7' },
          { template: 'lt-2', version: '$Latest' },
        ],
      },
    ],
    ['to a template by its name alone', { LaunchTemplate: { LaunchTemplateName: 'web', Version: '8' } }, {}],
    [
      'to a template without a version, which AWS takes as the default',
      { LaunchTemplate: { LaunchTemplateId: 'lt-1' } },
      { to: [{ template: 'lt-1', version: '$Default' }] },
    ],
  ])('%s', (_, source, to) => {
    expect(refreshTarget(source)).toEqual(to)
  })
})
