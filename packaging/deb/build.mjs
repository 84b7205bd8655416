// `make deb`: the packages of the agent for the machines that boxes are made of, without debhelper and without root. The agent is one
// bundle; its addon is cross-built. `node packaging/deb/build.mjs [--out FOLDER] [amd64] [arm64]` prints the path of each package.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { bundle, licencesOf } from './bundle.mjs';
import { boxToml } from './box-toml.mjs';
import { control, copyright, debianChangelog } from './metadata.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What each machine is called by Debian, by the makers of prebuilt addons, and by the compiler. */
const MACHINES = {
  amd64: { prebuilt: 'linux-x64', compiler: 'x86_64-linux-gnu-gcc', triplet: 'x86_64-linux-gnu' },
  arm64: {
    prebuilt: 'linux-arm64',
    compiler: 'aarch64-linux-gnu-gcc',
    triplet: 'aarch64-linux-gnu',
  },
};
/** The Debian that boxes run. */
const SUITE = 'trixie';

const { values, positionals } = parseArgs({
  options: { out: { type: 'string', default: join(root, 'dist/deb') } },
  allowPositionals: true,
});
const wanted = positionals.length > 0 ? positionals : Object.keys(MACHINES);
const stranger = wanted.find((one) => !(one in MACHINES));
if (stranger !== undefined) fail(`there is no package for ${stranger}: choose of amd64 and arm64`);
if (run('dpkg-deb', ['--version']).error)
  fail('dpkg-deb is missing: this is for Debian and Ubuntu');
mkdirSync(values.out, { recursive: true });

