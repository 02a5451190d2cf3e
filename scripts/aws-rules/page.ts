/** The simulator's rules as a page: each with its sentence, its source, how sure it is, and its test. */

import type { RuleSource, WorldRule } from '../../simulator/aws/world/rules/rule.ts'
import { rulesBySubject } from '../../simulator/aws/world/rules.ts'

/** `proofs`: the test files by the rules' ids. */
export function rulesPage(proofs: ReadonlyMap<string, readonly string[]>): string {
  const subjects = Object.entries<Readonly<Record<string, WorldRule>>>(rulesBySubject)
  const all = subjects.flatMap(([, rules]) => Object.values(rules))
  return [
    '# Rules of AWS that the simulator obeys',
    '',
    '<!-- Written by `npm run aws-rules` from simulator/aws/world/rules. Do not edit. -->',
    '',
    'What does the simulated AWS of the tests hold to be true of AWS, and who says so? The tests play the action against a simulated AWS. What that AWS does is written down here, rule by rule, each with the place where AWS or a public record says so. Nothing here was tried on a live account.',
    '',
    '- **documented**: AWS says it. **public record**: somebody published what AWS did. **inferred**: it follows from what AWS says. **unknown**: AWS is silent.',
    '- A *switch* is a question that AWS leaves open, a *duration* a time that it does not give: the action is tested under every setting. The first setting is the one that holds unless a scene says otherwise.',
    '- The test of each rule is played twice: it must pass in a world that obeys the rule, and fail in one that does not.',
    '',
    counted(all),
    ...subjects.flatMap(([subject, rules]) => ['', `## ${subject}`, ...sections(rules, proofs)]),
    '',
  ].join('\n')
}

function counted(rules: readonly WorldRule[]): string {
  const levels = ['documented', 'public record', 'inferred', 'unknown'] as const
  const counts = levels.map((level) => `${rules.filter(({ confidence }) => confidence === level).length} ${level}`)
  return `${rules.length} rules: ${counts.join(', ')}.`
}

const sections = (rules: Readonly<Record<string, WorldRule>>, proofs: ReadonlyMap<string, readonly string[]>) =>
  Object.entries(rules).flatMap(([id, rule]) => [
    '',
    `### ${id}`,
    '',
    ...sentences(rule),
    '',
    `- ${rule.confidence}${rule.type === 'rule' ? '' : `, a ${rule.type}`}`,
    ...rule.sources.map(source),
    ...(proofs.get(id) ?? []).map((file) => `- test: [${file.split('/').at(-1)}](../${file})`),
  ])

function sentences(rule: WorldRule): readonly string[] {
  if (rule.type === 'rule') return [rule.says]
  if (rule.type === 'duration') return [`${rule.says} ${rule.likely} s; ${rule.alsoPlayed} s is played too.`]
  const others = Object.entries(rule.settings).filter(([name]) => name !== rule.likely)
  return [[rule.likely, rule.settings[rule.likely]], ...others].map(([name, says]) => `- \`${name}\`: ${says}`)
}

const source = ({ at, words }: RuleSource): string => `- [${shortened(at)}](${at}): “${words}”`

/** The name of a page of AWS's, or the address without its scheme. */
const shortened = (address: string): string =>
  address.startsWith('https://docs.aws.amazon.com/')
    ? (address.split('/').at(-1) ?? '').replace(/\.html$/, '')
    : address.replace('https://', '')
