/** What the program prints: before anything is made, and at the end. */
import { type Compared, comparisonLines } from './compare.ts'
import { building, estimateOf } from './estimate.ts'
import type { Found } from './inventory.ts'
import { imageKinds, imageName, imageSays, NAME, PARAMETER, SOURCE_PARAMETER, TARGET_GROUPS } from './names.ts'
import { notAsked } from './questions/index.ts'
import type { Ended } from './run.ts'
import type { LiveStep } from './step.ts'

/** What would be made and played, how long it takes and what it costs. */
export function planLines(region: string, steps: readonly LiveStep[]): readonly string[] {
  const { minutes, dollars, parts } = estimateOf(steps)
  return [
    `In ${region}, for about ${lasting(minutes)} and ${cents(dollars)}:`,
    '',
    `1. Images: four copies of the one that ${SOURCE_PARAMETER} names (${building.images} min)`,
    ...imageKinds.map((kind) => `     ${imageName(kind).padEnd(24)} ${imageSays[kind]}`),
    `2. A stack ${NAME}, conformance/live/stack.template.yaml (${building.stack} min): a network of its own, an internal load`,
    `   balancer with the target groups ${TARGET_GROUPS.join(' and ')}, a role for Systems Manager,`,
    `   the launch template and the group ${NAME} of two t4g.nano, the parameter ${PARAMETER}`,
    '3. These steps:',
    ...steps.flatMap((step) => [
      `     ${step.name} (${step.minutes} min): ${step.says}`,
      ...step.questions.map(({ asks, rule }) => `       ? ${asks}${rule === undefined ? '' : ` [${rule}]`}`),
    ]),
    `4. All of it is taken away again, however the run ends (${building.teardown} min)`,
    '',
    'Not asked:',
    ...Object.entries(notAsked).map(([rule, why]) => `     ${rule}: ${why}`),
    '',
    'Cost, at list prices of US East (N. Virginia) as this program knows them; other regions differ:',
    ...parts.map(([what, part]) => `     ${cents(part).padStart(7)}  ${what}`),
  ]
}

const cents = (dollars: number): string => `$${dollars.toFixed(2)}`

const lasting = (minutes: number): string => `${Math.floor(minutes / 60)} h ${minutes % 60} min`

/** Why it does not begin. */
export const refusalLines = (region: string, found: readonly Found[]): readonly string[] => [
  `Not started: the account has things called ${NAME} in ${region} already.`,
  ...found.map(({ what, id }) => `  ${what} ${id}`),
  `If a run that was killed has left them: npm run live -- --region ${region} --teardown`,
]

/** What could not be removed, with the commands. */
export const leftLines = (left: readonly Found[], region: string): readonly string[] =>
  left.length === 0
    ? [`Nothing called ${NAME} is left.`]
    : [
        'Not everything could be taken away. It goes on costing money until these commands have removed it:',
        ...left.map(({ what, command }) => `  ${command} --region ${region}   # ${what}`),
        `or all of it: npm run live -- --region ${region} --teardown`,
      ]

/** The end of a run. */
export function endLines(ended: Extract<Ended, { type: 'ended' }>, compared: readonly Compared[], region: string) {
  const cases = ended.played.flatMap((one) => one.cases)
  const bad = cases.filter(({ verdict }) => verdict === 'unexplained')
  return [
    '',
    ...(compared.length === 0
      ? []
      : ['What AWS has shown, and what the simulator takes for true:', ...comparisonLines(compared), '']),
    `${cases.length - bad.length} of ${cases.length} plays ended as they should.`,
    ...bad.map(({ name, seen }) => `  ${name}: ${seen}`),
    ...(ended.failure === undefined ? [] : [`The run ended early: ${ended.failure}`]),
    ...leftLines(ended.left, region),
  ]
}
