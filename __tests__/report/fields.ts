/**
 * Every field of what a run tells, by name, as the compiler reads it from the types: words of closed lists, which are ours,
 * and text, which may come from AWS, GitHub or an input. A field or a word that is added to the types has to be added here.
 */
import type { Event } from '../../src/rollout/events.ts'

type Leaf = string | number | boolean | undefined | null

/** Each key that holds text of any kind, however deep, with the type of its text. Of a map the names count as well. */
type Pairs<T> = T extends Leaf
  ? never
  : T extends readonly (infer Item)[]
    ? Pairs<Item>
    : T extends ReadonlyMap<unknown, infer Item>
      ? Pairs<Item>
      : T extends object
        ? { [K in keyof T & string]: Pair<K, T[K]> }[keyof T & string]
        : never
type Pair<K extends string, V> = [Extract<V, { readonly unknown: string }>] extends [never]
  ? PairOf<K, V>
  : readonly [K, string] // A list of AWS's that AWS may add to.
type PairOf<K extends string, V> = V extends string
  ? readonly [K, V]
  : V extends readonly (infer Item)[]
    ? Item extends string
      ? readonly [K, Item]
      : Pairs<V>
    : V extends ReadonlyMap<infer Name, infer Item>
      ? readonly [K, Name] | (Item extends string ? readonly [K, Item] : Pairs<Item>)
      : Pairs<V>

type All = Pairs<Event>
type TextKey = All extends infer P
  ? P extends readonly [infer K, infer W]
    ? string extends W
      ? K
      : never
    : never
  : never
/** `ami-…` is a form of text. */
type WordPair = All extends infer P
  ? P extends readonly [infer K extends string, infer W extends string]
    ? string extends W
      ? never
      : W extends `ami-${string}`
        ? never
        : readonly [K, W]
    : never
  : never
type Words = { readonly [K in WordPair[0]]: Extract<WordPair, readonly [K, string]>[1] }

/** Words of closed lists, by key: what the code makes itself. */
const closed = {
  alias: '$Default, $Latest',
  asked: '$Default, $Latest',
  templateVersion: '$Default, $Latest',
  balancer: 'application, classic, network',
  cause: 'by-itself, command, late, not-judged, not-registered, other, refused, script, unhealthy, unmanaged',
  at: 'launch, termination',
  by: 'anomaly mitigation, drain, launches, lifecycle-hook, scale-in-protection, standby, unknown, zonal shift',
  code: 'access-denied, alarm, aws-failed, below-minimum, cancelled, cancelled-elsewhere, conflict, credentials-expired, handed-over, instances-died, invalid-input, launch-failures, lost-contact, preflight, rollback-failed, stalled, target-health, timeout, trial, verify',
  did: 'archived, asking-again, checking, deleted, ended, ending, failed, forgotten, found, given-back, kept, launched, launching, left, moved, no-room, not-launched, noted, outdated, overtaken, passed, removed, restored, retired, same-image, set, skipped, stale, stays, unarchived, unconfirmed, undeleted, unread, verifying, written',
  differs: 'image, unknown, version',
  action: 'adopt, nothing, refuse, replace, resume-rollback, revert, roll, wait',
  ena: 'required, supported, unsupported',
  end: 'arrived, failed, none, not-begun, rollout-failed, trial-failed, trial-passed, under-way',
  ends: 'elsewhere, gone, not-asked, root, unnamed, unread',
  failedVersion: 'delete, keep',
  fleet: 'mixed, new, previous, unknown',
  found: 'no-parameter, no-version',
  for: 'bake, cancel, first-poll, replacement, rollback, start, steady-health',
  form: 'launch-configuration, launch-template, mixed-instances-policy',
  from: 'id, newest, packer, parameter',
  how: 'adopted, cancel, confirming, deprecate, disable, existing, found, leave, made, native-rollback, new-refresh, rollback, started, watched',
  imageFrom: 'instances, parameter',
  restored: '$Default, $Latest',
  kind: 'conflict, denied, environment, expired, idle, irreversible, lost, missing, passing, rejected, throttled',
  leftOut: 'protected, standby',
  level: 'error, note, warning',
  mode: 'check, deploy, plan, rollback, watch',
  onCancel: 'cancel, leave, rollback',
  onConflict: 'auto, fail, replace, wait',
  onFailure: 'cancel, leave, rollback',
  onStale: 'allow, refuse, warn',
  otherwise: 'fail, plan-again',
  part: 'alarms, ec2-instances, scaling-activities, status-checks, targets',
  problem: 'broken, denied, late, not-found, not-loaded, rate-limited, rejected, unauthorized, unreachable',
  reason:
    'all-replaced, altered, claimed, earlier-attempt, ended, flapping, hosts-failed, impaired, moved, moved-away, no-room, not-in-time, not-judged, not-launched, not-on-version, not-registered, not-sent, nothing-proven, on-instance, out-of-sight, protected-left, refused, refused-later, status-checks, unfinished, unhealthy, unmanaged, unverified, version-gone',
  result: 'failed, passed, running, timed-out',
  scaleInProtectedInstances: 'Ignore, Refresh, Wait',
  ssmTemplate: 'pin, refuse',
  standbyInstances: 'Ignore, Terminate, Wait',
  status: 'Cancelled, Failed, ahead, behind, diverged, identical',
  timeout: 'auto',
  to: 'previous',
  type: 'account, active, amazon, archive-images, archiving-images, arrived, cancel, cancel-refresh, cancelled, certificate, checked, claiming, clock, concluded, confirm-start, create-version, credentials-silent, delete-failed-versions, delete-old-versions, deleting-versions, deploy, drifted, ec2, end-trials, ended, evidence, fail, failed, final-step, foreign-answer, found, identity-provider, identity-token-refused, image, in-sync, lasting, list, marketplace, member, moved, name-unknown, native-rollback, no-credentials, no-identity-token, no-image-id, no-json, no-member, no-parameter, no-template, no-version, none, none-available, not-checked, not-listed, not-started, note-rollback-target, note-rollout, noted, overtaken, pin-group, pinned, pinned-image, pinning, pinning-image, planned, polled, prepared, preparing, proxy, read, refresh, refused, region-disabled, resolved, restore-aliases, role, roll-back-refresh, rollback, rolling-back, same, script, secret, session, set-default-version, set-parameter, several-newest, start-refresh, starting, status-checks, succeeded, surveyed, target, trial, trust, unanswered, unchanged, underway, unknown, unreachable, unread, unresolved, use-version, verify, verify-fleet, verify-only, version, wait, wait-for-refresh, waiting, watch, watching',
  units: 'units of capacity',
  versions: '$Default, $Latest',
  what: 'alias, clean-up, default-version, failed-version, hand-over, images, parameter, retained, saved-version, warm-pool',
  withoutTraffic: 'anomaly mitigation, zonal shift',
  why: 'asked, chain, copied, default, group, history, instance, instances, launch-configuration, launched, newest, newest-with-image, noted, origin, override, owner, protected, public, reference, refresh, rollback-target, saved, shared, standby, state, stays, trial, unproven, version, warming up',
} as const

