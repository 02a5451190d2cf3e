/** A result of the preflight. */

/** An error makes the plan refuse; a warning is annotated; a note holds for this group at any time. */
export interface Finding {
  readonly level: 'error' | 'warning' | 'note'
  readonly rule: string
  readonly says: string
  readonly remedy: string
}
