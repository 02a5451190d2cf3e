/** Text from outside is data: it never becomes a workflow command and never breaks the summary. */
import { expect, test } from 'vitest'
import { web } from '../../simulator/scenes/web.ts'
import { golden, simulated } from '../scenario.ts'

const GROUP = 'web|`$(id)`<img src=x onerror=alert(1)>::error::gotcha ##[error]x @octocat [a](javascript:b) \u202Eevil'
const TEMPLATE = 'web-(x)/::set-output'

test('hostile names: shown, never carried out', async () => {
  await using aws = await simulated((agenda) => web(agenda, { groupName: GROUP, templateName: TEMPLATE }), {
    group: GROUP,
  })
  const job = await aws.job({ inputs: { 'auto-scaling-group': GROUP } })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
  expect(job.annotations).toEqual([])
  expect(job.summary).not.toMatch(/<img|\u202E|(?<!\\)\]\(javascript:/)
  await golden(import.meta.url, 'names', aws, [job])
})

test('user data may hold secrets: it stands in nothing that the run writes', async () => {
  await using aws = await simulated((agenda) => web(agenda, { groupName: 'web' }))
  const secret = aws.account.templates.all[0]?.version('7').data.UserData ?? ''
  expect(secret.length).toBeGreaterThan(10)
  const job = await aws.job()
  const written = [
    ...job.log,
    job.summary,
    job.report,
    ...Object.values(job.outputs),
    ...job.annotations.map(({ message }) => message),
  ].join('\n')
  expect(written, 'the version whose user data it is').toContain('ami-')
  expect(written).not.toContain(secret)
})
