import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { rulesPage } from '../../scripts/aws-rules/page.ts'
import { proofFiles } from '../../scripts/aws-rules/proofs.ts'
import type { WorldRule } from '../aws/world/rules/rule.ts'
import { worldRules } from '../aws/world/rules.ts'

const all = Object.entries<WorldRule>(worldRules)

test('docs/aws-rules.md is what the rules say: npm run aws-rules', () => {
  const page = readFileSync(new URL('../../docs/aws-rules.md', import.meta.url), 'utf8')
  expect(page).toBe(rulesPage(proofFiles()))
})

test('every rule has one test that notices when it does not hold, and every test a rule', () => {
  const proofs = proofFiles()
  expect(all.filter(([id]) => proofs.get(id)?.length !== 1).map(([id]) => id)).toEqual([])
  expect([...proofs.keys()].filter((id) => !(id in worldRules))).toEqual([])
})

test('whatever is said to be documented or on record says where, in words', () => {
  const claimed = all.filter(([, { confidence }]) => confidence !== 'unknown')
  expect(claimed.filter(([, { sources }]) => sources.length === 0).map(([id]) => id)).toEqual([])
  for (const [id, { sources }] of all)
    for (const { at, words } of sources) {
      expect(at, id).toMatch(/^https:\/\/\S+$/)
      expect(words, id).toMatch(/\S{2}/)
    }
})

test('whatever is unknown has more than one setting', () => {
  const unknown = all.filter(([, { confidence }]) => confidence === 'unknown').map(([id, { type }]) => ({ id, type }))
  expect(unknown.filter(({ type }) => type === 'rule')).toEqual([])
})

/** All tests of the action, as one text. */
const testsOfTheAction = (): string => {
  const root = new URL('../../__tests__/', import.meta.url)
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(new URL(name, root), 'utf8'))
    .join('\n')
}

test('whatever is a switch or a duration is set by a test of the action', () => {
  const played = testsOfTheAction()
  const open = all.filter(([, { type }]) => type !== 'rule').map(([id]) => id)
  expect(open.filter((id) => !new RegExp(`\\b${id}\\b`).test(played))).toEqual([])
})
