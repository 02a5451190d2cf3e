/** The line by which the action marks a version that it made, read by the contract, not by the action's own code: the judge shares nothing with whom it judges. */

/** What a description says: the version to go back to, the image, and the run that made it. */
export interface Mark {
  readonly from: number
  readonly image: string
  readonly run: string
}

const FORM = /^ami-rollout\/1 from=(\d+) image=(ami-[0-9a-z]+) sha=[0-9a-f]{0,12} run=([\w.-]+)/

/** `undefined` if the version is none of ours. */
export function markIn(description: string): Mark | undefined {
  const [, from, image, run] = FORM.exec(description) ?? []
  if (from === undefined || image === undefined || run === undefined) return undefined
  return { from: Number(from), image, run }
}
