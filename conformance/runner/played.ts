/** Plays an example of the documentation. */
import { type Case, expected } from '../part.ts'
import { localConfigure } from './configure.ts'
import { type Ends, type Example, FILLED_IN, type Hears } from './examples.ts'
import { ALL_NEW, ALL_OLD, type Ended, type Place, run } from './run.ts'

/** How it ends, what runs then, and who heard of it. */
export async function played(
  place: Place,
  { name, scene, exit, ends, isReplaced, hears, ...example }: Example,
): Promise<readonly Case[]> {
  const ended = await run(place, scene, {
    ...example,
    local: { [FILLED_IN]: place.action, ...localConfigure(example.text, place.configure) },
  })
  const one = expected(name, `${exit}, ${wordsOf(ends)}`, `${ended.exit}, ${groupsIn(ended, ends)}`)
  const errors = ended.log.split('\n').filter((line) => /::error|❌/i.test(line))
  return [
    one.verdict === 'as expected' ? one : { ...one, seen: `${one.seen}: ${errors.slice(0, 3).join(' / ')}` },
    ...(isReplaced
      ? Object.keys(ends).map((group) =>
          expected(`${name}: instances of ${group} that were there at the start`, '0', String(ended.kept[group])),
        )
      : []),
    ...heard(name, hears, ended),
  ]
}

const wordsOf = (ends: Ends): string =>
  Object.entries(ends)
    .map(([group, is]) => `${group} ${is === 'new' ? ALL_NEW : ALL_OLD}`)
    .join('; ')

const groupsIn = ({ truth }: Ended, ends: Ends): string =>
  Object.keys(ends)
    .map((group) => `${group} ${truth[group]}`)
    .join('; ')

/** A case for each that was to hear something. */
function heard(name: string, hears: Hears, { comments, posts, results }: Ended): readonly Case[] {
  const texts = [
    ['the pull request’s comment', hears.comment, comments],
    ['the chat channel', hears.channel, posts],
    ['the topic', hears.topic, [results['sns'] ?? '']],
  ] as const
  return texts.flatMap(([who, wanted, said]) =>
    wanted === undefined
      ? []
      : [
          expected(
            `${name}: ${who}`,
            `one message, ${wanted}`,
            `${countOf(said)}, ${wanted.test(said.join()) ? wanted : said.join()}`,
          ),
        ],
  )
}

const countOf = ({ length }: readonly string[]) => (length === 1 ? 'one message' : `${length} messages`)
