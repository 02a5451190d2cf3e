import { describe, expect, test } from 'vitest'
import { refreshTo2, refusalOf, runUntil, scene } from './scene.ts'

const to2 = { template: { name: 'web', version: '2' } }

describe('starting a refresh is refused', () => {
  test.each(['Pending', 'InProgress', 'Baking'] as const)('while another is %s', (status) => {
    const { agenda, group } = scene()
    refreshTo2(group, { BakeTime: 600 })
    runUntil(agenda, group, status)
    expect(refusalOf(() => refreshTo2(group))).toEqual({
      code: 'InstanceRefreshInProgressFault',
      message: 'An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.',
    })
  })

  test.each(['Cancelling', 'RollbackInProgress'] as const)('while another is %s', (status) => {
    const { agenda, group } = scene()
    refreshTo2(group)
    agenda.run(20)
    if (status === 'Cancelling') group.cancelRefresh()
    else group.rollbackRefresh()
    runUntil(agenda, group, status)
    expect(refusalOf(() => refreshTo2(group)).code).toBe('InstanceRefreshInProgressFault')
  })

  test('with auto rollback and no desired configuration', () => {
    const { group } = scene()
    expect(refusalOf(() => group.startRefresh({ preferences: { AutoRollback: true } }))).toEqual({
      code: 'ValidationError',
      message:
        "The request isn't valid. The AutoRollback parameter cannot be set to true when the DesiredConfiguration parameter is empty. Set AutoRollback to false or specify a desired configuration and try again.",
    })
  })

  test.each(['$Latest', '$Default'])(
    'with auto rollback from the alias %s; the desired version itself may be one',
    (version) => {
      const { group } = scene({ version })
      expect(refusalOf(() => refreshTo2(group, { AutoRollback: true })).code).toBe('ValidationError')
      const numbered = scene().group
      const request = { template: { name: 'web', version }, preferences: { AutoRollback: true } }
      expect(numbered.startRefresh(request)).toMatch(/^[0-9a-f-]{36}$/)
    },
  )

  test.each([
    [
      { MinHealthyPercentage: 50, MaxHealthyPercentage: 160 },
      'The difference between MaxHealthyPercentage and MinHealthyPercentage must be less than or equal to 100',
    ],
    [
      { CheckpointPercentages: [50, 20] },
      'Checkpoint percentages must be sorted in ascending order with no duplicates.',
    ],
    [
      { CheckpointPercentages: [20, 20] },
      'Checkpoint percentages must be sorted in ascending order with no duplicates.',
    ],
  ])('with %o', (preferences, message) => {
    const { group } = scene()
    expect(refusalOf(() => group.startRefresh({ ...to2, preferences }))).toEqual({ code: 'ValidationError', message })
  })

  test.each([
    ['a maximum without a minimum', { MaxHealthyPercentage: 120 }],
    ['a checkpoint delay without checkpoints', { CheckpointDelay: 60 }],
  ])('with %s', (_what, preferences) => {
    const { group } = scene()
    expect(refusalOf(() => group.startRefresh({ ...to2, preferences })).code).toBe('ValidationError')
  })

  test.each([
    ['that is not there', { ImageId: 'ami-404' }, "The image id '[ami-404]' does not exist"],
    ['that is no image', { ImageId: 'nonsense' }, 'Invalid id: "nonsense" (expecting "ami-...")'],
    [
      'of another architecture',
      { ImageId: 'ami-2', InstanceType: 'c7g.large' },
      "The architecture 'arm64' of the specified instance type does not match the architecture 'x86_64' of the specified AMI.",
    ],
    ['that is no longer available', { ImageId: 'ami-off' }, "The image ID: 'ami-off' is no longer available"],
  ])('to an image %s', (_what, data, complaint) => {
    const { account, template, group } = scene()
    account.image({ id: 'ami-off', state: 'disabled' })
    template.createVersion({ data }, 0)
    const { code, message } = refusalOf(() => group.startRefresh({ template: { name: 'web', version: '3' } }))
    expect(code).toBe('ValidationError')
    expect(message).toContain(`You must use a valid fully-formed launch template. ${complaint}`)
    expect(group.refreshes.all).toEqual([])
  })

  test('to a version that is not there', () => {
    const { template, group } = scene()
    expect(refusalOf(() => group.startRefresh({ template: { name: 'web', version: '9' } }))).toEqual({
      code: 'ValidationError',
      message: `You must use a valid fully-formed launch template. Could not find the specified version 9 for the launch template with ID ${template.id}.`,
    })
  })

  test('with a desired configuration or skip matching when the group’s image is a parameter', () => {
    const { account, group: plain } = scene()
    account.parameter('/web/ami', 'ami-2')
    account.template({ name: 'ssm', versions: [{ ImageId: 'resolve:ssm:/web/ami' }] })
    const group = account.group({ name: 'ssm', template: { name: 'ssm', version: '1' }, desired: 1 })
    expect(refusalOf(() => group.startRefresh(to2)).code).toBe('ValidationError')
    expect(refusalOf(() => group.startRefresh({ preferences: { SkipMatching: true } })).code).toBe('ValidationError')
    expect(group.startRefresh()).not.toBe('')
    expect(plain.refreshes.all).toEqual([])
  })
})

