import { describe, expect, test } from 'vitest'
import { refusalOf, runUntil, scene, start } from './scene.ts'
import { served } from './service-scene.ts'

const ARN = 'arn:aws:ssm:eu-west-1:123456789012:parameter/web/ami'

/** `/web/ami` with three versions: `stable` moved from the first to the second. */
async function servedParameter() {
  const world = await served()
  world.account.parameter('/web/ami', 'ami-1', { labels: ['stable'] })
  world.agenda.run(60)
  world.account.parameter('/web/ami', 'ami-2', { labels: ['stable', 'green'] })
  world.account.parameter('/web/ami', 'ami-3')
  return world
}

describe('Systems Manager', () => {
  test.each([
    ['the newest', '/web/ami', 'ami-3', 3, undefined],
    ['a version', '/web/ami:1', 'ami-1', 1, ':1'],
    ['a label, where it was moved to', '/web/ami:stable', 'ami-2', 2, ':stable'],
    ['an ARN', ARN, 'ami-3', 3, undefined],
    ['an ARN with a version', `${ARN}:2`, 'ami-2', 2, ':2'],
  ])('gives %s', async (_what, Name, Value, Version, Selector) => {
    const { ssm } = await servedParameter()
    const { Parameter } = await ssm.getParameter({ Name })
    expect(Parameter).toMatchObject({
      Name: '/web/ami',
      Value,
      Version,
      ARN,
      Type: 'String',
      DataType: 'aws:ec2:image',
    })
    expect(Parameter?.Selector).toBe(Selector)
    expect(Parameter?.LastModifiedDate).toEqual(new Date(Version === 1 ? start : start + 60_000))
  })

  test.each([
    ['/none', 'ParameterNotFound'],
    ['/web/ami:9', 'ParameterVersionNotFound'],
    ['/web/ami:blue', 'ParameterVersionNotFound'],
  ])('does not find %s', async (Name, name) => {
    const { ssm } = await servedParameter()
    await expect(ssm.getParameter({ Name })).rejects.toMatchObject({ name })
  })

  test('gives the type of what is no plain text, and a secret only as it is encrypted', async () => {
    const { ssm, account } = await servedParameter()
    account.parameter('/web/amis', 'ami-1,ami-2', { type: 'StringList' })
    account.parameter('/web/secret', 'ami-1', { type: 'SecureString' })
    const { Parameter: list } = await ssm.getParameter({ Name: '/web/amis' })
    expect(list).toMatchObject({ Type: 'StringList', Value: 'ami-1,ami-2', DataType: 'text' })
    const { Parameter: secret } = await ssm.getParameter({ Name: '/web/secret' })
    expect(secret).toMatchObject({ Type: 'SecureString' })
    expect(secret?.Value).not.toContain('ami-1')
  })

  test('writes the next version of a text at once, and refuses what is there without Overwrite', async () => {
    const { ssm, account } = await servedParameter()
    account.parameter('/web/text', 'ami-1', { dataType: 'text' })
    await expect(ssm.putParameter({ Name: '/web/text', Value: 'ami-2' })).rejects.toMatchObject({
      name: 'ParameterAlreadyExists',
    })
    await expect(ssm.putParameter({ Name: '/web/new', Value: 'ami-2' })).rejects.toMatchObject({
      name: 'ValidationException',
    })
    expect(await ssm.putParameter({ Name: '/web/text', Value: 'ami-2', Overwrite: true })).toMatchObject({ Version: 2 })
    const { Parameter } = await ssm.getParameter({ Name: '/web/text' })
    expect(Parameter).toMatchObject({ Value: 'ami-2', Version: 2, DataType: 'text' })
  })

  test('finds what another account shares by its full ARN alone', async () => {
    const { ssm, account } = await servedParameter()
    const shared = 'arn:aws:ssm:eu-west-1:111122223333:parameter/golden/ami'
    account.parameter(shared, 'ami-1', { labels: ['stable'] })
    const { Parameter } = await ssm.getParameter({ Name: `${shared}:stable` })
    expect(Parameter).toMatchObject({ Value: 'ami-1', ARN: shared, Selector: ':stable' })
    await expect(ssm.getParameter({ Name: '/golden/ami' })).rejects.toMatchObject({ name: 'ParameterNotFound' })
  })

  test('finds a name without a slash by its ARN', async () => {
    const { ssm, account } = await servedParameter()
    account.parameter('web-ami', 'ami-9')
    const { Parameter } = await ssm.getParameter({ Name: ARN.replace('/web/ami', '/web-ami') })
    expect(Parameter).toMatchObject({ Name: 'web-ami', Value: 'ami-9' })
  })

  test('gives several at once, and lists what is missing', async () => {
    const { ssm } = await servedParameter()
    const { Parameters, InvalidParameters } = await ssm.getParameters({
      Names: ['/web/ami:green', '/none', '/web/ami:9'],
    })
    expect(Parameters).toMatchObject([{ Value: 'ami-2' }])
    expect(InvalidParameters).toEqual(['/none', '/web/ami:9'])
  })
})

describe('a template that names its image by a parameter', () => {
  function parameterised(reference = '/web/ami') {
    const world = scene()
    world.account.parameter('/web/ami', 'ami-1', { labels: ['stable'] })
    world.account.template({ name: 'ssm', versions: [{ ImageId: `resolve:ssm:${reference}` }, { ImageId: 'ami-1' }] })
    const group = world.account.group({ name: 'ssm', template: { name: 'ssm', version: '1' }, desired: 1 })
    return { ...world, group }
  }

  test.each([
    ['/web/ami', 'ami-2'],
    ['/web/ami:1', 'ami-1'],
    ['/web/ami:stable', 'ami-1'],
    [ARN, 'ami-2'],
  ])('as %s launches what that means at the time', (reference, imageId) => {
    const { account } = parameterised(reference)
    account.parameter('/web/ami', 'ami-2')
    expect(account.nextLaunch('ssm').imageId).toBe(imageId)
  })

  test('is refreshed to the parameter’s new value by a plain refresh, which cannot be rolled back', () => {
    const { agenda, account, group } = parameterised()
    account.parameter('/web/ami', 'ami-2')
    group.startRefresh()
    runUntil(agenda, group, 'InProgress')
    expect(refusalOf(() => group.rollbackRefresh()).code).toBe('IrreversibleInstanceRefreshFault')
    runUntil(agenda, group, 'Successful')
    expect(account.truth('ssm')).toMatchObject([{ imageId: 'ami-2' }])
  })

  test('can be given to a group by an update, but not by a refresh', () => {
    const { account, group } = parameterised()
    const plain = account.groups.get('web')
    const template = { name: 'ssm', version: '1' }
    expect(refusalOf(() => plain?.startRefresh({ template })).code).toBe('ValidationError')
    plain?.update({ template })
    expect(plain?.configuration.template).toMatchObject({ name: 'ssm', version: '1' })
    expect(refusalOf(() => group.startRefresh({ template: { name: 'ssm', version: '2' } })).code).toBe(
      'ValidationError',
    )
  })

  test('takes a refresh again once the group is pinned to an image', () => {
    const { agenda, group } = parameterised()
    group.update({ template: { name: 'ssm', version: '2' } })
    group.startRefresh({ template: { name: 'web', version: '2' }, preferences: { AutoRollback: true } })
    runUntil(agenda, group, 'Successful')
  })
})
