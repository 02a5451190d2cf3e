/**
 * `npm run setup -- --group web --repository octo-org/shop`: reads the group in AWS, and prints policy, trust and workflows
 * with its names filled in. It only reads; what is printed is put in place by hand.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Choice, choose, USAGE } from './setup/choice.ts'
import { type Setup, setupOf } from './setup/files.ts'
import { readGroup } from './setup/group.ts'
import { NO_CREDENTIALS } from './shell.ts'

const filesOf = ({ policy, trust, deploy, rollback }: Setup): Readonly<Record<string, string>> => ({
  'policy.json': `${JSON.stringify(policy, null, 2)}\n`,
  'trust.json': `${JSON.stringify(trust, null, 2)}\n`,
  'deploy.yml': deploy,
  'rollback.yml': rollback,
})

async function run({ group, region, wishes, out }: Choice): Promise<void> {
  const facts = await readGroup(group, region)
  const setup = setupOf(facts, wishes)
  const say = (text: string) => process.stdout.write(`${text}\n`)
  say(`Group ${group} in ${region}, account ${facts.account}: launch template ${facts.templates.join(', ')}\n`)
  const files = Object.entries(filesOf(setup))
  if (out === undefined)
    for (const [name, text] of files) say(`--- ${name.endsWith('.yml') ? '.github/workflows/' : ''}${name}\n${text}`)
  else {
    mkdirSync(out, { recursive: true })
    for (const [name, text] of files) writeFileSync(join(out, name), text)
    say(`Wrote ${files.map(([name]) => join(out, name)).join(', ')}.\n`)
  }
  say(`--- commands\n${setup.commands}`)
  say(`--- by hand\n${setup.notes.map((note) => `- ${note}`).join('\n')}`)
}

try {
  const choice = choose(process.argv.slice(2), process.env)
  if (choice === undefined) process.stdout.write(`${USAGE}\n`)
  else
    await run(choice).catch((error: unknown) => {
      process.stderr.write(`${wordsOf(error)}\n`)
      process.exitCode = 1
    })
} catch (error) {
  process.stderr.write(`${wordsOf(error)}\n\n${USAGE}\n`)
  process.exitCode = 2
}

/** AWS's errors by their code and message. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'CredentialsProviderError') return NO_CREDENTIALS
  return error.name === 'Error' || error.name === 'TypeError' ? error.message : `${error.name}: ${error.message}`
}
