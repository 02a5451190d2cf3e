/**
 * `npm run setup -- --group web --repository octo-org/shop`: reads the group in AWS, and prints policy, trust and workflow
 * with its names filled in. It only reads; what is printed is put in place by hand.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Choice, choose, USAGE } from './setup/choice.ts'
import { type Setup, setupOf } from './setup/files.ts'
import { readGroup } from './setup/group.ts'

const filesOf = ({ policy, trust, workflow }: Setup): Readonly<Record<string, string>> => ({
  'policy.json': `${JSON.stringify(policy, null, 2)}\n`,
  'trust.json': `${JSON.stringify(trust, null, 2)}\n`,
  'deploy.yml': workflow,
})

async function run({ group, region, wishes, out }: Choice): Promise<void> {
  const facts = await readGroup(group, region)
  const setup = setupOf(facts, wishes)
  const say = (text: string) => process.stdout.write(`${text}\n`)
  say(`Group ${group} in ${region}, account ${facts.account}: launch template ${facts.templates.join(', ')}\n`)
  for (const [name, text] of Object.entries(filesOf(setup))) {
    say(`--- ${name === 'deploy.yml' ? '.github/workflows/deploy.yml' : name}\n${text}`)
    if (out === undefined) continue
    mkdirSync(out, { recursive: true })
    writeFileSync(join(out, name), text)
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
  return error.name === 'Error' || error.name === 'TypeError' ? error.message : `${error.name}: ${error.message}`
}
