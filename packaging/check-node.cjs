// Says in one line that Node is too old, before anything newer than this file's syntax is read by it.
const { engines } = require('../package.json');

const [major, minor] = engines.node.match(/\d+/g).map(Number);
const [ourMajor, ourMinor] = process.versions.node.split('.').map(Number);

if (ourMajor < major || (ourMajor === major && ourMinor < minor)) {
  console.error(
    `loa needs Node.js ${major}.${minor} or newer, and this is ${process.version}: ` +
      'install it from https://nodejs.org/en/download and try again.',
  );
  process.exit(1);
}
