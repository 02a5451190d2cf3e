import { describe, expect, test } from 'vitest'
import { start } from './scene.ts'
import { served } from './service-scene.ts'

describe('ELBv2', () => {
  test('describes each target, or those that are asked for', async () => {
    const { elb, account, group } = await served({ group: { desired: 2 } })
    const [TargetGroupArn] = account.targetGroups.map(({ arn }) => arn)
    const { TargetHealthDescriptions } = await elb.describeTargetHealth({ TargetGroupArn })
    expect(TargetHealthDescriptions).toEqual(
      group.instances.map(({ id }) => ({
        Target: { Id: id, Port: 80 },
        HealthCheckPort: '80',
        TargetHealth: { State: 'healthy' },
      })),
    )
    const asked = await elb.describeTargetHealth({ TargetGroupArn, Targets: [{ Id: 'i-0none' }] })
    expect(asked.TargetHealthDescriptions).toMatchObject([
      { TargetHealth: { State: 'unused', Reason: 'Target.NotRegistered' } },
    ])
    await expect(elb.describeTargetHealth({ TargetGroupArn: 'arn:none' })).rejects.toMatchObject({
      name: 'TargetGroupNotFoundException',
    })
  })

  test('describes target groups, their attributes and the load balancer', async () => {
    const { elb, account } = await served()
    account.targetGroup({ name: 'idle-tg', balanced: false })
    const { TargetGroups } = await elb.describeTargetGroups({})
    const { LoadBalancers } = await elb.describeLoadBalancers({})
    const arn = LoadBalancers?.[0]?.LoadBalancerArn
    expect(TargetGroups).toMatchObject([
      { TargetGroupName: 'web-tg', HealthCheckIntervalSeconds: 10, HealthyThresholdCount: 2, LoadBalancerArns: [arn] },
      { TargetGroupName: 'idle-tg', HealthCheckIntervalSeconds: 30, LoadBalancerArns: [] },
    ])
    const { Attributes } = await elb.describeTargetGroupAttributes({
      TargetGroupArn: TargetGroups?.[0]?.TargetGroupArn,
    })
    expect(Attributes).toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '30' })
  })
})

describe('STS', () => {
  const token = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`
  const good = {
    sub: 'repo:octo/web:ref:refs/heads/main',
    aud: 'sts.amazonaws.com',
    iss: 'https://token.actions.githubusercontent.com',
    exp: start / 1000 + 300,
  }

  test('knows the caller', async () => {
    const { sts } = await served()
    expect(await sts.getCallerIdentity({})).toMatchObject({
      Account: '123456789012',
      Arn: 'arn:aws:iam::123456789012:user/someone',
    })
  })

  test('opens a session for a token that the role trusts', async () => {
    const { sts, account } = await served()
    const RoleArn = account.credentials.role({ name: 'deploy', subject: 'repo:octo/web:*' })
    const { Credentials, AssumedRoleUser } = await sts.assumeRoleWithWebIdentity({
      RoleArn,
      RoleSessionName: 'run-1',
      WebIdentityToken: token(good),
      DurationSeconds: 900,
    })
    expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::123456789012:assumed-role/deploy/run-1')
    expect(Credentials?.Expiration).toEqual(new Date(start + 900_000))
    expect(account.credentials.find(Credentials?.AccessKeyId ?? '')).toMatchObject({ expiresAt: start + 900_000 })
  })

  test.each([
    ['expired', { ...good, exp: start / 1000 - 1 }, 'ExpiredTokenException'],
    ['of another repository', { ...good, sub: 'repo:evil/web:ref:refs/heads/main' }, 'AccessDenied'],
    ['for another audience', { ...good, aud: 'api://other' }, 'AccessDenied'],
    ['without claims', {}, 'InvalidIdentityTokenException'],
  ])('refuses a token that is %s', async (_what, claims, name) => {
    const { sts, account } = await served()
    const RoleArn = account.credentials.role({ name: 'deploy', subject: 'repo:octo/web:*' })
    const assumed = sts.assumeRoleWithWebIdentity({
      RoleArn,
      RoleSessionName: 'run-1',
      WebIdentityToken: token(claims),
    })
    await expect(assumed).rejects.toMatchObject({ name })
  })
})
