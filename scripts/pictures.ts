/**
 * `npm run pictures`: the pictures of README.md and of docs/ends.md, made again from golden summaries, light and dark. With
 * names of scenarios (`npm run pictures -- guard.flaps`), or `all`, whole pages of these into `.demo/pictures`.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './build/bundle.ts'
import { type Chromium, findChromium, howToInstall, startChromium } from './pictures/chromium.ts'
import { allEnds } from './pictures/ends.ts'
import { goldenSummaries } from './pictures/goldens.ts'
import { photograph, type Share, show } from './pictures/sight.ts'

/** A picture: of which summary, into which file, and how much of it. */
interface Picture extends Share {
  readonly summary: string
  readonly path: string
}

/** The README shows the verdict, what was asked for and the chart; the page goes on below. */
const readme: readonly Picture[] = [
  {
    path: 'docs/pictures/bad-image',
    summary: 'guard.never-healthy-in-one-of-two-target-groups-ec2-health-checks',
    above: 'Target groups',
    scale: 0.9,
  },
]

/** One screen of each, at two thirds of its size. */
const ends: readonly Picture[] = allEnds
  .flatMap((group) => group.ends)
  .map(({ name, summary }) => ({ path: `docs/pictures/ends/${name}`, summary, height: 520, scale: 2 / 3 }))

const wanted = process.argv.slice(2)
const summaries = goldenSummaries()
const pictures =
  wanted.length === 0
    ? [...readme, ...ends]
    : (wanted.includes('all') ? [...summaries.keys()] : wanted).map((summary) => ({
        path: `.demo/pictures/${summary}`,
        summary,
      }))
const unknown = pictures.filter(({ summary }) => !summaries.has(summary)).map(({ summary }) => summary)

const program = findChromium()
if (unknown.length > 0)
  fail(`No golden file has a summary of ${unknown.join(', ')}; there are:\n${[...summaries.keys()].join('\n')}`)
else if (program === undefined) fail(howToInstall)
else {
  await using browser = await startChromium(program)
  for (const picture of pictures) await take(browser, picture)
}

async function take({ tab }: Chromium, { path, summary, ...share }: Picture): Promise<void> {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  for (const theme of ['light', 'dark'] as const) {
    await show(tab, summaries.get(summary) ?? '', theme)
    const picture = await photograph(tab, share)
    writeFileSync(join(root, `${path}-${theme}.png`), picture)
    process.stdout.write(`${path}-${theme}.png  ${(picture.length / 1000).toFixed(0)} kB\n`)
  }
}

function fail(why: string): void {
  process.stderr.write(`${why}\n`)
  process.exitCode = 1
}
