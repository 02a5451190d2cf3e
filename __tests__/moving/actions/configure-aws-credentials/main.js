// In the place of aws-actions/configure-aws-credentials: a token of GitHub's for a session of the role, in the environment of the job.
import { appendFileSync } from 'node:fs'

const { env } = process
const asked = await fetch(`${env.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=sts.amazonaws.com`, {
  headers: { authorization: `Bearer ${env.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` },
})
const { value: token } = await asked.json()
const answer = await fetch(env.AWS_ENDPOINT_URL ?? '', {
  method: 'POST',
  body: new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: env['INPUT_ROLE-TO-ASSUME'] ?? '',
    RoleSessionName: 'GitHubActions',
    WebIdentityToken: token,
  }),
})
const text = await answer.text()
if (!answer.ok) throw new Error(text)
const member = (name) => new RegExp(`<${name}>(.*)</${name}>`).exec(text)?.[1] ?? ''
const variables = {
  AWS_REGION: env['INPUT_AWS-REGION'],
  AWS_ACCESS_KEY_ID: member('AccessKeyId'),
  AWS_SECRET_ACCESS_KEY: member('SecretAccessKey'),
  AWS_SESSION_TOKEN: member('SessionToken'),
}
console.log(`::add-mask::${variables.AWS_SECRET_ACCESS_KEY}`)
for (const [name, value] of Object.entries(variables)) appendFileSync(env.GITHUB_ENV ?? '', `${name}=${value}\n`)
