import { readFileSync } from 'node:fs'
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
