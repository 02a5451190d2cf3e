/** docs/ends.md: a picture of each kind of end, as the reader's system has it, light or dark. */
import { allEnds, type End } from '../pictures/ends.ts'
import { goldenSummaries } from '../pictures/goldens.ts'

const HEAD = `# Each end in a picture

<!-- Written by \`npm run readme\` from scripts/pictures/ends.ts, the pictures by \`npm run pictures\`. Do not edit. -->

What will I see when a run has ended? The first screen of the job summary, for each kind of end, from simulated runs. [Reading the summary](summary.md) explains its parts, [troubleshooting](troubleshooting.md) the failure code beside each picture.
`

const summaries = goldenSummaries()

/** ` ([\`drift\`](troubleshooting.md#drift))`, where the summary has a failure code. */
function codeOf(summary: string): string {
  const [, code] = /failure-code `([a-z-]+)`/.exec(summaries.get(summary) ?? '') ?? []
  return code === undefined ? '' : ` ([\`${code}\`](troubleshooting.md#${code}))`
}

const picture = ({ name, summary, says }: End): string => `${says.replace(/\.$/, '')}${codeOf(summary)}.

<picture><source media="(prefers-color-scheme: dark)" srcset="pictures/ends/${name}-dark.png"><img alt="${says.replaceAll('`', '')}" src="pictures/ends/${name}-light.png" width="720"></picture>
`

/** The whole page. */
export const endsPage = (): string =>
  [HEAD, ...allEnds.flatMap(({ title, ends }) => [`## ${title}\n`, ...ends.map(picture)])].join('\n')