/** One time for every file, so that the same sources make the same package. */
const madeAtS = Number(run('git', ['-C', root, 'log', '-1', '--format=%ct']).stdout.trim() || 0);
const work = mkdtempSync(join(tmpdir(), 'loa-deb-'));
try {
  const bundles = await makeBundles();
  for (const machine of wanted) console.log(await makePackage(machine, bundles));
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function makeBundles() {
  const folder = join(work, 'bundle');
  const programs = {
    'loa-agent': 'agent/cli.ts',
    'safe-off': 'agent/safe-off.ts',
    'speaker-child': 'hw/audio/speaker/speaker-child.ts',
  };
  const folders = await bundle({ root, programs, outdir: folder });
  return { folder, licences: licencesOf(root, [...folders, 'node_modules/opusscript'].sort()) };
}

async function makePackage(machine, { folder, licences }) {
  const tree = join(work, machine);
  const lib = join(tree, 'usr/lib/loa');
  mkdirSync(lib, { recursive: true });
  cpSync(folder, lib, { recursive: true });
  chmodSync(join(lib, 'loa-agent.js'), 0o755);
  write(join(lib, 'package.json'), `${JSON.stringify({ name: 'loa', version, type: 'module' })}\n`);
  opusscript(join(lib, 'node_modules/opusscript'));
  copyFileSync(serialportAddon(machine), join(lib, 'serialport.node'));
  addon(machine, join(lib, 'loa-native.node'));
  for (const name of ['reboot-when-asked', 'lend-lamp']) {
    install(name, lib);
    chmodSync(join(lib, name), 0o755);
  }
  mkdirSync(join(tree, 'usr/bin'), { recursive: true });
  symlinkSync('../lib/loa/loa-agent.js', join(tree, 'usr/bin/loa-agent'));

  install('loa-agent.service', join(tree, 'usr/lib/systemd/system'));
  install('60-loa-agent.rules', join(tree, 'usr/lib/udev/rules.d'));
  install(
    '60-loa-agent-watchdog.conf',
    join(tree, 'usr/lib/systemd/system.conf.d'),
    '60-loa-agent.conf',
  );
  write(
    join(tree, 'etc/loa/agent.toml'),
    boxToml(await import('../../dist/agent/config/reference.js')),
  );
  const doc = join(tree, 'usr/share/doc/loa-agent');
  write(join(doc, 'copyright'), copyright(readFileSync(join(root, 'LICENSE'), 'utf8')));
  write(join(doc, 'third-party-licences.gz'), gzip(licences));
  write(join(doc, 'changelog.gz'), gzip(debianChangelog(version, madeAtS)));
  write(
    join(tree, 'usr/share/man/man1/loa-agent.1.gz'),
    gzip(readFileSync(join(here, 'loa-agent.1'))),
  );
  install('lintian-overrides', join(tree, 'usr/share/lintian/overrides'), 'loa-agent');
  scripts(tree, machine);

  smoke(machine, lib);
  const file = join(values.out, `loa-agent_${version}_${machine}.deb`);
  must('dpkg-deb', ['--root-owner-group', '-Zxz', '--build', tree, file], {
    env: { ...process.env, SOURCE_DATE_EPOCH: String(madeAtS) },
  });
  return file;
}

function opusscript(to) {
  const from = join(root, 'node_modules/opusscript');
  for (const file of [
    'package.json',
    'index.js',
    'LICENSE.md',
    'build/opusscript_native_wasm.js',
    'build/opusscript_native_wasm.wasm',
  ]) {
    if (!existsSync(join(from, file))) continue;
    write(join(to, file), readFileSync(join(from, file)));
  }
}

function serialportAddon(machine) {
  const folder = join(
    root,
    'node_modules/@serialport/bindings-cpp/prebuilds',
    MACHINES[machine].prebuilt,
  );
  const file = readdirSync(folder).find((name) => name.includes('glibc')) ?? readdirSync(folder)[0];
  return join(folder, file);
}

/** By this machine's own compiler where it is of that kind; else by a cross compiler, against the headers of the Debian that boxes run. */
function addon(machine, output) {
  const { compiler, triplet } = MACHINES[machine];
  const isOwn = run('dpkg', ['--print-architecture']).stdout.trim() === machine;
  const cc = isOwn ? 'cc' : crossCompiler(compiler, triplet, machine);
  must('node', ['packaging/build-native.mjs', '--whole', '--output', output], {
    cwd: root,
    env: { ...process.env, CC: cc },
  });
  const strip = isOwn ? 'strip' : `${triplet}-strip`;
  must(strip, ['--strip-unneeded', output, join(dirname(output), 'relays-off')]);
}

function crossCompiler(compiler, triplet, machine) {
  if (run(compiler, ['--version']).error) {
    fail(`${compiler} is missing: apt install gcc-${triplet} libc6-dev-${machine}-cross`);
  }
  const sysroot = join(root, 'dist/deb-sysroot', machine);
  if (!existsSync(join(sysroot, 'usr/include/sqlite3.h'))) {
    if (run('mmdebstrap', ['--version']).error)
      fail('mmdebstrap is missing: apt install mmdebstrap');
    rmSync(sysroot, { recursive: true, force: true });
    mkdirSync(dirname(sysroot), { recursive: true });
    const include = '--include=nodejs,libasound2-dev,libopus-dev,libsqlite3-dev';
    must('mmdebstrap', [
      '--quiet',
      '--variant=extract',
      `--arch=${machine}`,
      include,
      SUITE,
      sysroot,
    ]);
    // Merged as in every Debian of today, so that qemu-user finds the dynamic linker.
    if (!existsSync(join(sysroot, 'lib'))) symlinkSync('usr/lib', join(sysroot, 'lib'));
  }
  // The compiler's own C library comes first; of that Debian are only the libraries that the addon names.
  const libraries = join(sysroot, 'libraries');
  mkdirSync(libraries, { recursive: true });
  for (const name of ['libasound.so', 'libopus.so', 'libsqlite3.so']) {
    if (!existsSync(join(libraries, name))) {
      symlinkSync(join(sysroot, 'usr/lib', triplet, name), join(libraries, name));
    }
  }
  return `${compiler} -idirafter ${sysroot}/usr/include -L${libraries}`;
}

/** Starts it once, on this machine or under qemu-user: the bundle says its version, and every addon loads. */
function smoke(machine, lib) {
  const { triplet } = MACHINES[machine];
  const sysroot = join(root, 'dist/deb-sysroot', machine);
  const isOwn = run('dpkg', ['--print-architecture']).stdout.trim() === machine;
  const qemu = `qemu-${triplet.split('-')[0]}`;
  if (!isOwn && run(qemu, ['--version']).error) {
    console.error(`make deb: not tried for ${machine}: ${qemu} is missing (apt install qemu-user)`);
    return;
  }
  const node = isOwn ? [process.execPath] : [qemu, '-L', sysroot, join(sysroot, 'usr/bin/node')];
  const [program, ...words] = node;
  const version_ = run(program, [...words, join(lib, 'loa-agent.js'), '--version']);
  if (version_.stdout?.trim() !== version) fail(`${machine}: ${version_.stderr}`);
  const parts = `const { opus, alsa, gpio, sqlite, notify, clock } = require('./loa-native.node');
    require('./serialport.node');
    if (![opus, alsa, gpio, sqlite, notify, clock].every(Boolean)) process.exit(1);`;
  must(program, [...words, '--input-type=commonjs', '--eval', parts], { cwd: lib });
  smokeRelaysOff(isOwn ? [] : [qemu, '-L', sysroot], lib);
}

/** On a fake bank: its journal says that the relay is off. */
function smokeRelaysOff(runner, lib) {
  const [plan, journal] = ['relays.off', 'relays.jsonl'].map((name) => join(work, name));
  rmSync(journal, { force: true });
  writeFileSync(plan, `journal line ${journal}\n`);
  const [program, ...words] = [...runner, join(lib, 'relays-off'), plan];
  must(program, words);
  const { relay, on } = JSON.parse(readFileSync(journal, 'utf8'));
  if (relay !== 'line' || on !== false) fail(`relays-off wrote ${readFileSync(journal, 'utf8')}`);
}

function scripts(tree, machine) {
  const files = filesOf(tree).filter((file) => !statSync(join(tree, file)).isDirectory());
  const kib = Math.ceil(
    files.reduce((sum, file) => sum + statSync(join(tree, file)).size, 0) / 1024,
  );
  const sums = files
    .filter((file) => !file.startsWith('etc/'))
    .map(
      (file) =>
        `${createHash('md5')
          .update(readFileSync(join(tree, file)))
          .digest('hex')}  ${file}\n`,
    );
  const folder = join(tree, 'DEBIAN');
  write(join(folder, 'control'), control({ version, machine, kib }));
  write(join(folder, 'conffiles'), '/etc/loa/agent.toml\n');
  write(join(folder, 'md5sums'), sums.join(''));
  for (const name of ['postinst', 'prerm', 'postrm']) {
    install(name, folder);
    chmodSync(join(folder, name), 0o755);
  }
}

function filesOf(tree) {
  return readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(tree, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

function install(name, folder, as = name) {
  write(join(folder, as), readFileSync(join(here, name)));
}

function write(file, content) {
  mkdirSync(dirname(file), { recursive: true, mode: 0o755 });
  writeFileSync(file, content, { mode: 0o644 });
}

function gzip(content) {
  return gzipSync(content, { level: 9 });
}

function run(program, words, options = {}) {
  return spawnSync(program, words, { encoding: 'utf8', ...options });
}

function must(program, words, options) {
  const { error, status, stderr, stdout } = run(program, words, options);
  if (error || status !== 0)
    fail(`${program} failed: ${error?.message ?? `${stdout}${stderr}`.trim()}`);
}

function fail(sentence) {
  console.error(`make deb: ${sentence}`);
  process.exit(1);
}
