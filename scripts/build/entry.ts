/**
 * The file that the runner starts. Whatever Node the machine has reads it, however old: nothing newer than ES5 and the
 * dynamic import (Node 13.2) may be in it, and all else is loaded only when the Node is the action's own or newer.
 */
export const entryFor = (node: number): string => `var present = process.versions.node
var isPost = /post\\.js$/.test(process.argv[1])
if (Number(present.split('.')[0]) >= ${node}) import('./main.js')
else if (!isPost) {
  process.exitCode = 1
  console.log(
    '::error title=AMI rollout%3A Node is too old::ami-rollout needs Node ${node} or newer (\`using: node${node}\` in its action.yml), and this is Node ' +
      present +
      '. Nothing was changed. GitHub-hosted runners have it; update a self-hosted runner, and for act and other runners install Node ${node} on the machine.'
  )
}
`
