/** What to do with several groups: a step rolls one, and a workflow matrix has a job for each. */

/** The matrix to copy, as the end of a sentence. */
export const matrixOf = (groups: readonly string[]): string =>
  `\`strategy: { matrix: { group: [${groups.map((name) => JSON.stringify(name)).join(', ')}] } }\` in the job, and \`auto-scaling-group: \${{ matrix.group }}\` here`

/** The remedy for a name, or a tag, that nothing has: a comma without a blank belongs to it, but may mean several. */
export const orSeveral = (text: string): string => {
  const [first = '', ...others] = text.split(',')
  // `tag:KEY=` belongs to each of them.
  const kind = /^tag:.*=/.exec(first)?.[0] ?? ''
  return others.length === 0
    ? ''
    : ` If these are several groups, use a matrix: ${matrixOf([first, ...others.map((each) => `${kind}${each}`)])}.`
}