test('a private image that is not shared makes the whole template one that we may not use', () => {
  const { account, template, group } = scene()
  account.image({ id: 'ami-secret', ownerId: '999999999999', shared: false })
  template.createVersion({ data: { ImageId: 'ami-secret' } }, 0)
  expect(refusalOf(() => group.startRefresh({ template: { name: 'web', version: '3' } }))).toEqual({
    code: 'AccessDenied',
    message: `You are not authorized to use launch template: ${template.id}`,
  })
})

test('a template is named by its id or by its name, and a desired configuration holds a template or a policy', () => {
  const { template, group } = scene()
  const both = { template: { id: template.id, name: 'web', version: '2' } }
  expect(refusalOf(() => group.startRefresh(both))).toEqual({
    code: 'ValidationError',
    message: 'Valid requests must contain either launchTemplateId or LaunchTemplateName',
  })
  expect(refusalOf(() => group.startRefresh({ ...to2, mixed: { template: to2.template } })).code).toBe(
    'ValidationError',
  )
})

test('a group cannot be given a template that would not launch', () => {
  const { template, group } = scene()
  template.createVersion({ data: { ImageId: 'ami-404' } }, 0)
  expect(refusalOf(() => group.update({ template: { name: 'web', version: '3' } }))).toEqual({
    code: 'ValidationError',
    message: "You must use a valid fully-formed launch template. The image id '[ami-404]' does not exist",
  })
  expect(group.configuration.template.version).toBe('1')
})

describe('while a refresh with a desired configuration is active', () => {
  test('the template cannot be changed, the size can', () => {
    const { group } = scene()
    refreshTo2(group)
    expect(refusalOf(() => group.update({ template: { name: 'web', version: '2' } }))).toEqual({
      code: 'ValidationError',
      message:
        'An active instance refresh with a desired configuration exists. All configuration options derived from the desired configuration are not available for update while the instance refresh is active.',
    })
    group.update({ max: 20, desired: 7 })
    expect(group.configuration).toMatchObject({ max: 20, desired: 7 })
  })

  test('but under a refresh without one it can', () => {
    const { group } = scene()
    group.startRefresh()
    group.update({ template: { name: 'web', version: '2' } })
    expect(group.configuration.template.version).toBe('2')
  })
})

describe('cancel and rollback are refused', () => {
  const none = (what: string) => `No in progress or ${what} Instance Refresh found for Auto Scaling group web.`

  test('when nothing is active', () => {
    const { agenda, group } = scene({ group: { desired: 0 } })
    const tries = () => [refusalOf(() => group.cancelRefresh()), refusalOf(() => group.rollbackRefresh())]
    const refusals = [
      { code: 'ActiveInstanceRefreshNotFoundFault', message: none('pending') },
      { code: 'ActiveInstanceRefreshNotFoundFault', message: none('baking') },
    ]
    expect(tries()).toEqual(refusals)
    refreshTo2(group)
    runUntil(agenda, group, 'Successful')
    expect(tries()).toEqual(refusals)
  })

  test.each([
    ['there is no desired configuration', '1', undefined],
    ['the group is on $Latest', '$Latest', { name: 'web', version: '2' }],
    ['the group is on $Default', '$Default', { name: 'web', version: '2' }],
  ])('rollback, when %s', (_why, version, template) => {
    const { agenda, group } = scene({ version })
    group.startRefresh(template ? { template } : {})
    runUntil(agenda, group, 'InProgress')
    expect(refusalOf(() => group.rollbackRefresh()).code).toBe('IrreversibleInstanceRefreshFault')
  })

  test('rollback, while the refresh is still pending', () => {
    const { group } = scene()
    refreshTo2(group)
    expect(refusalOf(() => group.rollbackRefresh()).code).toBe('ActiveInstanceRefreshNotFoundFault')
  })
})
