import { describe, expect, test } from 'vitest'
import { refusalOf, scene } from './scene.ts'

describe('a new version', () => {
  test('takes over all of its source but what is given', () => {
    const { account } = scene()
    const content = {
      ImageId: 'ami-1',
      InstanceType: 't3.micro',
      IamInstanceProfile: { Name: 'web' },
      UserData: 'IyEvYmluL3No',
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'team', Value: 'web' }] }],
      MetadataOptions: { HttpTokens: 'required' },
    }
    const template = account.template({ name: 'rich', versions: [content] })
    const version = template.createVersion({ data: { ImageId: 'ami-2' }, sourceVersion: '1' }, 0)
    expect(version).toMatchObject({ number: 2, data: { ...content, ImageId: 'ami-2' } })
    expect(template.version('1').data).toEqual(content)
  })

  test('without a source has only what is given', () => {
    const { template } = scene()
    expect(template.createVersion({ data: { ImageId: 'ami-2' } }, 0).data).toEqual({ ImageId: 'ami-2' })
  })

  test('drops the snapshots of the source’s disks, unless they are given again', () => {
    const { account } = scene()
    const disk = { DeviceName: '/dev/xvda', Ebs: { SnapshotId: 'snap-1', VolumeSize: 20 } }
    const template = account.template({ name: 'disk', versions: [{ ImageId: 'ami-1', BlockDeviceMappings: [disk] }] })
    const inherited = template.createVersion({ data: { ImageId: 'ami-2' }, sourceVersion: '1' }, 0)
    const given = template.createVersion({ data: { BlockDeviceMappings: [disk] }, sourceVersion: '1' }, 0)
    expect(inherited.data.BlockDeviceMappings).toEqual([{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 20 } }])
    expect(given.data.BlockDeviceMappings).toEqual([disk])
  })

  test('is made once for each client token', () => {
    const { account, template } = scene()
    const make = (image: string) => account.templates.createVersion(template, { data: { ImageId: image } }, 0, 'token')
    expect(make('ami-2').number).toBe(3)
    expect(make('ami-2').number).toBe(3)
    expect(template.latestVersion).toBe(3)
    expect(refusalOf(() => make('ami-1')).code).toBe('IdempotentParameterMismatch')
  })

  test('never gets a number that was given before', () => {
    const { template } = scene()
    template.createVersion({ data: {} }, 0)
    expect(template.deleteVersion(3)).toBe('deleted')
    expect(template.createVersion({ data: {} }, 0).number).toBe(4)
  })
})

describe('an alias', () => {
  test('means the latest or the default version of the moment', () => {
    const { template } = scene()
    expect([template.version('$Latest').number, template.version('$Default').number]).toEqual([2, 1])
    template.createVersion({ data: {} }, 0)
    template.setDefault('2')
    expect([template.version('$Latest').number, template.version('$Default').number]).toEqual([3, 2])
  })

  test('falls back when the latest version is deleted', () => {
    const { template } = scene()
    template.deleteVersion(2)
    expect(template.version('$Latest').number).toBe(1)
  })
})

test('the default version and one that is not there cannot be deleted', () => {
  const { template } = scene()
  expect(template.deleteVersion(1)).toBe('unexpectedError')
  expect(template.deleteVersion(9)).toBe('launchTemplateVersionDoesNotExist')
})

test.each([
  [
    { id: 'lt-none' },
    'InvalidLaunchTemplateId.NotFound',
    'The specified launch template, with template ID lt-none, does not exist.',
  ],
  [
    { name: 'none' },
    'InvalidLaunchTemplateName.NotFoundException',
    'The specified launch template, with template name none, does not exist.',
  ],
])('a template that is not there: %o', (wanted, code, message) => {
  const { account } = scene()
  expect(refusalOf(() => account.templates.find(wanted))).toEqual({ code, message })
})

test('a version that is not there is told with number and template', () => {
  const { template } = scene()
  expect(refusalOf(() => template.version('9'))).toEqual({
    code: 'InvalidLaunchTemplateId.VersionNotFound',
    message: `Could not find the specified version 9 for the launch template with ID ${template.id}.`,
  })
})
