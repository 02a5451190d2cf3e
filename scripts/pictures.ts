/**
 * `npm run pictures`: the README's pictures, made anew from golden summaries, light and dark. With names of scenarios
 * (`npm run pictures -- guard.flaps`), or `all`, pictures of these into `.demo/pictures`.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root } from './build/bundle.ts'
import { type Chromium, findChromium, howToInstall, startChromium } from './pictures/chromium.ts'
import { goldenSummaries } from './pictures/goldens.ts'
import { photograph, show } from './pictures/sight.ts'

/** Name of the picture → scenario. */
const readme: Readonly<Record<string, string>> = {
  'good-image': 'good-image.good-image',
  'bad-image': 'guard.never-healthy-in-one-of-two-target-groups-ec2-health-checks',
}

/** The README shows the verdict, what was asked for and the chart; the page goes on below. */
const README_ENDS_ABOVE = 'Target groups'

const wanted = process.argv.slice(2)
const summaries = goldenSummaries()
const chosen: Readonly<Record<string, string>> =
  wanted.length === 0
    ? readme
    : Object.fromEntries((wanted.includes('all') ? [...summaries.keys()] : wanted).map((name) => [name, name]))
const unknown = Object.values(chosen).filter((name) => !summaries.has(name))

const program = findChromium()
if (unknown.length > 0)
  fail(`No golden file has a summary of ${unknown.join(', ')}; there are:\n${[...summaries.keys()].join('\n')}`)
else if (program === undefined) fail(howToInstall)
else {
  await using browser = await startChromium(program)
  const folder = join(root, ...(wanted.length === 0 ? ['docs', 'pictures'] : ['.demo', 'pictures']))
  mkdirSync(folder, { recursive: true })
  for (const [name, scenario] of Object.entries(chosen))
    await take(browser, join(folder, name), summaries.get(scenario) ?? '')
}

async function take({ tab }: Chromium, path: string, summary: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await show(tab, summary, theme)
    const file = `${path}-${theme}.png`
    const picture = await photograph(tab, wanted.length === 0 ? README_ENDS_ABOVE : undefined)
    writeFileSync(file, picture)
    process.stdout.write(`${relative(root, file)}  ${(picture.length / 1000).toFixed(0)} kB\n`)
  }
}

function fail(why: string): void {
  process.stderr.write(`${why}\n`)
  process.exitCode = 1
}
