/**
 * How a rule is proved: its test passes in a world that obeys it and fails in one that does not. Each test file names the
 * rules that it proves; docs/aws-rules.md shows them.
 */
import { describe, expect, test } from 'vitest'
import type { SettingOf } from '../../aws/world/rules/rule.ts'
import { type RuleId, type Rules, worldRules } from '../../aws/world/rules.ts'

/** Plays a world under these rules and asserts. */
export type Proof = (rules: Partial<Rules>) => void | Promise<void>

type IdOf<Type extends string> = {
  [Id in RuleId]: (typeof worldRules)[Id] extends { readonly type: Type } ? Id : never
}[RuleId]

/** A rule: the proof must fail once it is switched off. */
export function provesRule(id: IdOf<'rule'>, proof: Proof): void {
  describe(`${id}: ${worldRules[id].says}`, () => {
    test('it holds', () => proof({ [id]: true }))
    test('the test notices a world without it', () => fails(proof, { [id]: false }))
  })
}

/** A switch: each proof must pass under its setting and fail under every other. */
export function provesSwitch<Id extends IdOf<'switch'>>(
  id: Id,
  proofs: Readonly<Record<SettingOf<(typeof worldRules)[Id]> & string, Proof>>,
): void {
  const settings: Readonly<Record<string, string>> = worldRules[id].settings
  describe.each(Object.entries<Proof>(proofs))(`${id} %s`, (setting, proof) => {
    test(settings[setting] ?? setting, () => proof({ [id]: setting }))
    test.each(Object.keys(settings).filter((other) => other !== setting))('it fails under %s', (other) =>
      fails(proof, { [id]: other }),
    )
  })
}

/** A duration: the proof gets how long, and must notice when the world takes another. */
export function provesDuration(
  id: IdOf<'duration'>,
  proof: (seconds: number, rules: Partial<Rules>) => void | Promise<void>,
): void {
  const { likely, alsoPlayed, says } = worldRules[id]
  describe(`${id}: ${says}`, () => {
    test.each([likely, alsoPlayed])('%i seconds', (seconds) => proof(seconds, { [id]: seconds }))
    test('the test notices another duration', () =>
      fails((rules) => proof(alsoPlayed, rules), { [id]: alsoPlayed === likely ? likely + 1 : likely }))
  })
}

/** A proof that fails because it cannot run proves nothing. */
async function fails(proof: Proof, rules: Partial<Rules>): Promise<void> {
  const failure = await played(proof, rules)
  expect(failure, 'the proof passed all the same').toBeInstanceOf(Error)
  expect(failure).not.toBeInstanceOf(TypeError)
  expect(failure).not.toBeInstanceOf(ReferenceError)
}

async function played(proof: Proof, rules: Partial<Rules>): Promise<unknown> {
  try {
    await proof(rules)
    return undefined
  } catch (error) {
    return error
  }
}
