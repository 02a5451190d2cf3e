/** Whose image it is: a stranger's is refused unless its owner is allowed, whatever name or parameter led to it. */
import { describe, expect, test } from 'vitest'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import type { ImageSpec } from '../../simulator/aws/world/specification.ts'
import { NEW_IMAGE, OLD_IMAGE, web } from '../../simulator/scenes/web.ts'
import { simulated } from '../scenario.ts'

const STRANGER = '999999999999'
const MARKETPLACE = { ownerId: '679593333241', ownerAlias: 'aws-marketplace', public: true } as const
const AMAZON = { ownerId: '137112412989', ownerAlias: 'amazon', public: true } as const
const quick = { 'max-healthy-percentage': '200' }

/** The group `web`, whose images are of these owners. */
const owned =
  (fresh: Partial<ImageSpec>, old: Partial<ImageSpec> = {}, then: (account: Account) => void = () => {}) =>
  (agenda: Agenda) => {
    const account = web(agenda)
    account.image({ ...account.images.get(NEW_IMAGE), id: NEW_IMAGE, ...fresh })
    account.image({ ...account.images.get(OLD_IMAGE), id: OLD_IMAGE, ...old })
    then(account)
    return account
  }

async function refused(build: (agenda: Agenda) => Account, inputs: Readonly<Record<string, string>> = {}) {
  await using aws = await simulated(build)
  const job = await aws.job({ inputs: { ...quick, ...inputs } })
  expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight', changed: 'false' })
  expect(job.writes).toEqual([])
  return job.log.join('\n')
}

async function rolled(build: (agenda: Agenda) => Account, inputs: Readonly<Record<string, string>> = {}) {
  await using aws = await simulated(build)
  const job = await aws.job({ inputs: { ...quick, ...inputs } })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
  return job.log.join('\n')
}

const shared = { ownerId: STRANGER, shared: true }

describe('an image of another account', () => {
  test('is refused, and the input that allows it is named', async () => {
    const log = await refused(owned(shared))
    expect(log).toContain(`belongs to ${STRANGER}, which is neither this account nor the owner of the image in use`)
    expect(log).toContain(`allowed-image-owners: ${STRANGER}`)
  })

  test('is refused where a parameter leads to it', async () => {
    const build = owned(shared, {}, (account) => account.parameter('/web/ami', NEW_IMAGE))
    expect(await refused(build, { image: 'ssm:/web/ami' })).toContain(STRANGER)
  })

  test('is refused where the image in use is gone, so that nothing can be compared', async () => {
    const log = await refused(owned(shared, { state: 'deregistered' }))
    expect(log).toContain('the owner of the image in use, which no longer exists')
  })

  test('is rolled out where its owner is allowed', () => rolled(owned(shared), { 'allowed-image-owners': STRANGER }))

  test('is rolled out where the image in use is of the same owner', () => rolled(owned(shared, shared)))

  test('is not allowed by the alias of Amazon', async () => {
    expect(await refused(owned(shared), { 'allowed-image-owners': 'amazon' })).toContain(STRANGER)
  })
})

test('Amazon’s own images are allowed by name', () => rolled(owned(AMAZON), { 'allowed-image-owners': 'amazon' }))

describe('of AWS Marketplace, where all vendors share one owner,', () => {
  test('another product than the one in use is refused', async () => {
    const log = await refused(owned({ ...MARKETPLACE, productCode: 'abc1' }, { ...MARKETPLACE, productCode: 'xyz2' }))
    expect(log).toContain('AWS Marketplace, product abc1')
    expect(log).toContain('allowed-image-owners: marketplace:abc1')
  })

  test('the same product is rolled out', () =>
    rolled(owned({ ...MARKETPLACE, productCode: 'abc1' }, { ...MARKETPLACE, productCode: 'abc1' })))

  test('an allowed product is rolled out', () =>
    rolled(owned({ ...MARKETPLACE, productCode: 'abc1' }), { 'allowed-image-owners': 'marketplace:abc1' }))
})

describe('Allowed AMIs of the account', () => {
  const only = (mode: 'enabled' | 'audit-mode') =>
    owned(shared, shared, (account) => {
      account.allowedImages = { mode, providers: ['amazon'] }
    })

  test('that hide the image: said beside “does not exist”, with the command that tells', async () => {
    const log = await refused(only('enabled'))
    expect(log).toContain("the account's Allowed AMIs hide it")
    expect(log).toContain('aws ec2 get-allowed-images-settings')
  })

  test('that only audit: rolled out, with a warning', async () => {
    expect(await rolled(only('audit-mode'))).toContain('once enabled, they hide it and its launches fail')
  })
})
