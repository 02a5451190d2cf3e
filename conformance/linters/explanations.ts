/** Findings that stay, each with the reason and its source. A rule that finds nothing any more leaves this list. */

export interface Explanation {
  readonly linter: 'actionlint' | 'zizmor' | 'cfn-lint' | 'checkov' | 'parliament'
  /** The linter's own name of the rule. */
  readonly rule: string
  /** The place, as the case names it. */
  readonly where: RegExp
  readonly failure: string
}

export const explanations: readonly Explanation[] = []
