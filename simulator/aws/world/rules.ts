/** Behaviour that AWS does not document, as switches. AWS may follow either setting, so a rollout must work with both. */

/** The account's answers to what is not known of AWS. */
export interface Rules {
  /** How MaxHealthyPercentage of the desired capacity becomes a number of instances. */
  readonly maxRounding: 'floor' | 'ceil'
  /** Whether a refresh that launches first may exceed the group's MaxSize. */
  readonly surgeOverMaxSize: boolean
  /** Whether RollbackInstanceRefresh is accepted while the refresh is Baking. */
  readonly rollbackWhileBaking: 'accepted' | 'refused'
  /** Whether CancelInstanceRefresh is accepted while the refresh is RollbackInProgress. */
  readonly cancelWhileRollingBack: 'accepted' | 'refused'
  /** When the desired configuration becomes the group's: as the last instance is replaced, or as the refresh succeeds. */
  readonly saves: 'before-bake' | 'on-success'
  /** Seconds until a refresh that was just started is listed. */
  readonly listedAfter: number
}

/** What the simulator takes for AWS's rule unless a scene says otherwise. */
export const likelyRules: Rules = {
  maxRounding: 'floor',
  surgeOverMaxSize: true,
  rollbackWhileBaking: 'accepted',
  cancelWhileRollingBack: 'accepted',
  saves: 'on-success',
  listedAfter: 0,
}
