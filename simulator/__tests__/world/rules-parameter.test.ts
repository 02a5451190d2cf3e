import { expect } from 'vitest'
import { provesDuration, provesRule } from './proves.ts'
import { served } from './service-scene.ts'

const put = { Name: '/web/ami', Overwrite: true } as const

provesDuration('imageParameterValidatedAfter', async (seconds, rules) => {
  const { account, agenda, ssm } = await served({ rules })
  account.parameter('/web/ami', 'ami-1')
  await ssm.putParameter({ ...put, Value: 'ami-2' })
  const value = async () => (await ssm.getParameter({ Name: '/web/ami' })).Parameter?.Value
  agenda.run(seconds - 1)
  expect(await value()).toBe('ami-1')
  agenda.run(1)
  expect(await value()).toBe('ami-2')
})

provesRule('invalidImageIsNotWritten', async (rules) => {
  const { account, agenda, ssm } = await served({ rules })
  account.parameter('/web/ami', 'ami-1')
  await ssm.putParameter({ ...put, Value: 'ami-none' })
  agenda.run(600)
  expect((await ssm.getParameter({ Name: '/web/ami' })).Parameter).toMatchObject({ Value: 'ami-1', Version: 1 })
})
