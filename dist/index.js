var present = process.versions.node
var isPost = /post\.js$/.test(process.argv[1])
if (Number(present.split('.')[0]) >= 24) import('./main.js')
else if (!isPost) {
  process.exitCode = 1
  console.log(
    '::error title=AMI rollout%3A Node is too old::ami-rollout needs Node 24 or newer (`using: node24` in its action.yml), and this is Node ' +
      present +
      '. Nothing was changed. GitHub-hosted runners have it; update a self-hosted runner, and for act and other runners install Node 24 on the machine.'
  )
}
