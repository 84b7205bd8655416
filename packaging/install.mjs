// Brings node_modules in line with package-lock.json by `npm ci`, only where it is not, and says in one line which
// optional part could not be built. Runs before anything is installed, so it may use Node alone.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const again = process.argv.includes('--again');
if (again || !isInstalled()) install();
if (!existsSync('node_modules/speaker/build/Release/binding.node')) {
  console.log(
    'Note: `speaker` could not be built, so nothing can be played aloud (make listen); all else works. To get it: ' +
      'sudo apt install build-essential python3 libasound2-dev && make speaker',
  );
}

function install() {
  console.log('Installing packages (npm ci) ...');
  const { error, status } = spawnSync('npm', ['ci', '--loglevel=error'], {
    stdio: 'inherit',
    env: { ...headersBesideNode(), ...process.env },
  });
  if (error) {
    const cause = error.code === 'ENOENT' ? 'npm was not found: install it' : error.message;
    console.error(`loa could not install its packages: ${cause}.`);
  } else if (status !== 0) {
    console.error('loa could not install its packages: see what npm says above, then try again.');
  }
  if (error || status !== 0) process.exit(1);
}

/** True where npm's own record of node_modules names the packages of the lock file, optional ones apart. */
function isInstalled() {
  const installed = packagesOf('node_modules/.package-lock.json');
  if (installed === undefined) return false;
  const wanted = packagesOf('package-lock.json');
  return Object.entries(wanted).every(
    ([path, { version, optional, integrity }]) =>
      path === '' ||
      (optional === true && installed[path] === undefined) ||
      (installed[path]?.version === version && installed[path].integrity === integrity),
  );
}

function packagesOf(lockFile) {
  return existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, 'utf8')).packages : undefined;
}

/** Where Node came with its C headers, node-gyp need not fetch them from a second host. */
function headersBesideNode() {
  const prefix = dirname(dirname(process.execPath));
  if (!existsSync(join(prefix, 'include/node/node_api.h'))) return {};
  return { npm_config_nodedir: prefix, npm_package_config_node_gyp_nodedir: prefix };
}
