/** Words for launch template versions: why one is the rollback target, and how two differ. */
import type { RollbackReason } from '../../rollout/model/group-template.ts'
import type { Difference } from '../../rollout/model/launch-template.ts'

/** Why a version is the rollback target. */
export const rollbackReasonWords: Readonly<Record<RollbackReason, string>> = {
  chain: 'The newest version in use was made from this one; versions whose rollout did not succeed are passed over.',
  history: 'This is the newest lower version that a successful instance refresh named.',
  asked: 'This is the version that was asked for.',
  noted: 'This is the version that an earlier attempt of this run rolled back to, as its tag on the group says.',
  'newest-with-image': 'This is the newest version that ran the image that was asked for.',
  stays: 'It stays on the version that the group has saved.',
}

/** `UserData: “…” → “…”`. Long values are cut. */
export const differenceWords = ({ path, from, to }: Difference): string =>
  `${path}: ${valueWords(from)} → ${valueWords(to)}`

const valueWords = (value: string | undefined): string =>
  value === undefined ? 'not set' : `“${value.length > 60 ? `${value.slice(0, 60)}…` : value}”`
