/** What the preflight has to say about a rollout before it begins. */

/** Something that the survey found. An error refuses; a warning is told; a note is true of this group at any time. */
export interface Finding {
  readonly level: 'error' | 'warning' | 'note'
  readonly rule: string
  readonly says: string
  readonly remedy: string
}