/** Keys that hold text. */
const holding = {
  a: 'account, aliasTag, address, alarms, ancestries, application, architecture, architectures, arn, attachedEbs, audience',
  b: 'base, believed, billedAs, bootMode, bootModes, build, byHand',
  c: 'checks, code, command, commit, contentType',
  d: 'dataType, deregistrationDelays, description, device, devices',
  e: 'ec2Instances, excerpt, expected',
  f: 'file, former, from',
  g: 'group',
  h: 'head, healthCheckType, hooks, host',
  i: 'id, ids, image, images, imds, instance, instances, issuer',
  k: 'key, knownBefore',
  l: 'launch, launching, lifecycle, lines',
  m: 'means, meansNow, member, members, message',
  n: 'name, named, note',
  o: 'of, operation, operator, owner, ownerAlias',
  p: 'parameter, path, pattern, present, problem, productCode, productCodes, profile',
  r: 'reason, reasonCode, recurrence, refresh, refreshId, region, remedy, resource, retired, rollbackReason, rootDevice, rootDeviceType, rootDeviceTypes, rule, run, running',
  s: 'saved, says, selector, sentence, setParameter, severity, sha, signal, snapshot, state, states, status, statusChecks, statusReason, step, subject, subnet, subnets, suspended, system',
  t: 'tags, tail, targetGroup, targetGroups, template, termination, text, title, to, tpm, type, types',
  u: 'unexplained, unhealthyIn, unhealthySince, unjudged, unknown, unmanaged, unwatched',
  v: 'value, version, virtualization, virtualizations',
  z: 'zone, zones',
} as const

type Split<S extends string, Before = never> = S extends `${infer First}, ${infer Rest}`
  ? Split<Rest, Before | First>
  : Before | S
type Listed = { readonly [K in keyof typeof closed]: Split<(typeof closed)[K]> }
type Held = Split<(typeof holding)[keyof typeof holding]>
type Same<A, B> = [A] extends [B]
  ? [B] extends [A]
    ? true
    : { readonly missing: Exclude<B, A> }
  : { readonly tooMuch: Exclude<A, B>; readonly missing: Exclude<B, A> }

type Wrong = {
  [K in keyof Words & keyof Listed]: Same<Listed[K], Words[K]> extends true ? never : Same<Listed[K], Words[K]>
}[keyof Words & keyof Listed]

/** Does not compile while a key or a word is missing above, or is too much: see what `Wrong` and the others are then. */
export const isWhole: {
  readonly closed: Same<keyof Listed, keyof Words>
  readonly words: [Wrong] extends [never] ? true : Wrong
  readonly texts: Same<Held, TextKey>
} = { closed: true, words: true, texts: true }

/** Words of closed lists, by key. */
export const words: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(closed).map(([key, list]) => [key, list.split(', ')]),
)

/** Keys that hold text. */
export const texts: readonly string[] = Object.values(holding).flatMap((list) => list.split(', '))
